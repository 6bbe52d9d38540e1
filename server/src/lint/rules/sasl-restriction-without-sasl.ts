// A restriction about logins in a service that offers none (smtpd_check.c, generic_checks).

import { restriction } from '../../catalog/restrictions.ts';
import { setBeside } from '../../edits/setting-edits.ts';
import { everyListWord } from '../../mail/list-words.ts';
import { scopesWithout } from '../../mail/lists.ts';
import { inServices } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const saslRestrictionWithoutSasl: Rule = {
  code: 'sasl-restriction-without-sasl',
  title: 'A check of logins where nobody can log in',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of everyListWord(instance)) {
      if (node.kind !== 'restriction') continue;
      const name = node.name.text.toLowerCase();
      // permit_sasl_authenticated lets nobody in then, and is no trouble.
      if (restriction(name)?.requires !== 'sasl' || name === 'permit_sasl_authenticated') continue;
      const without = scopesWithout(instance, list, 'smtpd_sasl_auth_enable');
      if (without.length === 0) continue;
      const edit = setBeside(instance, list, 'smtpd_sasl_auth_enable', 'yes');
      yield {
        at,
        // Without master.cf nobody knows what a service sets.
        ...(instance.files.master === undefined ? { severity: 'information' as const } : {}),
        message:
          `${name} looks at who has logged in, and smtpd_sasl_auth_enable is off${inServices(without)}. ` +
          `smtpd logs: restriction \`${loggedName(name)}' ignored: no SASL support. ` +
          'Set smtpd_sasl_auth_enable = yes there, or keep the check to the services that have it.',
        ...(edit && { fixes: [{ title: 'Set smtpd_sasl_auth_enable = yes', edits: [edit] }] }),
      };
    }
  },
};

/** It is a class of its own to smtpd, and the first restriction in it complains. */
function loggedName(name: string): string {
  return name === 'reject_sender_login_mismatch' ? 'reject_authenticated_sender_login_mismatch' : name;
}
