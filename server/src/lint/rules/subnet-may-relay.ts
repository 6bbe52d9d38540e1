// An old default of mynetworks_style trusts the subnets of this host (postconf(5) mynetworks_style).

import type { Finding, Rule } from '../rule.ts';
import { levelLocation } from '../shared/level-location.ts';
import { subnetTrust } from '../shared/subnet-trust.ts';

export const subnetMayRelay: Rule = {
  code: 'subnet-may-relay',
  title: 'Every host in the subnet may relay',
  severity: 'warning',
  dependsOnServices: true,
  *configuration(context): Generator<Finding> {
    const trust = subnetTrust(context);
    const at = trust && (trust.at ?? levelLocation(context.instance));
    if (at === undefined) return;
    yield {
      at,
      message:
        'mynetworks is not set, and compatibility_level is below 2, so mynetworks_style is subnet. ' +
        `Postfix trusts every host in the subnets of this host${trust?.relays ? ', and relays its mail' : ''}. ` +
        'Set mynetworks to the networks that may relay, such as 127.0.0.0/8 [::1]/128.',
    };
  },
};
