// An address for mail to unknown users, which smtpd rejects first (smtpd_check.c, check_local_rcpt; local/unknown.c).

import { nameLocation } from '../../instance/expanded-values.ts';
import { isDelivering } from '../../mail/mailbox-agents.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { smtpdServices } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const luserRelayUnreached: Rule = {
  code: 'luser-relay-unreached',
  title: 'Mail for unknown users is rejected before luser_relay applies',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const main = new ServiceSettings(instance, undefined);
    const source = instance.value('luser_relay')?.source;
    const at = source && nameLocation(instance, source);
    if (at === undefined || !main.has('luser_relay') || !main.has('local_recipient_maps')) return;
    if (!isDelivering(instance, 'local') || main.text('smtpd_reject_unlisted_recipient') !== 'yes') return;
    const services = smtpdServices(instance);
    const isOverridden = services.some((service) =>
      ['local_recipient_maps', 'smtpd_reject_unlisted_recipient', 'receive_override_options'].some(
        (name) => instance.overridesOf(service, name).length > 0,
      ),
    );
    if (services.length === 0 || isOverridden) return;
    yield {
      at,
      message:
        'smtpd rejects mail to unknown local users, so luser_relay receives only mail that programs on this host send with the sendmail command. ' +
        'smtpd looks up recipients in local_recipient_maps, which lists the local users by default. ' +
        'To receive all mail, set local_recipient_maps to an empty value.',
    };
  },
};
