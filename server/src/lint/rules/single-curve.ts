// An elliptic curve grade that allows only one curve (tls_dh.c, tls_set_eecdh_curve).

import { atLeast } from '../../catalog/release.ts';
import { commentOut } from '../../edits/lines.ts';
import { valuesNamed } from '../../instance/read-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const singleCurve: Rule = {
  code: 'single-curve',
  title: 'TLS is limited to one elliptic curve',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // In 3.6 and later, Postfix ignores the parameter (tls_server.c); setting-without-effect reports that.
    if (!atLeast(instance.release, '3.2') || atLeast(instance.release, '3.6')) return;
    for (const value of valuesNamed(instance, 'smtpd_tls_eecdh_grade')) {
      const grade = value.text?.trim().toLowerCase();
      if (grade !== 'strong' && grade !== 'ultra') continue;
      const at = value.locate();
      const { source } = value;
      yield {
        at,
        message:
          `smtpd_tls_eecdh_grade = ${grade} allows only one curve for the key exchange. ` +
          'Clients that prefer another curve, such as X25519, use a slower key exchange or cannot use TLS. ' +
          'Remove the line: the default, auto, offers all current curves.',
        ...(source.kind === 'entry' && {
          fixes: [
            { title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true },
          ],
        }),
      };
    }
  },
};
