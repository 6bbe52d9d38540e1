// A transport for all domains, which wins over the relay host of a sender (resolve.c, transport.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const senderRelayOverruled: Rule = {
  code: 'sender-relay-overruled',
  title: 'Transport for all domains overrides sender-dependent relay hosts',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const bySender = ['sender_dependent_relayhost_maps', 'sender_dependent_default_transport_maps'].filter(
      (name) => (instance.expanded(name)?.text ?? '') !== '',
    );
    if (bySender.length === 0 || !instance.entriesByName.has('transport_maps')) return;
    for (const table of readableTables(tables)) {
      if (!table.uses.some(({ parameter }) => parameter === 'transport_maps')) continue;
      for (const { fact, base } of wildcards(table)) {
        for (const { start, end } of fact) {
          yield {
            at: { uri: table.uri, start: base + start, end: base + end },
            message:
              `"*" in transport_maps applies to all mail for other hosts, so ${bySender.join(' and ')} has no effect on that mail. ` +
              'Postfix searches transport_maps last, and the result overrides all others. ' +
              'Set relayhost or default_transport instead of this entry.',
          };
        }
      }
    }
  },
};

/** Entries for `*` that choose a transport or a next hop. Offsets count from the start of the chunk. */
const wildcards = chunkFacts<readonly Span[]>((items) => {
  const found: Span[] = [];
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.key.text !== '*') continue;
    if (/^(?::?|dunno)$/i.test(resultOf(item)?.name.text.trim() ?? '')) continue;
    found.push({ start: start + item.key.start, end: start + item.key.end });
  }
  return found;
});
