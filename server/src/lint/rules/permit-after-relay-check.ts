// Trusted clients that are permitted only after the relay check, which has already rejected them.

import { listValue } from '../../mail/restriction-lists.ts';
import { isRestriction } from '../../mail/restriction-words.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const permitAfterRelayCheck: Rule = {
  code: 'permit-after-relay-check',
  title: 'Clients are permitted after the relay check rejects them',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const service of smtpdScopes(instance)) {
      for (const parameter of ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions']) {
        const value = listValue(instance, service, parameter);
        if (value === undefined || value.value.source.kind === 'default') continue;
        const check = value.nodes.findIndex((node) =>
          isRestriction(node, 'reject_unauth_destination', 'defer_unauth_destination'),
        );
        if (check < 0 || isRestriction(value.nodes[check - 1], 'warn_if_reject')) continue;
        const before = value.nodes.slice(0, check);
        for (const node of value.nodes.slice(check + 1)) {
          const [name, who] = permits.find(([each]) => isRestriction(node, each)) ?? [];
          if (name === undefined || before.some((each) => isRestriction(each, name))) continue;
          const at = value.locate(node);
          if (at === undefined) continue;
          yield {
            at,
            message:
              `${name} comes after the relay check. ` +
              `smtpd has already rejected mail from ${who} to other domains, so they can send only to your own domains. ` +
              `To let them send to any domain, put ${name} before the check.`,
          };
        }
      }
    }
  },
};

const permits: readonly (readonly [name: string, who: string])[] = [
  ['permit_mynetworks', 'the clients in mynetworks'],
  ['permit_sasl_authenticated', 'users who have logged in'],
];
