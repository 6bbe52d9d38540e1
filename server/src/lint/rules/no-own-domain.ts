// A server that accepts mail for no domain at all, because every list of domains is empty.

import { fieldOf, placedServices, portOf } from '../../instance/service-fields.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { domainLists } from '../shared/own-domains.ts';
import { hasTemplatedNames } from '../templates.ts';

export const noOwnDomain: Rule = {
  code: 'no-own-domain',
  title: 'No mail is accepted for any domain',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { main } = instance.files;
    // A template may fill in the settings.
    if (main === undefined || hasTemplatedNames(main.tree.text, main.uri)) return;
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'smtpd' || service.type !== 'inet' || portOf(service) !== '25') continue;
      const settings = new ServiceSettings(instance, service);
      if (!isReachable(instance, service) || !domainLists.every((list) => settings.lacks(list))) continue;
      // A host that passes all mail on receives it only from its users.
      if (!settings.lacks('relayhost')) continue;
      yield {
        at: fieldOf(uri, service, 'service').at,
        message:
          'Every list of your domains is empty, so smtpd rejects mail from other servers to any address. ' +
          'Only clients that may relay can use this service. ' +
          'Set mydestination, virtual_mailbox_domains, or relay_domains to your domains.',
      };
    }
  },
};
