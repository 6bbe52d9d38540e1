// check_*_access that is not followed by type:name (smtpd_check.c, is_map_command).

import { atLeast } from '../../catalog/release.ts';
import type { Instance } from '../../instance/instance.ts';
import { quote, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { mapSearchProblem } from '../../syntax/map-search.ts';
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
      if (argument?.includes(':')) {
        const problem = searchProblem(instance, name, argument);
        if (problem !== undefined) yield badSearch(name, problem, at);
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

/** What is wrong with `{ type:name, { search_order = … } }`, which older releases do not know. */
function searchProblem({ release }: Instance, name: string, argument: string): string | undefined {
  if (name.toLowerCase() !== 'check_ccert_access' || !argument.startsWith('{')) return undefined;
  return atLeast(release, '3.5') ? mapSearchProblem(argument) : undefined;
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
