// A restriction about logins in a service that offers none (smtpd_check.c, generic_checks).

import { restriction } from '../../catalog/restrictions.ts';
import { setBeside } from '../../edits/setting-edits.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { everyListWord } from '../../mail/list-words.ts';
import { type RestrictionListValue, scopesOf } from '../../mail/lists.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
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
          `${name} looks at who has logged in, and smtpd_sasl_auth_enable is off${namesOf(without)}. ` +
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

/** The services that go through a list while a setting is off; for a class only when it is off in all. */
export function scopesWithout(
  instance: Instance,
  list: RestrictionListValue,
  ...settings: readonly string[]
): readonly (PlacedService | undefined)[] {
  const scopes = scopesOf(instance, list);
  const without = scopes.filter((service) => settings.every((name) => isOff(instance, name, service)));
  return list.list === undefined && without.length < scopes.length ? [] : without;
}

/** Without main.cf nobody knows what it sets: only the service's own word counts. */
function isOff(instance: Instance, name: string, service: PlacedService | undefined): boolean {
  if (instance.files.main === undefined && instance.value(name, service)?.source.kind === 'default')
    return false;
  return parseBoolean(instance.expanded(name, service)?.text ?? '') !== true;
}

export function namesOf(services: readonly (PlacedService | undefined)[]): string {
  const keys = services.flatMap((service) => service?.key ?? []);
  if (keys.length === 0) return '';
  const shown = keys.slice(0, 3).join(', ');
  return ` in service ${shown}${keys.length > 3 ? ` and ${keys.length - 3} more` : ''}`;
}
