// A Milter whose transport does not exist (milter8.c). Postfix treats it as a configuration error.

import { listsOf } from '../../instance/read-values.ts';
import { milterServiceProblem } from '../../mail/milters.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const badMilterService: Rule = {
  code: 'bad-milter-service',
  title: 'Milter has no valid transport',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of listsOf(instance, 'milter')) {
      if (value.text === undefined || value.hasComment) continue;
      for (const node of value.expanded.nodes) {
        if (node.kind !== 'endpoint') continue;
        const problem = milterServiceProblem(node.text);
        if (problem === undefined) continue;
        const at = value.locate(node);
        const isTcp = node.text.startsWith('tcp:') && !value.raw.includes('$') && !value.raw.includes('{');
        const meant = `inet:${node.text.slice('tcp:'.length)}`;
        yield {
          at,
          message:
            `"${node.text}" is not a valid Milter. ` +
            `Postfix warns ${logText(problem)} and never connects to it. ` +
            (isTcp ? `Write ${meant}.` : 'Write inet:host:port or unix:path.'),
          ...(isTcp && {
            fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }],
          }),
        };
      }
    }
  },
};
