// A virtual alias with its own address as the result, in a domain that has no such mailbox (virtual(8)).

import { aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { Addresses } from '../../mail/alias-graph.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const aliasWithoutMailbox: Rule = {
  code: 'alias-without-mailbox',
  title: 'Alias to itself has no mailbox',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const settings = new ServiceSettings(instance, undefined);
    // Another delivery agent can know more mailboxes.
    if (settings.text('virtual_transport') !== 'virtual' || !settings.has('virtual_mailbox_maps')) return;
    const mailboxes = aliasTables(instance, tables, 'virtual_mailbox_maps');
    const readable = mailboxes.flatMap((table) => table ?? []);
    if (readable.length < mailboxes.length || settings.has('transport_maps')) return;
    const domains = new Set((settings.text('virtual_mailbox_domains') ?? '').toLowerCase().split(/[\s,]+/));
    const addresses = new Addresses(instance);
    const has = (key: string) => readable.some(({ entries }) => entries.has(key));
    for (const table of aliasTables(instance, tables, 'virtual_alias_maps')) {
      for (const [name, { targets }] of table?.entries ?? []) {
        const at = name.lastIndexOf('@');
        const target = targets.find(({ text }) => text === name);
        if (table === undefined || target === undefined || at <= 0 || !domains.has(name.slice(at + 1)))
          continue;
        if (addresses.hasExtension(name.slice(0, at)) || has(name) || has(name.slice(at))) continue;
        yield {
          at: locationIn(table, target),
          message:
            `${name} has no entry in virtual_mailbox_maps. ` +
            `smtpd accepts mail for this address because of the alias, and virtual(8) returns the mail: ${logText(`unknown user: "${name}"`)}. ` +
            'Add the mailbox, or change the result of the alias.',
        };
      }
    }
  },
};
