// Entries for addresses in domains that Postfix does not accept mail for (virtual(5), trivial-rewrite).

import type { Instance } from '../../instance/instance.ts';
import { type AliasTable, aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { isOwnDomain, listHas } from '../shared/own-domains.ts';

export const addressNotOurs: Rule = {
  code: 'address-not-ours',
  title: 'Entry is for a domain that is not one of yours',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const table of aliasTables(instance, tables, 'virtual_mailbox_maps')) {
      for (const [domain, names] of domainsOf(table)) {
        if (table === undefined || listHas(instance, tables, 'virtual_mailbox_domains', domain) !== false)
          continue;
        // Mailboxes of local users can be in the same table.
        if (listHas(instance, tables, 'mydestination', domain) !== false || isRelayed(instance)) continue;
        yield {
          at: locationIn(table, firstKey(table, names)),
          message:
            `${domain} is not in virtual_mailbox_domains. ` +
            `Postfix never looks up ${named(names)} as a mailbox. ` +
            `Add ${domain} to virtual_mailbox_domains, or remove the ${names.length > 1 ? 'entries' : 'entry'}.`,
        };
      }
    }
    if (smtpdScopes(instance).length === 0) return;
    for (const table of aliasTables(instance, tables, 'virtual_alias_maps')) {
      for (const [domain, names] of domainsOf(table)) {
        if (table === undefined || isOwnDomain(instance, tables, domain) !== false) continue;
        if (domain === (instance.expanded('myorigin')?.text ?? '').toLowerCase()) continue;
        yield {
          at: locationIn(table, firstKey(table, names)),
          severity: 'information',
          message:
            `Mail from other hosts to ${named(names)} is rejected, because ${domain} is not one of your domains. ` +
            'Postfix uses the entry only for mail that it may relay, such as mail from this host. ' +
            `If the domain is yours, add it to virtual_alias_domains.`,
        };
      }
    }
  },
};

/** How many domains of a table are looked at. */
const limit = 50;

function domainsOf(table: AliasTable | undefined): ReadonlyMap<string, readonly string[]> {
  return table === undefined ? new Map() : domainsIn(table.entries);
}

/** The domains of the keys, each with its keys in the order of the table. */
const domainsIn = memoize((entries: AliasTable['entries']): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const name of entries.keys()) {
    const domain = /@((?:[a-z0-9-]+\.)+[a-z0-9-]+)$/.exec(name)?.[1];
    const list = domain === undefined ? undefined : found.get(domain);
    if (list !== undefined) list.push(name);
    else if (domain !== undefined && found.size < limit) found.set(domain, [name]);
  }
  return found;
});

function firstKey(
  table: AliasTable,
  [name = '']: readonly string[],
): { readonly start: number; readonly end: number } {
  return table.entries.get(name)?.key ?? { start: 0, end: 0 };
}

function named([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** Another list may use the same table for recipients. */
function isRelayed(instance: Instance): boolean {
  const names = ['relay_recipient_maps', 'local_recipient_maps', 'smtpd_sender_login_maps'];
  return names.some((name) => /virtual_mailbox_maps/.test(instance.value(name)?.raw ?? ''));
}
