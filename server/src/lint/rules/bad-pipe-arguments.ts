// Arguments that pipe(8) does not accept: it exits when the first message arrives (pipe.c).

import { placedServices } from '../../instance/service-fields.ts';
import { pipeProblem } from '../../mail/pipe-problem.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const badPipeArguments: Rule = {
  code: 'bad-pipe-arguments',
  title: 'Arguments of a pipe service are not valid',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'pipe') continue;
      const problem = pipeProblem(instance, uri, service);
      if (problem === undefined) continue;
      const { at, wrong, fatal, write } = problem;
      yield {
        at,
        message: `${wrong}. The mail stays in the queue, because pipe exits with: ${logText(fatal)}. ${write}.`,
      };
    }
  },
};
