import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('tls-without-certificate');

describe('tls-without-certificate', () => {
  test('marks TLS without a certificate', async () => {
    const [found] = await lint(`
      smtpd_tls_security_level = may
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-without-certificate
    `);
    expect(found?.message).toBe(
      'TLS is enabled, but no certificate is configured. smtpd answers STARTTLS with "454 4.7.0 TLS not available due to local problem", and warns: ' +
        '"No server certs available. TLS won\'t be enabled". ' +
        'Set smtpd_tls_chain_files, or smtpd_tls_cert_file and smtpd_tls_key_file.',
    );
  });

  test('marks a single service', () =>
    lint({
      'main.cf': 'biff = no\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        465  inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-without-certificate
        587  inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_cert_file=/x.pem
      `,
    }));

  test.each([
    'smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /x.pem\n',
    'smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /x.pem\n',
    'smtpd_tls_security_level = may\nsmtpd_tls_cert_file = none\n',
    'smtpd_tls_security_level = may\nsmtpd_tls_cert_file = $nowhere\n',
    'smtpd_tls_security_level = none\n',
    'smtp_tls_security_level = may\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('once for several services, because one certificate is for all', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-without-certificate
        465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
      `,
    });
    expect(found?.related).toEqual(['-o smtpd_tls_wrappermode=yes']);
  });

  test('in wrapper mode, the client gets no reply', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        465 inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-without-certificate
      `,
    });
    expect(found?.message).toContain('smtpd closes each connection without a greeting, and warns: ');
  });
});
