// A content filter that is given by its address alone: the value is transport:nexthop (qmgr_message.c).

import { type TransportMention, transportMentions, transportNames } from '../../mail/transports.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const contentFilterTransport: Rule = {
  code: 'content-filter-transport',
  title: 'A content filter needs a transport in front of its address',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const known = transportNames(instance);
    const isWanted = (name: string): boolean => known?.has(name) !== true;
    for (const mention of transportMentions(instance, tables, { by: 'name', isWanted })) {
      const target = withTransport(mention);
      if (target === undefined || !isNextHopForTransport(mention)) continue;
      const { at, by, name } = mention;
      yield {
        at,
        message:
          `${by} takes transport:nexthop, and "${name}" in front of the first colon is no transport. ` +
          `Postfix keeps the mail in its queue, and logs: connect to transport private/${name}: No such file or directory. ` +
          `Write ${target}, or the name of another delivery service in place of smtp.`,
        fixes: [{ title: `Change to ${target}`, edits: [{ at, text: target }], preferred: true }],
      };
    }
  },
};

/** Whether this rule speaks of the mention, and not the one about unknown transports. */
export function isNextHopForTransport(mention: TransportMention): boolean {
  return (mention.by === 'content_filter' || mention.by === 'FILTER') && withTransport(mention) !== undefined;
}

/** The same with a transport, when an address stands where the transport should. */
export function withTransport({
  name,
  nextHop,
}: Pick<TransportMention, 'name' | 'nextHop'>): string | undefined {
  const port = nextHop !== undefined && /^\w+$/.test(nextHop) ? `:${nextHop}` : '';
  if (/^\[[^[\]]+\]$/.test(name) && (nextHop === undefined || port !== '')) return `smtp:${name}${port}`;
  if ((parseAddress(name, 'ipv4') || name === 'localhost') && (nextHop === undefined || port !== ''))
    return `smtp:[${name}]${port}`;
  const [, host, number] = /^\[?([^[\]:]+)\]?:(\d+)$/.exec(nextHop ?? '') ?? [];
  return name === 'inet' && host !== undefined ? `smtp:[${host}]:${number}` : undefined;
}
