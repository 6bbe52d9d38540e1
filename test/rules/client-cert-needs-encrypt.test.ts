import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('client-cert-needs-encrypt');

describe('client-cert-needs-encrypt', () => {
  test('marks certificates that are demanded where TLS is not', async () => {
    const [found] = await lint(`
      smtpd_tls_security_level = may
      smtpd_tls_req_ccert = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^ client-cert-needs-encrypt
    `);
    expect(found?.message).toContain("Can't require client certs unless TLS is required.");
  });

  test.each([
    'smtpd_tls_security_level = encrypt\nsmtpd_tls_req_ccert = yes\n',
    'smtpd_tls_wrappermode = yes\nsmtpd_tls_req_ccert = yes\n',
    'smtpd_tls_security_level = may\nsmtpd_tls_ask_ccert = yes\n',
    'smtpd_tls_req_ccert = yes\n',
  ])('is silent for %j', async (text) => {
    await lint(text);
  });
});
