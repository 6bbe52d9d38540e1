// Endpoints of policy servers, SASL servers, and Milters, and the settings of a Milter in braces.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast } from '../../catalog/release.ts';
import { type ElementAtCursor, elementOf, wordsOf } from './context.ts';
import { endpointKind, inUse } from './in-use.ts';
import { completePath } from './paths.ts';
import {
  type Completions,
  keywordSuggestions,
  noCompletions,
  type Suggestion,
  valueSuggestions,
} from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

/** `inet:`, `unix:`, and the endpoints in use; after `unix:`, the sockets below the queue directory. */
export async function completeEndpoint(
  element: ElementAtCursor,
  own: readonly Suggestion[],
): Promise<Completions> {
  const { cursor, typed, rest } = element;
  const { instance } = cursor.snapshot;
  const [socket, path = ''] = /^(?:unix|local):(.*)$/s.exec(typed) ?? [];
  if (socket !== undefined) {
    const base = instance.expanded('queue_directory')?.text;
    return completePath(cursor, path, rest, base === undefined ? {} : { base });
  }
  if (typed.includes('$')) return noCompletions;
  const forms = ['inet:', 'unix:'].map(
    (label): Suggestion => ({ label, kind: CompletionItemKind.Interface, retrigger: true }),
  );
  const known =
    inUse(instance).endpoints.get(endpointKind(element.elementType.type, element.parameter)) ?? [];
  const type = typed.includes(':') ? rest : leading(rest, (code) => code !== 58);
  return {
    typed,
    rest: type,
    suggestions: [...valueSuggestions(known, 'in use'), ...own, ...forms],
  };
}

/** The settings in the braces of smtpd_milters (milter.c). */
const settings = ['connect_timeout', 'command_timeout', 'content_timeout', 'default_action', 'protocol'];

export function completeMilterSetting({ cursor, typed, rest }: ElementAtCursor): Completions {
  const { instance } = cursor.snapshot;
  if (!atLeast(instance.release, '3.0')) return noCompletions;
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (value === undefined) {
    const suggestions = settings.map(
      (setting): Suggestion => ({
        label: setting,
        kind: CompletionItemKind.Property,
        insert: `${setting}=`,
        retrigger: true,
        subject: { parameter: `milter_${setting}` },
      }),
    );
    return { typed, rest: leading(rest, (code) => code !== 61), suggestions };
  }
  if (name !== 'default_action') return noCompletions;
  const type = instance.catalog.parameter('milter_default_action')?.type;
  const words = type === undefined ? [] : wordsOf(elementOf(type), instance.release);
  return { typed: value, rest, suggestions: keywordSuggestions(words) };
}
