// A restriction that needs SASL logins, in a service that does not offer them (smtpd_check.c, generic_checks).

import { restriction } from '../../catalog/restrictions.ts';
import { setBeside } from '../../edits/setting-edits.ts';
import { scopesWithout } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord } from '../../mail/restriction-words.ts';
import { inServices, logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const saslRestrictionWithoutSasl: Rule = {
  code: 'sasl-restriction-without-sasl',
  title: 'Restriction needs SASL authentication, which is off',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of everyRestrictionWord(instance)) {
      if (node.kind !== 'restriction') continue;
      const name = node.name.text.toLowerCase();
      // permit_sasl_authenticated then permits no one, and logs nothing.
      if (restriction(name)?.requires !== 'sasl' || name === 'permit_sasl_authenticated') continue;
      const without = scopesWithout(instance, list, 'smtpd_sasl_auth_enable');
      if (without.length === 0) continue;
      const edit = setBeside(instance, list, 'smtpd_sasl_auth_enable', 'yes');
      yield {
        at,
        message:
          `${name} needs SASL logins, but smtpd_sasl_auth_enable is off${inServices(without)}. ` +
          `smtpd logs: ${logText(`restriction \`${loggedName(name)}' ignored: no SASL support`)}. ` +
          'Set smtpd_sasl_auth_enable = yes, or use the restriction only in services that allow logins.',
        ...(edit && { fixes: [{ title: 'Set smtpd_sasl_auth_enable = yes', edits: [edit] }] }),
      };
    }
  },
};

/** smtpd treats the restriction as a class of two others, and the first of these logs the warning. */
function loggedName(name: string): string {
  return name === 'reject_sender_login_mismatch' ? 'reject_authenticated_sender_login_mismatch' : name;
}
