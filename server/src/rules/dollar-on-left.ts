// `$name = value`: the `$` belongs to a use of a name; what is set here is a name that begins with it.

import { settings } from '../instance/settings.ts';
import type { Finding, Rule } from './rule.ts';

export const dollarOnLeft: Rule = {
  code: 'dollar-on-left',
  title: 'A $ in front of the name that is set',
  severity: 'error',
  *check({ instance }): Generator<Finding> {
    for (const { name, at, service } of settings(instance)) {
      if (!isReference(name)) continue;
      const meant = /^\$[{(]?([^})]*)/.exec(name)?.[1] ?? '';
      const file = service === undefined ? 'main.cf' : 'master.cf';
      yield {
        at,
        message:
          `A $ stands in front of a name that is used, not of one that is set. ` +
          `Postfix takes "${name}" for the name, which nothing reads; postconf warns: ${file}: unused parameter. ` +
          (meant === '' ? 'Write the name alone.' : `Write ${meant} = ...`),
        ...(meant === ''
          ? {}
          : { fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }] }),
      };
    }
  },
};

/** A name that was written as a use of it. */
export function isReference(name: string): boolean {
  return name.startsWith('$');
}
