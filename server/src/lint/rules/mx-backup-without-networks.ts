// permit_mx_backup without permit_mx_backup_networks (smtpd_check.c, permit_mx_backup): the owner of any domain can list
// this host as a backup mail exchanger, and this host then relays mail for that domain.

import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { relayCheckLists } from '../../mail/relay-check.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { shownByMail } from '../shared/relayed-mail.ts';

export const mxBackupWithoutNetworks: Rule = {
  code: 'mx-backup-without-networks',
  title: 'Any domain can use this host as a backup mail exchanger',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      if (!isReachable(instance, service)) continue;
      if (instance.expanded('permit_mx_backup_networks', service)?.text.trim() !== '') continue;
      const { lists } = relay(context, service, stranger);
      if (lists.some(({ ways }) => ways.every(({ end }) => end === 'refuses'))) continue;
      for (const { parameter, ways } of lists) {
        if (!relayCheckLists.some((name) => name === parameter)) continue;
        for (const { end, decision } of ways) {
          const at = decision?.location;
          if (end !== 'permits' || at === undefined || !/^permit_mx_backup$/i.test(decision?.word ?? ''))
            continue;
          yield {
            at,
            message:
              'permit_mx_backup accepts mail for any domain whose MX records list this host as a backup, and anyone can publish such records. ' +
              'Because permit_mx_backup_networks is empty, Postfix does not check where the primary mail exchangers are. ' +
              'List your backup domains in relay_domains instead, or set permit_mx_backup_networks to the networks of their primary mail exchangers.',
            ...shownByMail(context, service, at),
          };
        }
      }
    }
  },
};
