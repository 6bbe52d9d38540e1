import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('login-maps-missing');

const logins = 'smtpd_sasl_auth_enable = yes\n';
const service = 'smtp inet n - n - - smtpd\n';

describe('login-maps-missing', () => {
  test('marks a check that rejects all users', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_sasl_auth_enable = yes
        smtpd_sender_restrictions = reject_non_fqdn_sender, reject_sender_login_mismatch
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-maps-missing
      `,
      'master.cf': service,
    });
    expect(found?.message).toBe(
      'reject_sender_login_mismatch rejects all mail from users who have logged in, because smtpd_sender_login_maps is empty in service smtp/inet. ' +
        'smtpd answers: "Sender address rejected: not owned by user". ' +
        'Set smtpd_sender_login_maps to a table of sender addresses and their logins, or remove the restriction.',
    );
  });

  test('checks of addresses with an owner reject nothing', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_sasl_auth_enable = yes
        smtpd_sender_restrictions = reject_known_sender_login_mismatch
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-maps-missing warning
      `,
      'master.cf': service,
    });
    expect(found?.message).toMatch(/^reject_known_sender_login_mismatch rejects nothing, /);
  });

  test('in a list that a service uses', () =>
    lint({
      'main.cf': `
        mua_sender_restrictions = reject_authenticated_sender_login_mismatch
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-maps-missing
      `,
      'master.cf': `${service}587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_sender_restrictions=$mua_sender_restrictions\n`,
    }));

  test('without master.cf, a service may set the table', () =>
    lint(
      {
        'main.cf': `
          smtpd_sasl_auth_enable = yes
          smtpd_sender_restrictions = reject_sender_login_mismatch
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-maps-missing information
        `,
      },
      {},
    ));

  test.each([
    `${logins}smtpd_sender_login_maps = hash:/etc/postfix/senders\nsmtpd_sender_restrictions = reject_sender_login_mismatch\n`,
    `${logins}smtpd_sender_restrictions = permit_sasl_authenticated, reject_sender_login_mismatch\n`,
    `${logins}smtpd_sender_restrictions = warn_if_reject reject_sender_login_mismatch\n`,
    `${logins}smtpd_sender_login_maps = $nowhere\nsmtpd_sender_restrictions = reject_sender_login_mismatch\n`,
    'smtpd_sender_restrictions = reject_sender_login_mismatch\n',
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': service });
  });
});
