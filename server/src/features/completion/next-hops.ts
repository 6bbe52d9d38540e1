// Where mail goes: transports of master.cf, and the next hops behind them.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Instance } from '../../instance/instance.ts';
import { inUse, transportNames } from './in-use.ts';
import { type Answer, nothing, type Offer, values } from './offer.ts';
import type { ElementPlace } from './value.ts';
import { leading } from './words.ts';

/** `transport:`, or, behind the colon, a next hop. */
export function transportAnswer(at: ElementPlace, own: readonly Offer[]): Answer {
  const { place, typed, rest, element } = at;
  const { instance } = place.snapshot;
  if (typed.includes('$')) return nothing;
  const named = element.nexthop === false;
  const colon = typed.indexOf(':');
  if (colon >= 0) {
    if (named) return nothing;
    return { typed: typed.slice(colon + 1), rest, offers: nextHopOffers(instance) };
  }
  const offers = transportOffers(instance, named ? '' : ':');
  const there = new Set(transportNames(instance));
  const others = own.filter(({ label }) => {
    const [transport = '', nextHop = ''] = label.split(':');
    return nextHop === '' ? instance.services.length === 0 : there.has(transport);
  });
  // The other values are whole: they would double what stands behind the cursor.
  const whole = rest === '' ? others : [];
  return { typed, rest: leading(rest, (code) => code !== 58), offers: [...offers, ...whole] };
}

/** The transports that master.cf has. */
export function transportOffers(instance: Instance, colon: string): Offer[] {
  return transportNames(instance).map((name) => ({
    label: name + colon,
    kind: CompletionItemKind.Module,
    note: 'in master.cf',
  }));
}

/** Next hops in use, then the hosts that the configuration knows, in brackets: without a search for their MX. */
export function nextHopOffers(instance: Instance): Offer[] {
  const { nextHops, hosts } = inUse(instance);
  const bracketed = [...hosts].filter((host) => host.includes('.')).map((host) => `[${host}]`);
  return [
    ...values(nextHops, 'in use'),
    ...bracketed.map((label) => ({ label, kind: CompletionItemKind.Value })),
    {
      label: '[host]:port',
      kind: CompletionItemKind.Snippet,
      insert: '[]:587',
      snippet: '[${1:host}]:${2:587}',
    },
  ];
}
