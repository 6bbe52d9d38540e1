import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('client-auth-off');
const passwords = 'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n';
const master = 'smtp unix - - n - - smtp\n';

describe('client-auth-off', () => {
  test('marks passwords that no client uses', async () => {
    const [found] = await lint({
      'main.cf': `${passwords}^^^^^^^^^^^^^^^^^^^^^^^ client-auth-off\n`,
      'master.cf': master,
    });
    expect(found?.message).toBe(
      'smtp_sasl_password_maps is set, but smtp_sasl_auth_enable is off by default. ' +
        'Postfix never logs in, and a server that requires a login rejects the mail. ' +
        'Set smtp_sasl_auth_enable = yes.',
    );
  });

  test('as information if logins are off explicitly, or without master.cf', async () => {
    await lint({
      'main.cf': `${passwords}^^^^^^^^^^^^^^^^^^^^^^^ client-auth-off information\nsmtp_sasl_auth_enable = no\n`,
      'master.cf': master,
    });
    await lint({ 'main.cf': `${passwords}^^^^^^^^^^^^^^^^^^^^^^^ client-auth-off information\n` });
  });

  test('marks the passwords of one service, and those of the LMTP client', () =>
    lint({
      'main.cf': `
        lmtp_sasl_password_maps = inline:{mailbox.example.com=user:password}
        ^^^^^^^^^^^^^^^^^^^^^^^ client-auth-off
      `,
      'master.cf': `
        smtp unix - - n - - smtp
        slow unix - - n - - smtp -o smtp_sasl_password_maps=hash:/etc/postfix/slow
                                    ^^^^^^^^^^^^^^^^^^^^^^^ client-auth-off
      `,
    }));

  test.each([
    [`${passwords}smtp_sasl_auth_enable = yes\n`, master],
    [passwords, `${master}relay unix - - n - - smtp -o smtp_sasl_auth_enable=yes\n`],
    ['smtp_sasl_password_maps =\n', master],
    [`${passwords}smtp_sasl_auth_enable = $logins_of_site\n`, master],
    [`${passwords}smtp_sasl_auth_enable = true\n`, master],
    ['', master],
  ])('reports nothing for %j with %j', async (main, services) => {
    await lint({ 'main.cf': main, 'master.cf': services });
  });

  test('reports nothing without main.cf', () =>
    lint({ 'master.cf': 'slow unix - - n - - smtp -o smtp_sasl_password_maps=hash:/etc/postfix/slow\n' }));

  test('the fix enables logins', async () => {
    const rest = 'smtp_sasl_tls_security_options = noanonymous\n';
    expect(await applyFix({ 'main.cf': passwords + rest, 'master.cf': master })).toEqual({
      'main.cf': `${passwords}smtp_sasl_auth_enable = yes\n${rest}`,
      'master.cf': master,
    });
  });
});
