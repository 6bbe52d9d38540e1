// Transports of master.cf, and next hops.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Instance } from '../../instance/instance.ts';
import type { ElementAtCursor } from './context.ts';
import { inUse, transportNames } from './in-use.ts';
import { type Completions, noCompletions, type Suggestion, valueSuggestions } from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

/** `transport:`, or a next hop after the colon. */
export function completeTransport(element: ElementAtCursor, own: readonly Suggestion[]): Completions {
  const { cursor, typed, rest, elementType } = element;
  const { instance } = cursor.snapshot;
  if (typed.includes('$')) return noCompletions;
  const named = elementType.nexthop === false;
  const colon = typed.indexOf(':');
  if (colon >= 0) {
    if (named) return noCompletions;
    return { typed: typed.slice(colon + 1), rest, suggestions: nextHopSuggestions(instance) };
  }
  const suggestions = transportSuggestions(instance, named ? '' : ':');
  const transports = new Set(transportNames(instance));
  const others = own.filter(({ label }) => {
    const [transport = '', nextHop = ''] = label.split(':');
    return nextHop === '' ? instance.services.length === 0 : transports.has(transport);
  });
  // The other suggestions are complete values. They would duplicate the text after the cursor.
  const complete = rest === '' ? others : [];
  return { typed, rest: leading(rest, (code) => code !== 58), suggestions: [...suggestions, ...complete] };
}

/** The transports in master.cf, or the usual ones if there is no such file. */
export function transportSuggestions(instance: Instance, colon: string): Suggestion[] {
  return transportNames(instance).map((name) => ({
    label: name + colon,
    kind: CompletionItemKind.Module,
    ...(instance.files.master !== undefined && { note: 'in master.cf' }),
  }));
}

/** Next hops in use, then the hosts in the configuration, in brackets so that Postfix does not look up MX records. */
export function nextHopSuggestions(instance: Instance): Suggestion[] {
  const { nextHops, hosts } = inUse(instance);
  const bracketed = [...hosts].filter((host) => host.includes('.')).map((host) => `[${host}]`);
  return [
    ...valueSuggestions(nextHops, 'in use'),
    ...bracketed.map((label) => ({ label, kind: CompletionItemKind.Value })),
    {
      label: '[host]:port',
      kind: CompletionItemKind.Snippet,
      insert: '[]:587',
      snippet: '[${1:host}]:${2:587}',
    },
  ];
}
