// Unknown recipients that are refused only temporarily (smtpd_check.c, check_rcpt_maps). The main.cf of Postfix 2.0 has
// 450, and says when to change it.

import { atLeast } from '../../catalog/release.ts';
import { commentOut } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';

export const temporaryRejectCode: Rule = {
  code: 'temporary-reject-code',
  title: 'Mail for unknown users is refused only temporarily',
  severity: 'information',
  values: {
    *'reply-code'(value, { release }) {
      const { name, text, source } = value;
      if (!atLeast(release, '2.1') || !codes.has(name) || !/^4\d\d$/.test(text ?? '')) return;
      const at = value.locate();
      yield {
        at,
        message:
          `${name} = ${text} tells senders to try again later. ` +
          'Mail for a user who does not exist stays in the queue of the sending server for days before the sender learns of the mistake. ' +
          'Remove the line, so that smtpd answers 550.',
        ...(source.kind === 'entry' && {
          fixes: [
            { title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true },
          ],
        }),
      };
    },
  },
};

/** The codes whose default is 550. */
const codes: ReadonlySet<string> = new Set([
  'unknown_local_recipient_reject_code',
  'unknown_relay_recipient_reject_code',
  'unknown_virtual_alias_reject_code',
  'unknown_virtual_mailbox_reject_code',
]);
