// OK from a table whose restriction can reject mail, but not permit it (smtpd_check.c, forbid_allowlist).

import { restriction } from '../../catalog/restrictions.ts';
import { accessSource } from '../../mail/access-source.ts';
import { quote, restrictionWords } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const okNotAllowed: Rule = {
  code: 'ok-not-allowed',
  title: 'OK is not allowed in this access table',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const { node, at: word } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.argument?.kind !== 'table') continue;
      const name = node.name.text.toLowerCase();
      if (restriction(name)?.okForbidden !== true) continue;
      let count = 0;
      for (const { text, location } of accessSource(tables, node.argument)?.permitting() ?? []) {
        const at = location ?? word;
        const [verb = ''] = text.split(/[ \t]/, 1);
        yield {
          at,
          message:
            `${name} can only reject mail, but ${location === undefined ? 'its table' : 'this entry'} returns ${quote(verb)}. ` +
            `smtpd warns ${logText('this is not allowed for security reasons')} and answers ${logText('451 4.3.5 Server configuration error')}. ` +
            'Write DUNNO to make an exception.',
          ...(location && { related: [{ at: word, message: 'The table is used here' }] }),
          ...(location && {
            fixes: [
              {
                title: `Change ${verb} to DUNNO`,
                edits: [{ at: { ...location, end: location.start + verb.length }, text: 'DUNNO' }],
                preferred: true,
              },
            ],
          }),
        };
        if (++count >= maxFindings) break;
      }
    }
  },
};

/** Further findings in the same table do not help the reader. */
const maxFindings = 50;
