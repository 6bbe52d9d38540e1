import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('client-passwords-missing');

const smtp = 'smtp unix - - n - - smtp\n';

describe('client-passwords-missing', () => {
  test('marks a client that logs in without passwords', async () => {
    const [found] = await lint({
      'main.cf': `
        smtp_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ client-passwords-missing
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'smtp_sasl_auth_enable is on, but smtp_sasl_password_maps is empty. ' +
        'smtp exits with: "specify a password table via the `smtp_sasl_password_maps\' configuration parameter", and delivers no mail. ' +
        'Set smtp_sasl_password_maps to a table of passwords, or set smtp_sasl_auth_enable = no.',
    );
  });

  test('in a service, and for LMTP', () =>
    lint({
      'main.cf': `
        lmtp_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ client-passwords-missing
      `,
      'master.cf': `
        smtp unix - - n - - smtp
        provider unix - - n - - smtp
          -o smtp_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ client-passwords-missing
        lmtp unix - - n - - lmtp
      `,
    }));

  test('without master.cf, a service may have the passwords', () =>
    lint({
      'main.cf': `
        smtp_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ client-passwords-missing information
      `,
    }));

  test.each([
    ['smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/passwords\n', smtp],
    ['smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = $nowhere\n', smtp],
    ['smtp_sasl_auth_enable = no\n', smtp],
    ['smtp_sasl_auth_enable = yes\n', 'smtp unix - - n - - smtp -o smtp_sasl_auth_enable=no\n'],
    [
      'smtp_sasl_auth_enable = yes\n',
      'smtp unix - - n - - smtp -o smtp_sasl_password_maps=hash:/etc/postfix/p\n',
    ],
  ])('reports nothing for %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });
});
