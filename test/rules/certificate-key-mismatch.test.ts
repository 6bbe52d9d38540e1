import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('certificate-key-mismatch');

describe('certificate-key-mismatch', () => {
  test('marks the placeholder key of another certificate', async () => {
    const [found] = await lint(`
      smtpd_tls_cert_file = /etc/postfix/mail.pem
      smtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
    `);
    expect(found?.message).toBe(
      'The private key is the placeholder that Debian installs, and /etc/postfix/mail.pem does not belong to it. ' +
        'Postfix disables TLS, and smtpd answers STARTTLS with "454 4.7.0 TLS not available due to local problem". ' +
        'Specify the private key that belongs to /etc/postfix/mail.pem.',
    );
  });

  test('marks the placeholder certificate with another key, or without one', async () => {
    await lint(`
      smtp_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
      smtp_tls_key_file = /etc/postfix/mail.key
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
    `);
    const [found] = await lint(`
      smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
    `);
    expect(found?.message).toContain(
      '/etc/ssl/certs/ssl-cert-snakeoil.pem does not contain the private key.',
    );
  });

  test('marks files of different directories, and exchanged files', async () => {
    const [found] = await lint(`
      smtpd_tls_cert_file = /etc/letsencrypt/live/example.com/fullchain.pem
      smtpd_tls_key_file = /etc/letsencrypt/live/mail.example.com/privkey.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
    `);
    expect(found?.message).toContain(
      'The certificate is that of example.com, but the private key is that of mail.example.com.',
    );
    await lint(`
      smtpd_tls_cert_file = /etc/letsencrypt/live/example.com/privkey.pem
      smtpd_tls_key_file = /etc/letsencrypt/live/example.com/fullchain.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
    `);
  });

  test('marks an override', () =>
    lint({
      'main.cf': `
        smtpd_tls_cert_file = /etc/postfix/mail.pem
        smtpd_tls_key_file = /etc/postfix/mail.key
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_tls_key_file=/etc/ssl/private/ssl-cert-snakeoil.key
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-key-mismatch
      `,
    }));

  test.each([
    'smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem\nsmtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key\n',
    'smtpd_tls_cert_file = /etc/postfix/mail.pem\nsmtpd_tls_key_file = /etc/postfix/mail.key\n',
    'smtpd_tls_cert_file = /etc/letsencrypt/live/example.com/fullchain.pem\nsmtpd_tls_key_file = /etc/letsencrypt/live/example.com/privkey.pem\n',
    'smtpd_tls_cert_file = /etc/postfix/mail.pem\n',
    'smtpd_tls_cert_file =\nsmtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key\n',
    'smtpd_tls_cert_file = /etc/postfix/mail.pem\nsmtpd_tls_key_file = ${unknown}\n',
    'smtpd_tls_chain_files = /etc/postfix/mail.pem\nsmtpd_tls_cert_file = /etc/postfix/mail.pem\nsmtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
