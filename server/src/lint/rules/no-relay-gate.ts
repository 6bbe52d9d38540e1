// No list stops strangers from relaying: smtpd refuses to start (smtpd_check.c, has_required).

import type { Fix } from '../../edits/edit.ts';
import { insertWord } from '../../edits/lists.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { gateLists, gateLocation, hasGate, softenedGate } from '../../mail/gate.ts';
import { isRestriction } from '../../mail/list-words.ts';
import { listValue } from '../../mail/lists.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const noRelayGate: Rule = {
  code: 'no-relay-gate',
  title: 'Nothing stops strangers from relaying',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const service of smtpdScopes(instance)) {
      // Where a gate is there and only warns, that is said.
      if (hasGate(instance, service) || softenedGate(instance, service) !== undefined) continue;
      const at = gateLocation(instance, service);
      if (at === undefined) continue;
      const fix = addGate(instance, service);
      yield {
        at,
        message:
          `Neither smtpd_relay_restrictions nor smtpd_recipient_restrictions${service === undefined ? '' : ` of service ${service.key}`} ` +
          'has a restriction that stops strangers from relaying. ' +
          'smtpd dies: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of reject_unauth_destination and its kin. ' +
          'Add reject_unauth_destination behind the permits of smtpd_relay_restrictions.',
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

/** Puts the gate at the end of the list that is set, in front of a permit that ends it. */
function addGate(instance: Instance, service: PlacedService | undefined): Fix | undefined {
  const lists = gateLists.map((name) => listValue(instance, service, name));
  const list =
    lists.find(
      (each) => each !== undefined && each.nodes.length > 0 && each.value.source.kind !== 'default',
    ) ?? lists.find((each) => each?.value.source.kind === 'entry' || each?.value.source.kind === 'override');
  if (list === undefined) return undefined;
  const permit = list.nodes.find((node) => isRestriction(node, 'permit'));
  const words =
    list.nodes.length > 0 ? 'reject_unauth_destination' : 'permit_mynetworks, reject_unauth_destination';
  const edit = insertWord(instance, list, words, permit);
  return edit && { title: `Add ${words}`, edits: [edit], preferred: true };
}
