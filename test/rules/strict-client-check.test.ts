import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('strict-client-check');

describe('strict-client-check', () => {
  test('marks both restrictions and their old names', async () => {
    const [client, helo] = await lint(`
      smtpd_client_restrictions = permit_mynetworks, reject_unknown_client_hostname
                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ strict-client-check
      smtpd_helo_restrictions = reject_unknown_hostname
                                ^^^^^^^^^^^^^^^^^^^^^^^ strict-client-check
    `);
    expect(client?.message).toBe(
      'reject_unknown_client_hostname also rejects legitimate mail. ' +
        'It rejects every client whose address has no name, and every client whose name does not resolve back to the address. ' +
        'Write reject_unknown_reverse_client_hostname, which requires only a name, or first test the restriction with warn_if_reject before it.',
    );
    expect(helo?.message).toContain('Put warn_if_reject before it');
  });

  describe('private networks in mynetworks', () => {
    const networks = 'mynetworks = 127.0.0.0/8, 10.42.0.0/16, 203.0.113.1, [fd00::]/64\n';

    test('are rejected, too, without permit_mynetworks before the restriction', async () => {
      const [found] = await lint(`
        mynetworks = 127.0.0.0/8, 10.42.0.0/16, 203.0.113.1, [fd00::]/64
        smtpd_client_restrictions = reject_unknown_client, permit_mynetworks
                                    ^^^^^^^^^^^^^^^^^^^^^ strict-client-check
        smtpd_sender_restrictions = check_client_access inline:{192.0.2.1=OK}, reject_unknown_reverse_client_hostname
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ strict-client-check
      `);
      expect(found?.message).toBe(
        'reject_unknown_client also applies to the private networks in mynetworks (10.42.0.0/16, fd00::/64), because permit_mynetworks does not come before it. ' +
          'smtpd rejects their clients, whose addresses usually have no name in the DNS. ' +
          'Put permit_mynetworks before it.',
      );
    });

    test.each([
      'permit_mynetworks, reject_unknown_reverse_client_hostname',
      'check_client_access inline:{10.42=OK}, check_client_access inline:{fd00:0:0:0=OK}, check_client_access hash:/etc/postfix/clients, reject_unknown_reverse_client_hostname',
      'check_client_access static:OK, reject_unknown_reverse_client_hostname',
      'warn_if_reject reject_unknown_reverse_client_hostname',
    ])('are not reported for %s', async (list) => {
      await lint(`${networks}smtpd_client_restrictions = ${list}\n`);
    });

    test('the fix inserts permit_mynetworks', async () => {
      expect(
        await applyFix(`${networks}smtpd_client_restrictions = reject_unknown_reverse_client_hostname\n`),
      ).toBe(
        `${networks}smtpd_client_restrictions = permit_mynetworks, reject_unknown_reverse_client_hostname\n`,
      );
    });
  });

  test.each([
    'smtpd_client_restrictions = reject_unknown_reverse_client_hostname\n',
    'smtpd_helo_restrictions = warn_if_reject reject_unknown_helo_hostname\n',
    'smtpd_sender_restrictions = reject_unknown_sender_domain\n',
    'smtpd_recipient_restrictions = permit_auth_destination, reject_unauth_destination, reject_unknown_client_hostname\n',
    'smtpd_client_restrictions = permit_mynetworks, reject, reject_unknown_client_hostname\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
