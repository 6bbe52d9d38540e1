// A restriction under the name that it had before Postfix 2.3 (smtpd_check.c, generic_checks).

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { literalPlace } from '../../edits/lists.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const oldRestrictionName: Rule = {
  code: 'old-restriction-name',
  title: 'Restriction has an old name',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction') continue;
      const current = restriction(node.name.text)?.aliasOf;
      const since = current === undefined ? undefined : restriction(current)?.since;
      if (current === undefined || since === undefined || !atLeast(instance.release, since)) continue;
      const place = literalPlace(instance, list.value, node.name);
      yield {
        at: list.value.locate(node.name) ?? at,
        tag: 'deprecated',
        message:
          `${node.name.text} is the old name of ${current}. ` +
          'Postfix accepts both names for the same check, but its documentation describes only the new name. ' +
          `Write ${current}.`,
        ...(place && {
          fixes: [{ title: `Change to ${current}`, edits: [{ at: place, text: current }], preferred: true }],
        }),
      };
    }
  },
};
