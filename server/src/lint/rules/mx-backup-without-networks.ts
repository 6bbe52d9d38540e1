// permit_mx_backup without permit_mx_backup_networks (smtpd_check.c, permit_mx_backup): whoever names this host as a
// mail exchanger of his domain may relay to it.

import { gateLists } from '../../mail/gate.ts';
import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const mxBackupWithoutNetworks: Rule = {
  code: 'mx-backup-without-networks',
  title: 'Anybody can make this host a mail exchanger, and relay',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      if (!isReachable(instance, service)) continue;
      if (instance.expanded('permit_mx_backup_networks', service)?.text.trim() !== '') continue;
      const { lists } = relay(context, service, stranger);
      if (lists.some(({ ways }) => ways.every(({ end }) => end === 'refuses'))) continue;
      for (const { parameter, ways } of lists) {
        if (!gateLists.some((name) => name === parameter)) continue;
        for (const { end, decision } of ways) {
          const at = decision?.location;
          if (end !== 'permits' || at === undefined || !/^permit_mx_backup$/i.test(decision?.word ?? ''))
            continue;
          yield {
            at,
            message:
              'permit_mx_backup takes mail for every domain whose MX records name this host as a backup, and anybody can write such a record. ' +
              'With permit_mx_backup_networks empty, Postfix does not look at where the primary mail exchangers are, and says nothing. ' +
              'List the domains in relay_domains instead, or set permit_mx_backup_networks to the networks of their primary servers.',
          };
        }
      }
    }
  },
};
