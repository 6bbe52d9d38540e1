// No list stops strangers from relaying: smtpd refuses to start (smtpd_check.c, has_required).

import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { sourceLocation } from '../instance/words.ts';
import { hasGate, smtpdServices } from '../mail/relay.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const noRelayGate: Rule = {
  code: 'no-relay-gate',
  title: 'Nothing stops strangers from relaying',
  severity: 'error',
  *check({ instance }: RuleContext): Generator<Finding> {
    const seen = new Set<string>();
    for (const service of instance.files.master === undefined ? [undefined] : smtpdServices(instance)) {
      if (hasGate(instance, service)) continue;
      const at = gateLocation(instance, service);
      const key = `${at?.uri} ${at?.start}`;
      if (at === undefined || seen.has(key)) continue;
      seen.add(key);
      yield {
        at,
        message:
          `Neither smtpd_relay_restrictions nor smtpd_recipient_restrictions${service === undefined ? '' : ` of service ${service.key}`} ` +
          'has a restriction that stops strangers from relaying. ' +
          'smtpd dies: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of reject_unauth_destination and its kin. ' +
          'Add reject_unauth_destination behind the permits of smtpd_relay_restrictions.',
      };
    }
  },
};

/** The list that should hold the gate: the one that is set, or the service that has none. */
export function gateLocation(instance: Instance, service: PlacedService | undefined): Location | undefined {
  for (const name of ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions']) {
    const source = instance.value(name, service)?.source;
    const at = source && sourceLocation(instance, source);
    if (at !== undefined) return at;
  }
  const { master } = instance.files;
  if (master === undefined || service === undefined) return undefined;
  const command = service.item.fields[7];
  return { uri: master.uri, start: service.start, end: service.start + (command?.end ?? 0) };
}
