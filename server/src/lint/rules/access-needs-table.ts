// check_*_access that is not followed by type:name (smtpd_check.c, is_map_command).

import { atLeast } from '../../catalog/release.ts';
import { quote, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { mapSearchProblem } from '../../syntax/map-search.ts';
import { commaOrSpace, openBraces, splitWords } from '../../syntax/words.ts';
import { logText, logTextWithValue } from '../messages.ts';
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
      if (argument?.includes(':')) {
        // Older releases do not know a table in braces.
        if (!argument.startsWith('{') || !atLeast(instance.release, '3.5')) continue;
        const problem = mapSearchProblem(argument);
        if (name.toLowerCase() !== 'check_ccert_access') {
          const place = node.argument && list.value.locate(node.argument);
          yield needlessBraces(name, argument, at, place);
        } else if (problem !== undefined) yield badSearch(name, problem, at);
        continue;
      }
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

/** smtpd opens the table in the braces, and then looks for one that has the braces in its name. */
function needlessBraces(
  name: string,
  argument: string,
  at: Finding['at'],
  place: Finding['at'] | undefined,
): Finding {
  const { inside } = openBraces(argument);
  const [first, ...more] = splitWords(inside, 0, inside.length, { separator: commaOrSpace, braces: true });
  const table = first === undefined ? '' : inside.slice(first.start, first.end);
  const isTable = more.length === 0 && table.includes(':') && mapSearchProblem(argument) === undefined;
  const isWritten = place !== undefined && place.end - place.start === argument.length;
  return {
    at,
    message:
      `${name} does not accept a table in braces; only check_ccert_access does. ` +
      `smtpd logs ${logTextWithValue('unexpected dictionary: ', argument)} and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ` +
      `Write ${isTable ? table : 'the table, type:name,'} without the braces.`,
    ...(isTable && isWritten
      ? {
          fixes: [{ title: `Change to ${table}`, edits: [{ at: place, text: table }], preferred: true }],
        }
      : {}),
  };
}

function badSearch(name: string, problem: string, at: Finding['at']): Finding {
  return {
    at,
    message:
      `The table of ${name} in braces is not valid. ` +
      `smtpd logs ${logText(problem)} and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ` +
      'Write it as { type:name, { search_order = cert_fingerprint } }.',
  };
}
