import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('auth-in-clear');

describe('auth-in-clear', () => {
  test('marks logins before TLS, and without any', async () => {
    const [found] = await lint(`
      smtpd_tls_security_level = may
      smtpd_sasl_auth_enable = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
    `);
    expect(found?.message).toBe(
      'Clients may log in before they begin TLS. ' +
        'smtpd offers AUTH to everyone, and the password can be read on the way. Set smtpd_tls_auth_only = yes.',
    );
    await lint('smtpd_sasl_auth_enable = yes\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear\n');
  });

  test('of one service; faintly where it was written so', () =>
    lint({
      'main.cf': 'smtpd_tls_security_level = may\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        587  inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
        588  inet n - n - - smtpd
          -o smtpd_tls_auth_only=no
          ^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear information
          -o smtpd_sasl_auth_enable=yes
        127.0.0.1:10587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes
        465  inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_tls_wrappermode=yes
      `,
    }));

  test.each([
    'smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = encrypt\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous, noplaintext\n',
    'smtpd_sasl_auth_enable = no\n',
  ])('is silent for %j', async (text) => {
    await lint(text);
  });

  test('the fix demands TLS first', async () => {
    expect(await applyFix('smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nbiff = no\n')).toBe(
      'smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\nbiff = no\n',
    );
  });
});
