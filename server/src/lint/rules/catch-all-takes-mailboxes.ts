// A virtual alias for a whole domain that has mailboxes (virtual(5), mail_addr_find.c).

import type { Location } from '../../instance/instance.ts';
import { type AliasTable, aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { Addresses, findEntry } from '../../mail/alias-graph.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const catchAllTakesMailboxes: Rule = {
  code: 'catch-all-takes-mailboxes',
  title: 'Catch-all alias takes the mail of existing mailboxes',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const maps = aliasTables(instance, tables, 'virtual_alias_maps');
    const catchAlls = new Map(maps.flatMap((table) => (table === undefined ? [] : inTable(table))));
    if (catchAlls.size === 0) return;
    const addresses = new Addresses(instance);
    const taken = new Map<string, string[]>();
    for (const mailboxes of aliasTables(instance, tables, 'virtual_mailbox_maps')) {
      for (const name of mailboxes?.entries.keys() ?? []) {
        const at = name.lastIndexOf('@');
        const domain = name.slice(at);
        const catchAll = at > 0 ? catchAlls.get(domain) : undefined;
        if (catchAll === undefined || addresses.hasExtension(name.slice(0, at))) continue;
        // Only the table with the catch-all alias answers, and it is not an alias of this mailbox.
        const found = findEntry(maps, addresses.keys(name));
        if (found === undefined || found.entry !== found.table.entries.get(domain)) continue;
        if (found.entry.targets.some(({ text }) => text === name || text === domain)) continue;
        const list = taken.get(domain);
        if (list === undefined) taken.set(domain, [name]);
        else list.push(name);
      }
    }
    for (const [domain, names] of taken) {
      const at = catchAlls.get(domain);
      if (at !== undefined) yield finding(domain, names, at);
    }
  },
};

/** The first entry for each domain. */
function inTable(table: AliasTable): (readonly [domain: string, at: Location])[] {
  return [...table.entries]
    .filter(([name, { targets }]) => name.startsWith('@') && targets.length > 0)
    .map(([name, { key }]) => [name, locationIn(table, key)]);
}

/** A fix with more entries would be hard to review. */
const maxEntries = 100;

function finding(domain: string, names: readonly string[], at: Location): Finding {
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return {
    at,
    message:
      `${domain} also takes the mail of mailboxes in virtual_mailbox_maps: ${shown}. ` +
      'Postfix expands virtual aliases before it looks for a mailbox. ' +
      'Add an entry for each mailbox, with its own address as the result.',
    ...(names.length <= maxEntries && {
      fixes: [
        {
          title: 'Add an entry for each mailbox',
          edits: [{ at: { ...at, end: at.start }, text: names.map((name) => `${name}\t${name}\n`).join('') }],
          preferred: true,
        },
      ],
    }),
  };
}
