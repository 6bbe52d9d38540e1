import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('snakeoil-certificate');

describe('snakeoil-certificate', () => {
  test('marks the certificate', async () => {
    const [found] = await lint(`
      smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ snakeoil-certificate
      smtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key
      smtpd_tls_security_level = may
    `);
    expect(found?.message).toBe(
      'ssl-cert-snakeoil.pem is a placeholder that no one trusts. ' +
        'It is sufficient for optional TLS between servers, but mail programs show a warning, and servers that check certificates refuse it. ' +
        'Get a certificate for the name of this host.',
    );
  });

  test('reports nothing for another certificate', () =>
    lint('smtpd_tls_cert_file = /etc/ssl/certs/mail.pem\nsmtpd_tls_security_level = may\n'));
});
