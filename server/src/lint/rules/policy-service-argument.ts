// check_policy_service without transport:server behind it (smtpd_check.c, auto_clnt.c).

import type { Fix } from '../../edits/edit.ts';
import { listWords, textIn } from '../../mail/list-words.ts';
import { policyServiceProblem } from '../../mail/policy.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const policyServiceArgument: Rule = {
  code: 'policy-service-argument',
  title: 'check_policy_service needs a server, transport:endpoint',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of listWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'policy') continue;
      const advice = 'Write inet:host:port or unix:path behind it.';
      if (node.argument === undefined) {
        yield {
          at,
          message:
            'check_policy_service has no server behind it. ' +
            'smtpd logs: restriction check_policy_service must be followed by transport:server, and answers 451 4.3.5 Server configuration error to all mail that comes this far. ' +
            advice,
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
        message: `check_policy_service cannot reach "${argument}". smtpd dies: ${problem}. ${advice}`,
        ...(fixes.length > 0 && { fixes }),
      };
    }
  },
};

/** host:port is one of the network, a path one of a socket. */
function meantTransport(argument: string): 'inet' | 'unix' | undefined {
  if (/^(?:[\w.-]+|\[[\da-fA-F:.]+\]):(?:\d+|[a-z][\w-]*)$/.test(argument)) return 'inet';
  return /^(?:\/|private\/|public\/)[^:]*$/.test(argument) ? 'unix' : undefined;
}
