// The Milter protocol of Sendmail 8.13 and earlier, which was the default before Postfix 2.6 (milter8.c).

import { atLeast } from '../../catalog/release.ts';
import { commentOut } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';

export const oldMilterProtocol: Rule = {
  code: 'old-milter-protocol',
  title: 'Milters are limited to an old version of the protocol',
  severity: 'hint',
  values: {
    *list(value, { release }) {
      if (value.name !== 'milter_protocol' || !atLeast(release, '2.6')) return;
      const version = /^[234]$/.exec(value.text?.trim() ?? '')?.[0];
      if (version === undefined) return;
      const at = value.locate();
      const { source } = value;
      yield {
        at,
        message:
          `milter_protocol = ${version} is an old version of the protocol (default since Postfix 2.6: 6). ` +
          'Postfix does not offer newer features to Milters, such as changing the sender or skipping the rest of a body. ' +
          'Remove the line, unless a Milter fails with version 6.',
        ...(source.kind === 'entry' && {
          fixes: [
            { title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true },
          ],
        }),
      };
    },
  },
};
