import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('sasl-restriction-without-sasl');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('sasl-restriction-without-sasl', () => {
  test('marks the restriction if a service has no logins', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_sender_restrictions = reject_sender_login_mismatch
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-restriction-without-sasl
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        submission inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
      `,
    });
    expect(found?.message).toBe(
      'reject_sender_login_mismatch needs SASL logins, but smtpd_sasl_auth_enable is off in service smtp/inet. ' +
        'smtpd logs: "restriction `reject_authenticated_sender_login_mismatch\' ignored: no SASL support". ' +
        'Set smtpd_sasl_auth_enable = yes, or use the restriction only in services that allow logins.',
    );
  });

  test('marks it in an -o option', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_client_restrictions=check_sasl_access,hash:/etc/postfix/users
                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-restriction-without-sasl
      `,
    }));

  test('marks it in a list that a service with logins also uses', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        users = reject_sender_login_mismatch
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-restriction-without-sasl
      `,
      'master.cf': `
        submission inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_sender_restrictions=$users
        smtp inet n - n - - smtpd
          -o smtpd_sender_restrictions=$users
      `,
    }));

  test.each([
    ['with logins', 'smtpd_sasl_auth_enable = yes\nsmtpd_sender_restrictions = reject_sender_login_mismatch'],
    [
      'permit_sasl_authenticated, which is in the default',
      'smtpd_sender_restrictions = permit_sasl_authenticated',
    ],
  ])('reports nothing for %s', async (_, text) => {
    await lint({ 'main.cf': `compatibility_level = 3.6\n${text}\n`, 'master.cf': smtp });
  });

  test('reports nothing for a class that a service with logins may use', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_restriction_classes = users
        users = reject_sender_login_mismatch
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        submission inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_sender_restrictions=users
      `,
    }));

  test('the fix enables logins next to the list', async () => {
    const tls =
      'smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/postfix/mail.pem\nsmtpd_tls_auth_only = yes\n' +
      'smtpd_sender_login_maps = static:alice\n';
    const list = `${tls}smtpd_sender_restrictions = reject_sender_login_mismatch\n`;
    expect(
      (await applyFix({ 'main.cf': `${list}myorigin = example.com\n`, 'master.cf': smtp }))['main.cf'],
    ).toBe(`${list}smtpd_sasl_auth_enable = yes\nmyorigin = example.com\n`);
    const override = '  -o smtpd_sender_restrictions=reject_sender_login_mismatch\n';
    expect((await applyFix({ 'main.cf': tls, 'master.cf': smtp + override }))['master.cf']).toBe(
      `${smtp}${override}  -o smtpd_sasl_auth_enable=yes\n`,
    );
  });
});
