// The self-signed certificate that Debian creates so that services can start.

import { valuesNamed } from '../../instance/read-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const snakeoilCertificate: Rule = {
  code: 'snakeoil-certificate',
  title: "Certificate is the distribution's placeholder",
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of valuesNamed(instance, 'smtpd_tls_cert_file', 'smtpd_tls_chain_files')) {
      if (!/\bssl-cert-snakeoil\.pem\b/.test(value.text ?? '')) continue;
      yield {
        at: value.locate(),
        message:
          'ssl-cert-snakeoil.pem is a placeholder that no one trusts. ' +
          'It is sufficient for optional TLS between servers, but mail programs show a warning, and servers that check certificates refuse it. ' +
          'Get a certificate for the name of this host.',
      };
    }
  },
};
