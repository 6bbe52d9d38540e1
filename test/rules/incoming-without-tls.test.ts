import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('incoming-without-tls');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('incoming-without-tls', () => {
  test('marks services that do not use TLS', async () => {
    const [port25, port587] = await lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
        ^^^^ incoming-without-tls
        submission inet n - n - - smtpd -o smtpd_tls_security_level=may -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes
        ^^^^^^^^^^ incoming-without-tls
      `,
    });
    expect(port25?.message).toBe(
      'TLS is off for mail from other servers. ' +
        'They send all mail unencrypted, because smtpd does not offer TLS. ' +
        'Set smtpd_tls_security_level = may, smtpd_tls_cert_file, and smtpd_tls_key_file.',
    );
    expect(port587?.message).toContain('TLS is optional on port 587. ');
  });

  test.each([
    ['smtpd_tls_security_level = may\n', smtp],
    ['smtpd_use_tls = yes\n', smtp],
    ['smtpd_tls_security_level = $level\n', smtp],
    ['inet_interfaces = loopback-only\n', smtp],
    ['', '127.0.0.1:25 inet n - n - - smtpd\n'],
    ['', '10026 inet n - n - - smtpd\n'],
    ['smtpd_sasl_auth_enable = yes\n', smtp],
    ['smtpd_tls_security_level = encrypt\nsmtpd_sasl_auth_enable = yes\n', '587 inet n - n - - smtpd\n'],
  ])('reports nothing for %j with %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('reports nothing without main.cf', () => lint({ 'master.cf': smtp }));
});
