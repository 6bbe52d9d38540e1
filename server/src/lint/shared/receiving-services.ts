// Which services receive mail from other servers: those that are not only for users, or for programs on this host.

import type { PlacedService } from '../../instance/instance.ts';
import { portOf } from '../../instance/service-fields.ts';
import { strangerToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { type RestrictionListValue, scopesOf } from '../../mail/restriction-lists.ts';
import { isReachable, scopesSharing, smtpdServices } from '../../mail/smtpd-services.ts';
import type { Configuration } from '../rule.ts';

/**
 * Whether such a service uses the list. True also if no service of the configuration runs smtpd: the list is for one
 * that is not known.
 */
export function isListForServers(context: Configuration, list: RestrictionListValue): boolean {
  if (smtpdServices(context.instance).length === 0) return true;
  return scopesOf(context.instance, list).some((service) => receivesFromServers(context, service));
}

/** The services that receive mail from other servers and use the value of main.cf. */
export function receivingServices(
  context: Configuration,
  parameter: string,
): readonly (PlacedService | undefined)[] {
  // Without services that run smtpd, only main.cf is known.
  if (smtpdServices(context.instance).length === 0) return [undefined];
  return scopesSharing(context.instance, parameter).filter((service) =>
    receivesFromServers(context, service),
  );
}

function receivesFromServers(context: Configuration, service: PlacedService | undefined): boolean {
  if (!isReachable(context.instance, service)) return false;
  if (service !== undefined && submissionPorts.has(portOf(service))) return false;
  // A service that does not start is meant to receive mail.
  const { verdict } = relay(context, service, strangerToUs);
  return verdict !== 'refuses';
}

const submissionPorts: ReadonlySet<string> = new Set(['465', '587']);
