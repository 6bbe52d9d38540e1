// Parameters for export-grade key exchange, which Postfix ignores in 3.6 and later (RELEASE_NOTES-3.6).

import { atLeast } from '../../catalog/release.ts';
import { commentOut } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';

const sameAsAnother = /^\$[{(]?(?:smtpd|tlsproxy)_tls_dh512_param_file[)}]?$/;

export const dh512Ignored: Rule = {
  code: 'dh512-ignored',
  title: '512-bit DH parameters are ignored',
  severity: 'hint',
  values: {
    *path({ name, raw, source, nameLocation: at }, { release }) {
      if (!/^(?:smtpd|tlsproxy)_tls_dh512_param_file$/.test(name)) return;
      if (!atLeast(release, '3.6') || raw === '' || sameAsAnother.test(raw)) return;
      yield {
        at,
        tag: 'unnecessary',
        message:
          `${name} was for export-grade ciphers, which Postfix 3.6 and later do not support. ` +
          'Postfix ignores the setting without a warning. Remove the line.',
        ...(source.kind === 'entry'
          ? {
              fixes: [
                { title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true },
              ],
            }
          : {}),
      };
    },
  },
};
