import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('strict-client-check');

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
