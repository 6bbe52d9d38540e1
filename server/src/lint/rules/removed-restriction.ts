// A restriction that was removed before or in the target release (DEPRECATION_README).

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { hasReplacement, replacementFix, replacementName } from '../../edits/obsolete-restrictions.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const removedRestriction: Rule = {
  code: 'removed-restriction',
  title: 'Restriction was removed from Postfix',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction') continue;
      const { removed } = restriction(node.name.text) ?? {};
      if (removed === undefined || !atLeast(instance.release, removed)) continue;
      const name = node.name.text.toLowerCase();
      const instead = replacementName(name);
      const fix = replacementFix(instance, list, node);
      yield {
        at,
        message:
          `${name} was removed in Postfix ${removed}. ` +
          `smtpd logs ${logText(`support for restriction "${name}" has been removed in Postfix ${removed}; instead, specify ${instead.map((word) => `"${word}"`).join(' or ')}`)} and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ` +
          (hasReplacement(instance, list, node)
            ? 'Remove it: the list already has the replacement.'
            : `Write ${instead.join(' or ')} instead.`),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};
