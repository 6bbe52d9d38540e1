// type:name alone in a list that gives it no meaning (smtpd_check.c, generic_checks with NO_DEF_ACL).

import { bareTableRestriction, type RestrictionList } from '../../catalog/restrictions.ts';
import { isCramped } from '../../edits/lists.ts';
import { listWords, textIn } from '../../mail/list-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const bareTableRestrictionRule: Rule = {
  code: 'bare-table-restriction',
  title: 'This list does not say what to look up in a table',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of listWords(instance)) {
      if (node.kind !== 'table' || list.list === undefined || bareTableRestriction(list.list) !== undefined)
        continue;
      yield {
        at,
        message:
          `${list.parameter} gives a table alone no meaning: it may be about the client, the sender or the recipient. ` +
          `smtpd logs: specify one of (${checks.join(', ')}) before ${stageName[list.list] ?? list.list} restriction "${textIn(list.value, node)}", and answers 451 4.3.5 Server configuration error. ` +
          'Write the restriction that is meant in front of it.',
        fixes: offered.map((name) => ({
          title: `Write ${name} in front of it`,
          // Blanks end an -o without braces.
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
