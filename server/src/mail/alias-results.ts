// What the result of an alias means: forms that are not addresses, and what Postfix finds for an address.

import type { Instance } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import { aliasTables } from './alias-entries.ts';
import { Addresses, findEntry } from './alias-graph.ts';

/** The forms of results that virtual(5) does not have. Postfix reads them as addresses (cleanup_map1n.c). */
export function notAddress(text: string): 'command' | 'file' | 'transport' | undefined {
  if (/^"?\|/.test(text)) return 'command';
  if (/^\/[\w./-]+$/.test(text)) return 'file';
  // A transport with a host in brackets, with a socket, or with a name and a port
  return /^[A-Za-z][\w-]*:(?:\[[^\]\s]+\](?::[\w-]+)?|(?:unix|inet):\S+|[\w.-]+:\d+)$/.test(text)
    ? 'transport'
    : undefined;
}

/** What Postfix finds for an address in the result of an alias, in tables that can be read. */
export interface FoundTarget {
  /** The results of the alias that Postfix expands next, as written. */
  readonly expandsTo?: readonly string[];
  /** virtual_mailbox_maps has an entry for the address, or for its domain. */
  readonly hasMailbox: boolean;
}

/** @param maps the tables in which Postfix looks up the result: those of virtual(5), or those of aliases(5) */
export function aliasTarget(
  instance: Instance,
  tables: Tables,
  maps: 'virtual_alias_maps' | 'alias_maps',
  text: string,
): FoundTarget {
  const addresses = new Addresses(instance);
  const address = addresses.complete(text.toLowerCase());
  if (address === undefined) return { hasMailbox: false };
  const name = addresses.localName(address);
  const keys = maps === 'virtual_alias_maps' ? addresses.keys(address) : name === undefined ? [] : [name];
  const entry = findEntry(aliasTables(instance, tables, maps), keys)?.entry;
  const mailboxes = aliasTables(instance, tables, 'virtual_mailbox_maps');
  const isMailbox =
    maps === 'virtual_alias_maps' && findEntry(mailboxes, addresses.keys(address)) !== undefined;
  return {
    ...(entry && { expandsTo: entry.targets.map((target) => target.text) }),
    hasMailbox: isMailbox,
  };
}

/** Longer lists are not useful. */
const maxAddresses = 500;

/** Complete addresses that have a mailbox or an alias, mailboxes first. */
export const knownAddresses = memoize((instance: Instance, tables: Tables): readonly string[] => {
  const found = new Set<string>();
  for (const parameter of ['virtual_mailbox_maps', 'virtual_alias_maps'] as const) {
    for (const table of aliasTables(instance, tables, parameter)) {
      for (const name of table?.entries.keys() ?? []) {
        if (found.size >= maxAddresses) return [...found];
        if (/^[^@\s"]+@[^@\s"]+$/.test(name)) found.add(name);
      }
    }
  }
  return [...found];
});
