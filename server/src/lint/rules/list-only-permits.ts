// A list of restrictions that cannot reject anything: what no restriction matches is permitted as well
// (smtpd_check.c, generic_checks).

import { isRelayCheck, restriction } from '../../catalog/restrictions.ts';
import { commentOut } from '../../edits/lines.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import {
  listValue,
  type RestrictionListValue,
  restrictionLists,
  scopesOf,
} from '../../mail/restriction-lists.ts';
import { isRestriction } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const listOnlyPermits: Rule = {
  code: 'list-only-permits',
  title: 'List of restrictions can only permit',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { main } = instance.files;
    // With this setting, smtpd logs a restriction that permits.
    if (main === undefined || !logsNothing(instance)) return;
    for (const list of restrictionLists(instance)) {
      const { source } = list.value.value;
      if (source.kind !== 'entry' || !onlyPermits(list) || mayRelay(instance, list)) continue;
      const at = nameLocation(instance, source);
      if (at === undefined) continue;
      yield {
        at,
        message:
          `${list.parameter} has no effect, because its restrictions can only permit. ` +
          'smtpd also permits mail that none of them matches, and still evaluates the other lists. ' +
          'Remove the setting, or add a restriction that rejects.',
        tag: 'unnecessary',
        fixes: [
          { title: 'Comment out this setting', edits: commentOut(main.uri, source.entry), preferred: true },
        ],
      };
    }
  },
};

function logsNothing(instance: Instance): boolean {
  const name = 'smtpd_log_access_permit_actions';
  return !instance.catalog.knows(name) || new ServiceSettings(instance, undefined).lacks(name);
}

/** Other rules report a list for relaying that rejects nothing while no other list checks who may relay. */
function mayRelay(instance: Instance, list: RestrictionListValue): boolean {
  if (list.list !== 'recipient') return list.list === 'relay';
  const scopes = scopesOf(instance, list);
  return (
    scopes.length === 0 ||
    !scopes.every((service) =>
      listValue(instance, service, 'smtpd_relay_restrictions')?.nodes.some(
        (node) => node.kind === 'restriction' && isRelayCheck(node.name.text, instance.release),
      ),
    )
  );
}

function onlyPermits({ list, value: { nodes, expansion } }: RestrictionListValue): boolean {
  if (list === undefined) return false;
  if (expansion.problems.length > 0 || expansion.undefinedNames.length > 0) return false;
  // A single "permit" makes the default explicit.
  const conditions = nodes.filter((node): boolean => !isRestriction(node, 'permit'));
  return (
    conditions.length > 0 &&
    conditions.every((node) => node.kind === 'restriction' && permits(node.name.text))
  );
}

/** A restriction class can have such a name as well. */
function permits(name: string): boolean {
  return /^permit_/i.test(name) && restriction(name) !== undefined;
}
