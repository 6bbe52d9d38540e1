// A check of the sender address against the login name, after the restriction that permits all authenticated users.

import type { Fix } from '../../edits/edit.ts';
import { insertWord, removeWord } from '../../edits/lists.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { isReached } from '../../mail/last-reached.ts';
import {
  listValue,
  type RestrictionListValue,
  restrictionLists,
  scopesOf,
} from '../../mail/restriction-lists.ts';
import { isRestriction } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { Restriction, ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const loginMismatchUnreachable: Rule = {
  code: 'login-mismatch-unreachable',
  title: 'Users are permitted before their sender address is checked',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const list of restrictionLists(instance)) {
      const { nodes } = list.value;
      const permit = nodes.findIndex((node) => isRestriction(node, 'permit_sasl_authenticated'));
      if (permit < 0 || nodes.slice(0, permit).some(isUserCheck)) continue;
      const reached = nodes.slice(permit + 1).filter((_, i) => isReached(instance, list, permit + 1 + i));
      const check = reached.find(isUserCheck);
      const at = check && list.value.locate(check);
      if (check === undefined || at === undefined) continue;
      const scopes = scopesOf(instance, list);
      const asked = scopes.length > 0 ? scopes : [undefined];
      if (asked.every((service) => isCheckedElsewhere(instance, service, list))) continue;
      // Without the table, the check would reject all mail from users.
      const lacksMaps = asked.some((service) => new ServiceSettings(instance, service).lacks(maps));
      yield finding(instance, list, nodes[permit], check, at, lacksMaps);
    }
  },
};

const maps = 'smtpd_sender_login_maps';

function finding(
  instance: Instance,
  { value }: RestrictionListValue,
  permit: ValueNode | undefined,
  check: Restriction,
  at: Location,
  lacksMaps: boolean,
): Finding {
  const name = check.name.text;
  const where = permit && value.locate(permit);
  const fix = permit && !lacksMaps && moveBefore(instance, value, permit, check);
  return {
    at,
    message:
      `Authenticated users never reach ${name}, because permit_sasl_authenticated comes first. ` +
      'They can send mail with any sender address. ' +
      (lacksMaps
        ? `Set ${maps} to a table of sender addresses and their logins, and put ${name} before permit_sasl_authenticated.`
        : `Put ${name} before permit_sasl_authenticated.`),
    ...(where && { related: [{ at: where, message: 'Authenticated users are permitted here' }] }),
    ...(fix && { fixes: [fix] }),
  };
}

/** The restrictions that check the sender addresses of authenticated users. */
function isUserCheck(node: ValueNode): node is Restriction {
  return isRestriction(
    node,
    'reject_sender_login_mismatch',
    'reject_authenticated_sender_login_mismatch',
    'reject_known_sender_login_mismatch',
  );
}

/** Whether another list of the service checks users before it permits them. */
function isCheckedElsewhere(
  instance: Instance,
  service: PlacedService | undefined,
  { parameter }: RestrictionListValue,
): boolean {
  return ['client', 'helo', 'sender', 'relay', 'recipient', 'data', 'end_of_data'].some((stage) => {
    const name = `smtpd_${stage}_restrictions`;
    const nodes = name === parameter ? [] : (listValue(instance, service, name)?.nodes ?? []);
    const first = nodes.find((node) => isUserCheck(node) || isRestriction(node, 'permit_sasl_authenticated'));
    return first !== undefined && isUserCheck(first);
  });
}

function moveBefore(
  instance: Instance,
  value: RestrictionListValue['value'],
  permit: ValueNode,
  check: Restriction,
): Fix | undefined {
  const name = check.name.text;
  const insert = insertWord(instance, value, name, permit);
  const remove = removeWord(instance, value, check);
  if (insert === undefined || remove === undefined || insert.at.uri !== remove.at.uri) return undefined;
  return {
    title: `Move ${name} before permit_sasl_authenticated`,
    edits: [insert, remove],
    preferred: true,
  };
}
