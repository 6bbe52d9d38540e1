// check_policy_service without a valid transport:server after it (smtpd_check.c, auto_clnt.c).

import type { Fix } from '../../edits/edit.ts';
import { policyServiceProblem } from '../../mail/policy.ts';
import { restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const policyServiceArgument: Rule = {
  code: 'policy-service-argument',
  title: 'check_policy_service has no valid policy server',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'policy') continue;
      if (node.argument === undefined) {
        yield {
          at,
          message:
            'check_policy_service is not followed by a policy server. ' +
            `smtpd warns ${logText('restriction check_policy_service must be followed by transport:server')} and answers ${logText('451 4.3.5 Server configuration error')} to all mail that reaches it. ` +
            'Add inet:host:port or unix:path.',
        };
        continue;
      }
      const argument = textIn(list.value, node.argument);
      const problem = policyServiceProblem(argument);
      if (problem === undefined) continue;
      const place = list.value.locate(node.argument);
      const transport = meantTransport(argument);
      const fixes: Fix[] =
        place === undefined || transport === undefined
          ? []
          : [
              {
                title: `Change to ${transport}:${argument}`,
                edits: [{ at: { ...place, end: place.start }, text: `${transport}:` }],
                preferred: true,
              },
            ];
      yield {
        at,
        message: `check_policy_service cannot use "${argument}" as its policy server. smtpd exits with: ${logText(problem)}. Write inet:host:port or unix:path.`,
        ...(fixes.length > 0 && { fixes }),
      };
    }
  },
};

/** host:port needs inet, the path of a socket needs unix. */
function meantTransport(argument: string): 'inet' | 'unix' | undefined {
  if (/^(?:[\w.-]+|\[[\da-fA-F:.]+\]):(?:\d+|[a-z][\w-]*)$/.test(argument)) return 'inet';
  return /^(?:\/|private\/|public\/)[^:]*$/.test(argument) ? 'unix' : undefined;
}
