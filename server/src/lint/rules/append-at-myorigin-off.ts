// Addresses without a domain, which the rest of Postfix cannot handle (postconf(5), rewrite.c).

import { commentOut } from '../../edits/lines.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const appendAtMyoriginOff: Rule = {
  code: 'append-at-myorigin-off',
  title: 'Addresses without a domain are not completed',
  severity: 'warning',
  values: {
    *boolean(value) {
      const { name, text, source } = value;
      if (name !== 'append_at_myorigin' || parseBoolean(text ?? '') !== false) return;
      const at = value.locate();
      yield {
        at,
        message:
          'append_at_myorigin must stay on: Postfix does not support addresses without a domain. ' +
          'Incomplete addresses do not match tables of full addresses, and other servers reject them. ' +
          'Remove the line.',
        ...(source.kind === 'entry' && {
          fixes: [
            { title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true },
          ],
        }),
      };
    },
  },
};
