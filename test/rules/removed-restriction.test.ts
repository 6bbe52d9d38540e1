import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('removed-restriction');

describe('removed-restriction', () => {
  test('marks restrictions that were removed in 3.9', async () => {
    const found = await lint(
      `
      smtpd_client_restrictions = permit_mynetworks, reject_maps_rbl
                                                     ^^^^^^^^^^^^^^^ removed-restriction
      smtpd_helo_restrictions = permit_naked_ip_address
                                ^^^^^^^^^^^^^^^^^^^^^^^ removed-restriction
      smtpd_recipient_restrictions = permit_mynetworks, Check_Relay_Domains
                                                        ^^^^^^^^^^^^^^^^^^^ removed-restriction
    `,
      { version: '3.9' },
    );
    expect(found[2]?.message).toBe(
      'check_relay_domains was removed in Postfix 3.9. ' +
        'smtpd logs "support for restriction "check_relay_domains" has been removed in Postfix 3.9; ' +
        'instead, specify "reject_unauth_destination"" ' +
        'and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Write reject_unauth_destination instead.',
    );
    expect(found[1]?.message).toContain('specify "permit_mynetworks" or "permit_sasl_authenticated"');
    expect(found[0]?.message).toContain('specify "reject_rbl_client domain-name"');
  });

  test('advises to remove it if the list has the replacement', async () => {
    const [found] = await lint(
      `
      smtpd_recipient_restrictions = reject_unauth_destination, check_relay_domains
                                                                ^^^^^^^^^^^^^^^^^^^ removed-restriction
    `,
      { version: '3.9' },
    );
    expect(found?.message).toMatch(/ Remove it: the list already has the replacement\.$/);
  });

  test('reports nothing for earlier releases, and for restrictions that are only deprecated', async () => {
    await lint('smtpd_recipient_restrictions = permit_mynetworks, check_relay_domains\n', { version: '3.8' });
    await lint('smtpd_recipient_restrictions = permit_mx_backup, reject_unauth_destination\n');
  });

  describe('the fix', () => {
    test('replaces the restriction with its replacement', async () => {
      expect(await applyFix('smtpd_recipient_restrictions = permit_mynetworks, check_relay_domains\n')).toBe(
        'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
      );
    });

    test('removes the restriction if the list has the replacement', async () => {
      expect(
        await applyFix(
          'smtpd_helo_restrictions = permit_mynetworks, permit_naked_ip_address, reject_invalid_helo_hostname\n',
        ),
      ).toBe('smtpd_helo_restrictions = permit_mynetworks, reject_invalid_helo_hostname\n');
    });

    test('uses the blocklists in maps_rbl_domains, and is not offered without them', async () => {
      const before = 'smtpd_client_restrictions = permit_mynetworks, reject_maps_rbl\n';
      const domains = 'maps_rbl_domains = a.example.net, b.example.net\n';
      expect(await applyFix(domains + before)).toBe(
        `${domains}smtpd_client_restrictions = permit_mynetworks, reject_rbl_client a.example.net, reject_rbl_client b.example.net\n`,
      );
      expect(await fixTitles(before)).toEqual([]);
    });
  });
});
