// A restriction that permits some mail at the end of a list, where smtpd permits all mail that is left (smtpd_check.c,
// generic_checks).

import { isRelayCheck, restriction } from '../../catalog/restrictions.ts';
import { removeEach } from '../../edits/lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { restrictionLists } from '../../mail/restriction-lists.ts';
import { isRestriction, textIn } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const permitAtEnd: Rule = {
  code: 'permit-at-end',
  title: 'Restriction at the end of the list changes nothing',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const log = 'smtpd_log_access_permit_actions';
    // With this setting, smtpd logs a restriction that permits.
    if (instance.catalog.knows(log) && !new ServiceSettings(instance, undefined).lacks(log)) return;
    for (const { list, parameter, value } of restrictionLists(instance)) {
      // After a class, smtpd continues with the list that contains it. Another rule knows the lists for relaying.
      if (list === undefined || list === 'relay') continue;
      const { nodes, expansion } = value;
      if (expansion.problems.length > 0 || expansion.undefinedNames.length > 0) continue;
      const last = nodes.at(-1);
      const earlier = nodes.slice(0, -1);
      if (last === undefined || !permits(last) || !earlier.some(isOther)) continue;
      // Another rule reports what comes after the relay check.
      if (list === 'recipient' && earlier.some((node) => isRelayCheckIn(instance, node))) continue;
      const at = value.locate(last);
      if (at === undefined) continue;
      // Without the restriction, warn_if_reject has nothing to apply to.
      const before = earlier.at(-1);
      const edits = removeEach(
        instance,
        value,
        isRestriction(before, 'warn_if_reject') ? [before, last] : [last],
      );
      const text = last.kind === 'restriction' ? textIn(value, last.name) : textIn(value, last);
      yield {
        at,
        message:
          `${text} changes nothing at the end of ${parameter}. ` +
          'smtpd also permits mail that no restriction in the list matches. ' +
          (earlier.some((node) => isRestriction(node, ...loginChecks))
            ? 'Remove it.'
            : 'To exempt clients from the earlier checks, put it before them. Otherwise, remove it.'),
        tag: 'unnecessary',
        ...(edits && { fixes: [{ title: `Remove ${text}`, edits, preferred: true, safe: true }] }),
      };
    }
  },
};

/** Users who are permitted before these can write any sender address. */
const loginChecks = [
  'reject_sender_login_mismatch',
  'reject_authenticated_sender_login_mismatch',
  'reject_known_sender_login_mismatch',
];

/** `reject` and `defer` also keep strangers from relaying: nothing after them is evaluated. */
function isRelayCheckIn({ release }: Instance, node: ValueNode): boolean {
  return node.kind === 'restriction' && isRelayCheck(node.name.text, release);
}

/** `warn_if_reject permit_mynetworks, permit_sasl_authenticated` has none. */
function isOther(node: ValueNode): boolean {
  return !permits(node) && !isRestriction(node, 'warn_if_reject');
}

/** A restriction class can have such a name as well. */
function permits(node: ValueNode): boolean {
  return (
    node.kind === 'restriction' &&
    /^permit_/i.test(node.name.text) &&
    restriction(node.name.text) !== undefined
  );
}
