// check_*_access that is not followed by type:name (smtpd_check.c, is_map_command).

import { quote, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const accessNeedsTable: Rule = {
  code: 'access-needs-table',
  title: 'Access check has no lookup table',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'table') continue;
      const name = node.name.text;
      const argument = node.argument === undefined ? undefined : textIn(list.value, node.argument);
      if (argument?.includes(':')) continue;
      const type = instance.expanded('default_database_type')?.text ?? '';
      const place = node.argument && list.value.locate(node.argument);
      yield {
        at,
        message:
          `${name} needs a lookup table, type:name${argument === undefined ? ', after it' : `, not ${quote(argument)}`}. ` +
          `smtpd logs ${logText(`restriction ${name.toLowerCase()}: bad argument "${argument ?? name}": need maptype:mapname`)} and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ` +
          `Write the table with its type, as in ${type}:/etc/postfix/access.`,
        ...(place && argument?.startsWith('/')
          ? {
              fixes: [
                {
                  title: `Change to ${type}:${argument}`,
                  edits: [{ at: { ...place, end: place.start }, text: `${type}:` }],
                  preferred: true,
                },
              ],
            }
          : {}),
      };
    }
  },
};
