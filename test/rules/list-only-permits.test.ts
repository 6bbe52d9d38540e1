import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('list-only-permits');

describe('list-only-permits', () => {
  test('marks lists that cannot reject', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = permit_mynetworks permit_sasl_authenticated permit
      ^^^^^^^^^^^^^^^^^^^^^^^^^ list-only-permits
      smtpd_helo_restrictions = $smtpd_client_restrictions
      ^^^^^^^^^^^^^^^^^^^^^^^ list-only-permits
      smtpd_sender_restrictions = permit_dnswl_client list.dnswl.org=127.0.[0..255].[1..3]
      ^^^^^^^^^^^^^^^^^^^^^^^^^ list-only-permits
    `);
    expect(found?.message).toBe(
      'smtpd_client_restrictions has no effect, because its restrictions can only permit. ' +
        'smtpd also permits mail that none of them matches, and still evaluates the other lists. ' +
        'Remove the setting, or add a restriction that rejects.',
    );
  });

  test('marks the list for recipients if another list checks who may relay', () =>
    lint({
      'main.cf': `
        smtpd_recipient_restrictions = permit_mynetworks, permit_auth_destination
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ list-only-permits
        smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    }));

  test.each([
    'smtpd_client_restrictions =\n',
    'smtpd_client_restrictions = permit\n',
    'smtpd_client_restrictions = permit_mynetworks, reject\n',
    'smtpd_client_restrictions = permit_mynetworks, hash:/etc/postfix/access\n',
    'smtpd_client_restrictions = permit_mynetworks, check_client_access hash:/etc/postfix/access\n',
    'smtpd_client_restrictions = permit_mynetworks, defer_if_reject\n',
    'smtpd_client_restrictions = permit_mynetworks, sleep 1\n',
    'smtpd_client_restrictions = permit_mynetworks, $nowhere\n',
    'smtpd_restriction_classes = strict\nstrict = reject\nsmtpd_client_restrictions = permit_mynetworks, strict\n',
    'smtpd_restriction_classes = permit_friends\npermit_friends = reject\nsmtpd_client_restrictions = permit_friends\n',
    'smtpd_client_restrictions = permit_mynetworks\nsmtpd_log_access_permit_actions = static:all\n',
    'smtpd_relay_restrictions = permit_mynetworks\n',
    'smtpd_recipient_restrictions = permit_mynetworks\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('reports nothing for a list of a service, which replaces that of main.cf', () =>
    lint({
      'main.cf': 'smtpd_client_restrictions = reject_unknown_client_hostname\n',
      'master.cf': '588 inet n - n - - smtpd -o smtpd_client_restrictions=permit_mynetworks\n',
    }));

  test('the fix comments out the setting', async () => {
    expect(await applyFix('biff = no\nsmtpd_helo_restrictions = permit_mynetworks,\n  permit\n')).toBe(
      'biff = no\n#smtpd_helo_restrictions = permit_mynetworks,\n#  permit\n',
    );
  });
});
