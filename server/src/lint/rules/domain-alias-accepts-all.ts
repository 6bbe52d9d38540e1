// An alias of one domain for another: every address of the first domain exists (smtpd_check.c, check_rcpt_maps).

import { aliasTables, locationIn } from '../../mail/alias-entries.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const domainAliasAcceptsAll: Rule = {
  code: 'domain-alias-accepts-all',
  title: 'Domain alias accepts mail for unknown users',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const lists = ['smtpd_recipient_restrictions', 'smtpd_relay_restrictions', 'smtpd_data_restrictions'];
    const checks = smtpdScopes(instance).some((service) =>
      lists.some((list) =>
        /\b(?:reject_unverified_recipient|check_recipient_access|check_policy_service)\b/i.test(
          instance.expanded(list, service)?.text ?? '',
        ),
      ),
    );
    if (checks) return;
    let count = 0;
    for (const table of aliasTables(instance, tables, 'virtual_alias_maps')) {
      for (const [name, { key, targets }] of table?.entries ?? []) {
        const [target] = targets;
        if (!name.startsWith('@') || target === undefined || targets.length > 1) continue;
        if (!target.text.startsWith('@') || target.text === name || table === undefined || count++ >= limit)
          continue;
        yield {
          at: locationIn(table, key),
          message:
            `With this alias, smtpd accepts mail for every address in ${name}, even if the user does not exist in ${target.text}. ` +
            'Mail for unknown users is bounced later, mostly to forged senders. ' +
            'Write an entry for each user, or add reject_unverified_recipient.',
        };
      }
    }
  },
};

/** How many findings a configuration gets. */
const limit = 20;
