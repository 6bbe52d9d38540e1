// soft_bounce turns every rejection into "try again": meant for tests, and easily left behind (postconf(5)).

import { commentOut } from '../../edits/lines.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const softBounce: Rule = {
  code: 'soft-bounce',
  title: 'Nothing is rejected for good',
  severity: 'information',
  values: {
    *boolean(value) {
      if (value.name !== 'soft_bounce' || parseBoolean(value.text ?? '') !== true) return;
      const at = value.locate();
      const { source } = value;
      yield {
        at,
        message:
          'soft_bounce is meant for tests. Postfix answers 4xx where it would answer 5xx, and keeps mail in the queue that it would return: senders try for days what will never succeed. ' +
          'Remove the line once the tests are done.',
        ...(source.kind === 'entry'
          ? {
              fixes: [
                {
                  title: 'Comment out soft_bounce',
                  edits: commentOut(at.uri, source.entry),
                  preferred: true,
                },
              ],
            }
          : {}),
      };
    },
  },
};
