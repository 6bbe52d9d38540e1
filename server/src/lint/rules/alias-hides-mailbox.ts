// A virtual alias for an address that also has a mailbox, which then gets no mail (cleanup_map1n.c).

import { aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { Addresses, findEntry } from '../../mail/alias-graph.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const aliasHidesMailbox: Rule = {
  code: 'alias-hides-mailbox',
  title: 'Mailbox gets no mail because of an alias',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const maps = aliasTables(instance, tables, 'virtual_alias_maps');
    const addresses = new Addresses(instance);
    let count = 0;
    for (const mailboxes of aliasTables(instance, tables, 'virtual_mailbox_maps')) {
      if (mailboxes === undefined) continue;
      for (const [name, { key }] of mailboxes.entries) {
        if (name.lastIndexOf('@') < 1 || !maps.some((table) => table?.entries.has(name))) continue;
        const found = findEntry(maps, addresses.keys(name));
        if (found === undefined || found.entry !== found.table.entries.get(name)) continue;
        const { targets } = found.entry;
        if (targets.length === 0 || targets.some(({ text }) => leadsTo(text, name)) || count++ >= limit)
          continue;
        const to = targets.map(({ text }) => text).join(', ');
        yield {
          at: locationIn(mailboxes, key),
          message:
            `${name} is also an alias for ${to.length > 60 ? 'other addresses' : to}. ` +
            'Postfix expands virtual aliases before it looks for a mailbox, so this mailbox gets no mail. ' +
            'Remove one of the two, or add the address to the result of its alias.',
          related: [{ at: locationIn(found.table, found.entry.key), message: 'The alias' }],
        };
      }
    }
  },
};

/** How many findings a configuration gets. */
const limit = 50;

/** A result without a domain gets $myorigin, which may be the same domain. */
function leadsTo(text: string, name: string): boolean {
  return (
    text === name || !text.includes('@') || text.startsWith('@') || text.replace(/[+-][^@]*@/, '@') === name
  );
}
