import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('auth-only-without-tls');
const smtp = 'smtp inet n - n - - smtpd\n';
const logins = 'smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n';

describe('auth-only-without-tls', () => {
  test('marks the setting that makes logins impossible', async () => {
    const [found] = await lint({
      'main.cf': `${logins}^^^^^^^^^^^^^^^^^^^ auth-only-without-tls\n`,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'smtpd_tls_auth_only allows logins only over TLS, but TLS is off, so no one can log in. ' +
        'smtpd never offers AUTH, and logs no warning. ' +
        'Set smtpd_tls_security_level = may, and configure a certificate.',
    );
    await lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
        587 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_tls_auth_only=yes
             ^^^^^^^^^^^^^^^^^^^ auth-only-without-tls
      `,
    });
    await lint({ 'main.cf': `${logins}^^^^^^^^^^^^^^^^^^^ auth-only-without-tls information\n` });
  });

  test.each([
    [`${logins}smtpd_tls_security_level = may\n`, smtp],
    [`${logins}smtpd_use_tls = yes\n`, smtp],
    [logins, `${smtp}587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt\n`],
    [logins, `${smtp}465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n`],
    ['smtpd_tls_auth_only = yes\n', smtp],
    ['smtpd_sasl_auth_enable = yes\n', smtp],
    [`${logins}smtpd_tls_security_level = $level_of_site\n`, smtp],
  ])('reports nothing for %j with %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('the fix enables TLS if there is a certificate', async () => {
    const main = `smtpd_tls_chain_files = /etc/postfix/mail.pem\n${logins}biff = no\n`;
    expect(await applyFix({ 'main.cf': main, 'master.cf': smtp })).toEqual({
      'main.cf': main.replace('biff', 'smtpd_tls_security_level = may\nbiff'),
      'master.cf': smtp,
    });
    expect(await fixTitles({ 'main.cf': logins, 'master.cf': smtp })).toEqual([]);
  });
});
