// Next hops that rules check: `host`, `host:port`, `[host]:port`.

import type { Instance, Location } from '../instance/instance.ts';
import { type ReadValue, valuesOfType } from '../instance/read-values.ts';
import { parseAddress } from '../syntax/tables/address.ts';
import type { NextHop } from '../syntax/value.ts';

/** The next hops in `relayhost` of main.cf, which the queue manager uses. */
export function relayhosts(instance: Instance): { value: ReadValue; hop: NextHop; at: Location }[] {
  return valuesOfType(instance, 'list').flatMap((value) => {
    if (value.name !== 'relayhost' || value.service !== undefined || value.text === undefined) return [];
    const hops = value.expanded.nodes.filter((node): node is NextHop => node.kind === 'next-hop');
    return hops.map((hop) => ({ value, hop, at: value.locate(hop) }));
  });
}

/** Parses one next hop; undefined for LMTP endpoints, for a list, and for text without a host. */
export function parseNextHop(text: string): Pick<NextHop, 'brackets' | 'host' | 'port' | 'text'> | undefined {
  const match = /^\[([^\]]+)\](?::(\w+))?$/.exec(text) ?? /^([^:[\]\s,]+)(?::(\w+))?$/.exec(text);
  const [, host, port] = match ?? [];
  if (host === undefined) return undefined;
  return { text, brackets: text.startsWith('['), host, ...(port === undefined ? {} : { port }) };
}

/** Whether a next hop without brackets names a host rather than a domain, judging by its name and port. */
export function isHostWithoutBrackets({
  brackets,
  host,
  port,
}: Pick<NextHop, 'brackets' | 'host' | 'port'>): boolean {
  if (brackets || !host.includes('.') || parseAddress(host, 'ipv4') !== undefined) return false;
  const named = /^(?:smtp|smtpout|mail|mailout|mailgw|relay|mx|mta|out|outbound|email-smtp)[\w-]*\./i.test(
    host,
  );
  return named || (port !== undefined && port !== '25' && port !== 'smtp');
}
