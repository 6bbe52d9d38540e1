// A virtual alias that leads back to its own address, in a domain that has only aliases (cleanup_map1n.c, resolve.c).

import { aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { Addresses, findEntry } from '../../mail/alias-graph.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { listHas } from '../shared/own-domains.ts';

export const aliasOnlyForItself: Rule = {
  code: 'alias-only-for-itself',
  title: 'Alias leads to its own address, which has no mailbox',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const maps = aliasTables(instance, tables, 'virtual_alias_maps');
    const addresses = new Addresses(instance);
    const isOnlyAliases = new Map<string, boolean>();
    let count = 0;
    for (const table of maps) {
      for (const [name, { targets }] of table?.entries ?? []) {
        for (const target of targets) {
          // Most results are in another domain.
          if (target.text.includes('@') && target.text !== name && !name.startsWith('@')) continue;
          const to = addresses.complete(target.text);
          if (table === undefined || to === undefined || !leadsBack(name, to)) continue;
          const domain = to.slice(to.lastIndexOf('@') + 1);
          if (!isOnlyAliases.has(domain))
            isOnlyAliases.set(
              domain,
              listHas(instance, tables, 'virtual_alias_domains', domain) === true &&
                // Postfix looks at mydestination first.
                listHas(instance, tables, 'mydestination', domain) === false,
            );
          if (isOnlyAliases.get(domain) !== true || count++ >= limit) continue;
          yield {
            at: locationIn(table, target),
            message:
              `${target.text} is the address ${to}, which this alias is for. ` +
              `${domain} is in virtual_alias_domains, where no address has a mailbox, so Postfix returns the mail: ${logText('User unknown in virtual alias table')}. ` +
              `Write an address in another domain, such as ${target.text.replace(/@.*/, '')}@localhost.`,
          };
        }
      }
    }

    /** The same address, or one that only this entry for the whole domain is for. */
    function leadsBack(name: string, to: string): boolean {
      if (to === name) return true;
      if (!name.startsWith('@') || !to.endsWith(name)) return false;
      const found = findEntry(maps, addresses.keys(to));
      return found !== undefined && found.entry === found.table.entries.get(name);
    }
  },
};

/** How many findings a configuration gets. */
const limit = 50;
