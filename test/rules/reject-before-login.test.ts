import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('reject-before-login');
const relayCheck =
  'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n';
const logins = `${relayCheck}smtpd_sasl_auth_enable = yes\n`;
const smtp = 'smtp inet n - n - - smtpd\n';

describe('reject-before-login', () => {
  test.each(['client', 'helo', 'sender', 'recipient'])('marks a reject in the %s list', async (stage) => {
    const list = `smtpd_${stage}_restrictions = permit_mynetworks, reject`;
    const [found] = await lint({
      'main.cf': `${logins}${list}\n${' '.repeat(list.length - 6)}^^^^^^ reject-before-login\n`,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      `smtpd_${stage}_restrictions rejects users who have logged in (service smtp/inet), because no restriction before "reject" permits them. ` +
        'smtpd rejects their mail as if they were strangers. ' +
        'Put permit_sasl_authenticated before it.',
    );
  });

  test('marks it for one service, and as information without master.cf', async () => {
    await lint({
      'main.cf': relayCheck,
      'master.cf': `
        smtp inet n - n - - smtpd
        587 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_client_restrictions=permit_mynetworks,reject
                                                         ^^^^^^ reject-before-login
      `,
    });
    await lint({
      'main.cf': `
        ${logins.replace('\n', '\n        ')}
        smtpd_client_restrictions = permit_mynetworks, reject
                                                       ^^^^^^ reject-before-login information
      `,
    });
  });

  test.each([
    [`${logins}smtpd_client_restrictions = permit_mynetworks, permit_sasl_authenticated, reject\n`, smtp],
    [`${relayCheck}smtpd_client_restrictions = permit_mynetworks, reject\n`, smtp],
    [`${logins}smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients, reject\n`, smtp],
    [`${logins}smtpd_client_restrictions = check_policy_service unix:private/policy, reject\n`, smtp],
    [`${logins}smtpd_client_restrictions = permit_mynetworks, reject\nsmtpd_delay_reject = no\n`, smtp],
    [`${logins}smtpd_client_restrictions = permit_mynetworks, warn_if_reject, reject\n`, smtp],
    [
      `${logins}smtpd_client_restrictions = permit_mynetworks, reject\n`,
      `${smtp}587 inet n - n - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n`,
    ],
    [
      logins,
      `${smtp}127.0.0.1:10025 inet n - n - - smtpd -o smtpd_client_restrictions=permit_mynetworks,reject\n`,
    ],
    [logins, `${smtp}10025 inet n - n - - smtpd -o smtpd_client_restrictions=permit_mynetworks,reject\n`],
  ])('reports nothing for %j with %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('marks checks of main.cf that reach a submission service, as information', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_helo_restrictions = permit_mynetworks, reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ reject-before-login information
        smtpd_client_restrictions = permit_sasl_authenticated, reject_unknown_client_hostname
        smtpd_sender_restrictions = warn_if_reject reject_unknown_client_hostname
      `,
      'master.cf': `${smtp}submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
`,
    });
    expect(found?.message).toBe(
      'reject_non_fqdn_helo_hostname also applies to users of submission/inet, because no restriction before it permits logins. ' +
        'Mail programs and home connections often fail this check, and smtpd then rejects the mail. ' +
        'Put permit_sasl_authenticated before it, or add -o smtpd_helo_restrictions= to the service.',
    );
    await lint({
      'main.cf': `${logins}smtpd_helo_restrictions = reject_non_fqdn_helo_hostname\n`,
      'master.cf': `${smtp}submission inet n - n - - smtpd -o smtpd_helo_restrictions=\n`,
    });
  });

  test('looks behind tables and policy servers', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_tls_security_level = encrypt
        smtpd_tls_chain_files = /etc/postfix/mail.pem
        smtpd_sasl_auth_enable = yes
        smtpd_recipient_restrictions = check_policy_service unix:policy, reject_rbl_client bl.example.org, reject
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ reject-before-login information
      `,
      'master.cf': '587 inet n - n - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n',
    });
    // The list may have the only relay check.
    expect(found?.message).toMatch(/Put permit_sasl_authenticated before it\.$/);
  });

  test('the fix permits users', async () => {
    const files = (list: string) => ({
      'main.cf': `smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = /etc/postfix/mail.pem\n${logins}smtpd_helo_restrictions = ${list}\n`,
      'master.cf': '587 inet n - n - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n',
    });
    expect(await applyFix(files('permit_mynetworks, reject_unknown_helo_hostname'))).toEqual(
      files('permit_mynetworks, permit_sasl_authenticated, reject_unknown_helo_hostname'),
    );
    expect(await applyFix(files('permit_mynetworks, reject'))).toEqual(
      files('permit_mynetworks, permit_sasl_authenticated, reject'),
    );
  });
});
