// Services that relay for every host in the subnets of this host, only because mynetworks is not set (mynetworks.c; the
// default of mynetworks_style is subnet below compatibility level 2).

import { atLeast } from '../../catalog/release.ts';
import type { Location } from '../../instance/instance.ts';
import { insider } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration } from '../rule.ts';

export interface SubnetTrust {
  /** `permit_mynetworks`, if it is in the files. */
  readonly at: Location | undefined;
  /** False if smtpd does not start. */
  readonly relays: boolean;
}

/** Undefined if the author chose the networks or the style, or if no service relays for them. */
export function subnetTrust(context: Configuration): SubnetTrust | undefined {
  const { instance } = context;
  const isOld = atLeast(instance.release, '3.0') && instance.expanded('mynetworks_style')?.text === 'subnet';
  const isChosen = ['mynetworks', 'mynetworks_style'].some((name) => instance.entriesByName.has(name));
  if (!isOld || isChosen || instance.entries.length === 0) return undefined;
  for (const service of smtpdScopes(instance)) {
    if (!isReachable(instance, service) || instance.value('mynetworks', service)?.source.kind === 'override')
      continue;
    const { verdict, usual, usualDecision } = relay(context, service, insider);
    // Without a relay check, smtpd does not start. Once it has one, it trusts the subnet.
    if (verdict === 'dies') return { at: undefined, relays: false };
    if (usual === 'permits' && /^permit_mynetworks$/i.test(usualDecision?.word ?? ''))
      return { at: usualDecision?.location, relays: true };
  }
  return undefined;
}
