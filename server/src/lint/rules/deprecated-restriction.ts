// A restriction that works, but will be removed or was removed in a later release (smtpd_check.c, DEPRECATION_README).

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import {
  deprecationWarning,
  hasReplacement,
  replacementFix,
  replacementName,
} from '../../edits/obsolete-restrictions.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const deprecatedRestriction: Rule = {
  code: 'deprecated-restriction',
  title: 'Restriction will be removed from Postfix',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { release } = instance;
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction') continue;
      const { deprecated, removed } = restriction(node.name.text) ?? {};
      if (deprecated === undefined || !atLeast(release, deprecated)) continue;
      if (removed !== undefined && atLeast(release, removed)) continue;
      const name = node.name.text.toLowerCase();
      const fix = replacementFix(instance, list, node);
      yield {
        at,
        tag: 'deprecated',
        message:
          `${name} has been deprecated since Postfix ${deprecated}${removed === undefined ? '' : `, and was removed in ${removed}`}. ` +
          `It still works in Postfix ${release.name}, but smtpd logs: ${logText(deprecationWarning(name))}. ` +
          (name === 'permit_mx_backup'
            ? 'List the domains in relay_domains instead.'
            : hasReplacement(instance, list, node)
              ? 'Remove it: the list already has the replacement.'
              : `Replace it with ${replacementName(name).join(' or ')}.`),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};
