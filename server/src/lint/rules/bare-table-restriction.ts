// type:name without a check in a list that has no default check for it (smtpd_check.c, generic_checks with NO_DEF_ACL).

import { bareTableRestriction, type RestrictionList } from '../../catalog/restrictions.ts';
import { isCramped } from '../../edits/lists.ts';
import { restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const bareTableRestrictionRule: Rule = {
  code: 'bare-table-restriction',
  title: 'Table has no check that says what to look up',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'table' || list.list === undefined) continue;
      const usual = bareTableRestriction(list.list);
      if (usual !== undefined) {
        const text = usual + (isCramped(list.value) ? ',' : ' ');
        yield {
          at,
          severity: 'hint',
          message:
            `A table without a check is an old form of ${usual}. ` +
            'Postfix still reads it that way in this list, but not in others. ' +
            `Write ${usual} before the table.`,
          fixes: [
            {
              title: `Insert ${usual} before the table`,
              edits: [{ at: { ...at, end: at.start }, text }],
              preferred: true,
              safe: true,
            },
          ],
        };
        continue;
      }
      yield {
        at,
        message:
          `In ${list.parameter}, a table needs a check before it that says what to look up. ` +
          `smtpd logs ${logText(`specify one of (${checks.join(', ')}) before ${stageName[list.list] ?? list.list} restriction "${textIn(list.value, node)}"`)} and answers "451 4.3.5 Server configuration error". ` +
          'Write the check that you want before the table.',
        fixes: offered.map((name) => ({
          title: `Insert ${name} before the table`,
          // In an -o without braces, a space ends the value.
          edits: [{ at: { ...at, end: at.start }, text: name + (isCramped(list.value) ? ',' : ' ') }],
        })),
      };
    }
  },
};

const checks = [
  'check_client_access',
  'check_reverse_client_hostname_access',
  'check_helo_access',
  'check_sender_access',
  'check_recipient_access',
  'check_etrn_access',
];

const offered = ['check_sender_access', 'check_recipient_access', 'check_client_access'];

/** What smtpd calls the lists in its log (smtpd_check.c). */
const stageName: Partial<Record<RestrictionList, string>> = {
  data: 'Data command',
  end_of_data: 'End-of-data',
};
