// The entry that an address in an alias leads to.

import { aliasTables } from '../../mail/alias-entries.ts';
import { Addresses, findEntry } from '../../mail/alias-graph.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ConfigurationSymbol } from './symbol.ts';

/** The tables that Postfix looks the result of an alias up in, by the role of the alias's table. */
const next = {
  'virtual-alias': ['virtual_alias_maps', 'virtual_mailbox_maps', 'alias_maps'],
  alias: ['alias_maps', 'virtual_alias_maps', 'virtual_mailbox_maps'],
} as const;

/** The entry that Postfix finds for the address; undefined if there is none, or if a table cannot be read. */
export function aliasEntryOf(
  { instance, tables }: Snapshot,
  address: string,
  role: string | undefined,
): ConfigurationSymbol | undefined {
  if (role !== 'virtual-alias' && role !== 'alias') return undefined;
  const addresses = new Addresses(instance);
  const text = address.toLowerCase();
  for (const parameter of next[role]) {
    const keys = keysIn(addresses, parameter, text);
    const found = findEntry(aliasTables(instance, tables, parameter), keys);
    if (found === undefined) continue;
    const key = keys.find((each) => found.table.entries.get(each) === found.entry);
    if (key !== undefined) return { kind: 'entry', uri: found.table.uri, key };
  }
  return undefined;
}

function keysIn(addresses: Addresses, parameter: string, address: string): readonly string[] {
  if (parameter === 'alias_maps') {
    const name = addresses.localName(address);
    return name === undefined ? [] : [name];
  }
  const complete = addresses.complete(address);
  return complete === undefined ? [] : addresses.keys(complete);
}
