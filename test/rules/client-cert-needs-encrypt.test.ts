import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('client-cert-needs-encrypt');

describe('client-cert-needs-encrypt', () => {
  test('marks required certificates if TLS is optional', async () => {
    const [found] = await lint(`
      smtpd_tls_security_level = may
      smtpd_tls_req_ccert = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^ client-cert-needs-encrypt
    `);
    expect(found?.message).toBe(
      'smtpd_tls_req_ccert is on, but TLS is optional. ' +
        'smtpd requests a certificate but does not require one, and logs: "Can\'t require client certs unless TLS is required". ' +
        'Set smtpd_tls_security_level = encrypt, or replace smtpd_tls_req_ccert with smtpd_tls_ask_ccert = yes.',
    );
  });

  test.each([
    'smtpd_tls_security_level = encrypt\nsmtpd_tls_req_ccert = yes\n',
    'smtpd_tls_wrappermode = yes\nsmtpd_tls_req_ccert = yes\n',
    'smtpd_tls_security_level = may\nsmtpd_tls_ask_ccert = yes\n',
    'smtpd_tls_req_ccert = yes\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
