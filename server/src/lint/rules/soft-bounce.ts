// soft_bounce makes every rejection temporary: meant for testing, and easily forgotten (postconf(5)).

import { commentOut } from '../../edits/lines.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const softBounce: Rule = {
  code: 'soft-bounce',
  title: 'Nothing is rejected permanently',
  severity: 'information',
  values: {
    *boolean(value) {
      if (value.name !== 'soft_bounce' || parseBoolean(value.text ?? '') !== true) return;
      const at = value.locate();
      const { source } = value;
      yield {
        at,
        message:
          'soft_bounce makes every rejection temporary, and is meant only for testing. ' +
          'Postfix answers 4xx instead of 5xx and does not return undeliverable mail, so deliveries that cannot succeed are retried for days. ' +
          'Remove the line when testing is done.',
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
