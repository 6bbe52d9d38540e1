// OK from a table whose restriction may only refuse (smtpd_check.c, forbid_allowlist).

import { restriction } from '../../catalog/restrictions.ts';
import { accessSource } from '../../mail/access-source.ts';
import { listWords, quote } from '../../mail/list-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const okNotAllowed: Rule = {
  code: 'ok-not-allowed',
  title: 'This check takes no OK',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const { node, at: word } of listWords(instance)) {
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
            `${name} may refuse, not permit, and here it answers ${quote(verb)}. ` +
            `smtpd logs: restriction ${name} returns OK for what was looked up, this is not allowed for security reasons, and answers 451 4.3.5 Server configuration error. ` +
            'Write DUNNO to make an exception.',
          ...(location && { related: [{ at: word, message: 'Here the table is asked' }] }),
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

/** More of them in one table say nothing more. */
const maxFindings = 50;
