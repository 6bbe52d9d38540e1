// A restriction that compares sender addresses with logins, while no table says which login owns an address
// (smtpd_check.c, reject_auth_sender_login_mismatch).

import { nameLocation } from '../../instance/expanded-values.ts';
import { scopesOf } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord, isRestriction, type RestrictionWord } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { ValueNode } from '../../syntax/value.ts';
import { inServices, logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

const maps = 'smtpd_sender_login_maps';

export const loginMapsMissing: Rule = {
  code: 'login-maps-missing',
  title: 'No table says which login owns a sender address',
  severity: 'error',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const word of everyRestrictionWord(instance)) {
      const { list, node, at } = word;
      if (node.kind !== 'restriction') continue;
      const name = node.name.text.toLowerCase();
      const rejects = rejectsUsers.has(name);
      if ((!rejects && !rejectsNothing.has(name)) || isPermittedBefore(word)) continue;
      const scopes = scopesOf(instance, list);
      const without = scopes.filter((service) => {
        const settings = new ServiceSettings(instance, service);
        return settings.lacks(maps) && settings.is('smtpd_sasl_auth_enable');
      });
      // Which services evaluate a class is unknown.
      if (without.length === 0 || (list.list === undefined && without.length < scopes.length)) continue;
      const main = instance.value(maps);
      const related = main && nameLocation(instance, main.source);
      yield {
        at,
        ...(rejects ? {} : { severity: 'warning' as const }),
        message: rejects
          ? `${name} rejects all mail from users who have logged in, because ${maps} is empty${inServices(without)}. ` +
            `smtpd answers: ${logText('Sender address rejected: not owned by user')}. ` +
            `Set ${maps} to a table of sender addresses and their logins, or remove the restriction.`
          : `${name} rejects nothing, because ${maps} is empty${inServices(without)}. ` +
            `${name === 'reject_unauthenticated_sender_login_mismatch' ? 'Clients that have not logged in' : 'Users who have logged in'} can use any sender address, and Postfix logs nothing. ` +
            `Set ${maps} to a table of sender addresses and their logins.`,
        ...(related && { related: [{ at: related, message: 'Set to an empty value here' }] }),
      };
    }
  },
};

/** An address without an owner does not belong to the user. */
const rejectsUsers: ReadonlySet<string> = new Set([
  'reject_sender_login_mismatch',
  'reject_authenticated_sender_login_mismatch',
]);

/** Only addresses that have an owner. */
const rejectsNothing: ReadonlySet<string> = new Set([
  'reject_known_sender_login_mismatch',
  'reject_unauthenticated_sender_login_mismatch',
]);

/** Users never reach the restriction, or it only warns. */
function isPermittedBefore({ list, index }: RestrictionWord): boolean {
  const { nodes } = list.value;
  return firstPermit(nodes) < index || isRestriction(nodes[index - 1], 'warn_if_reject');
}

/** Where users who have logged in leave the list. */
const firstPermit = memoize((nodes: readonly ValueNode[]): number => {
  const index = nodes.findIndex((node) => isRestriction(node, 'permit_sasl_authenticated'));
  return index < 0 ? nodes.length : index;
});
