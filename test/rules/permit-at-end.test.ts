import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('permit-at-end');

describe('permit-at-end', () => {
  test('marks a restriction that permits what is permitted anyway', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = reject_unknown_client_hostname, permit_mynetworks
                                                                  ^^^^^^^^^^^^^^^^^ permit-at-end
    `);
    expect(found?.message).toBe(
      'permit_mynetworks changes nothing at the end of smtpd_client_restrictions. ' +
        'smtpd also permits mail that no restriction in the list matches. ' +
        'To exempt clients from the earlier checks, put it before them. Otherwise, remove it.',
    );
  });

  test('with an argument, and in the list for recipients', () =>
    lint(`
      smtpd_recipient_restrictions =
          reject_non_fqdn_recipient
          permit_dnswl_client list.dnswl.org=127.0.[0..255].[1..3]
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ permit-at-end
    `));

  test('the fix removes it', async () => {
    expect(
      await applyFix('smtpd_helo_restrictions = reject_invalid_helo_hostname, permit_mynetworks\n'),
    ).toBe('smtpd_helo_restrictions = reject_invalid_helo_hostname\n');
  });

  test('the fix also removes a warn_if_reject that applies to nothing else', async () => {
    const fixed = await applyFix(
      'smtpd_helo_restrictions = reject_invalid_helo_hostname, warn_if_reject permit_mynetworks\n',
    );
    expect(fixed).toBe('smtpd_helo_restrictions = reject_invalid_helo_hostname\n');
  });

  test('knows every relay check', () =>
    lint(
      `
      smtpd_recipient_restrictions = check_relay_domains, permit_mynetworks
    `,
      { version: '2.5' },
    ));

  test.each([
    'smtpd_client_restrictions = warn_if_reject permit_mynetworks, permit_sasl_authenticated\n',
    'smtpd_client_restrictions = reject_unknown_client_hostname, permit\n',
    'smtpd_client_restrictions = permit_mynetworks, reject_unknown_client_hostname\n',
    'smtpd_client_restrictions = permit_mynetworks, permit_sasl_authenticated\n',
    'smtpd_client_restrictions = reject_unknown_client_hostname, permit_mynetworks, $nowhere\n',
    'smtpd_relay_restrictions = reject_unauth_destination, permit_mynetworks\n',
    'smtpd_recipient_restrictions = reject_unauth_destination, permit_mynetworks\n',
    'smtpd_restriction_classes = strict\nstrict = reject_unknown_client_hostname, permit_mynetworks\n',
    'smtpd_log_access_permit_actions = static:all\nsmtpd_client_restrictions = reject_unknown_client_hostname, permit_mynetworks\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('does not suggest permitting users before their sender address is checked', async () => {
    const check = 'reject_sender_login_mismatch, ';
    const list = 'smtpd_sender_restrictions = ';
    const [found] = await lint(
      `${list}${check}permit_sasl_authenticated\n${' '.repeat(list.length + check.length)}${'^'.repeat(25)} permit-at-end\n`,
    );
    expect(found?.message).toContain('. Remove it.');
    expect(found?.message).not.toContain('before');
  });
});
