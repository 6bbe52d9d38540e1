// Restrictions that reject some mail, directly before one that rejects all mail.

import { restriction } from '../../catalog/restrictions.ts';
import { restrictionLists } from '../../mail/restriction-lists.ts';
import { isRestriction, textIn } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const redundantRestriction: Rule = {
  code: 'redundant-restriction',
  title: 'Restriction before "reject" changes nothing',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { value } of restrictionLists(instance)) {
      const end = value.nodes.findIndex((node) => isRestriction(node, 'reject'));
      if (end < 1 || isRestriction(value.nodes[end - 1], 'warn_if_reject')) continue;
      for (let i = end - 1; i > 0; i--) {
        const node = value.nodes[i];
        if (node?.kind !== 'restriction' || !isPartial(node.name.text)) break;
        if (isRestriction(value.nodes[i - 1], 'warn_if_reject')) break;
        const at = value.locate(node);
        if (at === undefined) continue;
        yield {
          at,
          message:
            `${textIn(value, node.name)} changes only the text of the reply, because "reject" follows. ` +
            'Mail that it does not reject is rejected anyway. ' +
            'To apply it to all mail, put it before the restriction that permits mail. Otherwise, remove it.',
          tag: 'unnecessary',
        };
      }
    }
  },
};

/** A restriction that rejects some mail, except for the relay check. */
function isPartial(name: string): boolean {
  return /^reject_(?!unauth_destination$)/i.test(name) && restriction(name) !== undefined;
}
