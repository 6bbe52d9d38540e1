import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('deprecated-restriction');

describe('deprecated-restriction', () => {
  test('a restriction that works, but will be removed', async () => {
    const [found] = await lint(`
      smtpd_relay_restrictions = permit_mynetworks, permit_mx_backup, reject_unauth_destination
                                                    ^^^^^^^^^^^^^^^^ deprecated-restriction
    `);
    expect(found?.message).toBe(
      'permit_mx_backup has been deprecated since Postfix 3.9. ' +
        'It still works in Postfix 3.11, but smtpd logs: "support for restriction "permit_mx_backup" will be removed from Postfix; use "relay_domains" instead". ' +
        'List the domains in relay_domains instead.',
    );
    expect(found?.tags).toEqual(['deprecated']);
  });

  test('a restriction that a later release removed', async () => {
    const found = await lint(
      `
      smtpd_helo_restrictions = permit_naked_ip_address
                                ^^^^^^^^^^^^^^^^^^^^^^^ deprecated-restriction
      smtpd_recipient_restrictions = permit_mynetworks, check_relay_domains
                                                        ^^^^^^^^^^^^^^^^^^^ deprecated-restriction
    `,
      { version: '3.7' },
    );
    expect(found[0]?.message).toContain(
      'has been deprecated since Postfix 2.0, and was removed in 3.9. It still works in Postfix 3.7, but smtpd logs: ' +
        '"restriction permit_naked_ip_address is deprecated. Use permit_mynetworks or permit_sasl_authenticated instead".',
    );
  });

  test('advises to remove it if the list has the replacement', async () => {
    const [found] = await lint(
      `
      smtpd_recipient_restrictions = reject_unauth_destination, check_relay_domains
                                                                ^^^^^^^^^^^^^^^^^^^ deprecated-restriction
    `,
      { version: '3.7' },
    );
    expect(found?.message).toMatch(/ Remove it: the list already has the replacement\.$/);
  });

  test('reports nothing before the release that deprecates it, and after the release that removes it', async () => {
    await lint('smtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination\n', {
      version: '3.8',
    });
    await lint('smtpd_relay_restrictions = check_relay_domains\n', { version: '3.9' });
  });

  test('the fix replaces the restriction with its replacement; permit_mx_backup has none', async () => {
    expect(
      await applyFix('smtpd_recipient_restrictions = permit_mynetworks, check_relay_domains\n', undefined, {
        version: '3.7',
      }),
    ).toBe('smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n');
    expect(
      await fixTitles('smtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination\n'),
    ).toEqual([]);
  });
});
