// Certificates required of clients that do not have to use TLS (smtpd.c).

import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';

export const clientCertNeedsEncrypt: Rule = {
  code: 'client-cert-needs-encrypt',
  title: 'Client certificate is required, but TLS is optional',
  severity: 'warning',
  dependsOnServices: true,
  smtpd: {
    reads: ['smtpd_tls_req_ccert', 'smtpd_tls_security_level', 'smtpd_tls_wrappermode'],
    *check(settings) {
      const at = settings.at('smtpd_tls_req_ccert');
      if (at === undefined || !settings.is('smtpd_tls_req_ccert') || settings.level !== 'may') return;
      yield {
        at,
        message:
          'smtpd_tls_req_ccert is on, but TLS is optional. ' +
          `smtpd requests a certificate but does not require one, and logs: ${logText("Can't require client certs unless TLS is required")}. ` +
          'Set smtpd_tls_security_level = encrypt, or replace smtpd_tls_req_ccert with smtpd_tls_ask_ccert = yes.',
      };
    },
  },
};
