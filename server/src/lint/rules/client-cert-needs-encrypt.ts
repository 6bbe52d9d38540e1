// Certificates demanded of clients that need not use TLS (smtpd.c).

import type { Rule } from '../rule.ts';

export const clientCertNeedsEncrypt: Rule = {
  code: 'client-cert-needs-encrypt',
  title: 'A client certificate cannot be demanded without TLS',
  severity: 'warning',
  smtpd: {
    reads: ['smtpd_tls_req_ccert', 'smtpd_tls_security_level', 'smtpd_tls_wrappermode'],
    *check(settings) {
      const at = settings.at('smtpd_tls_req_ccert');
      if (at === undefined || !settings.is('smtpd_tls_req_ccert') || settings.level !== 'may') return;
      yield {
        at,
        message:
          'smtpd_tls_req_ccert is on, and smtpd_tls_security_level leaves TLS to the client. ' +
          "smtpd asks for a certificate and does not insist, and warns: Can't require client certs unless TLS is required. " +
          'Set smtpd_tls_security_level = encrypt, or smtpd_tls_ask_ccert = yes in its place.',
      };
    },
  },
};
