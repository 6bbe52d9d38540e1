import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('old-restriction-name');

describe('old-restriction-name', () => {
  test('marks the old names', async () => {
    const [found] = await lint(`
      smtpd_helo_restrictions = reject_unknown_hostname, $more
                                ^^^^^^^^^^^^^^^^^^^^^^^ old-restriction-name
      more = Reject_Rbl bl.example.org
             ^^^^^^^^^^ old-restriction-name
      smtpd_recipient_restrictions = check_recipient_maps
                                     ^^^^^^^^^^^^^^^^^^^^ old-restriction-name
    `);
    expect(found?.message).toBe(
      'reject_unknown_hostname is the old name of reject_unknown_helo_hostname. ' +
        'Postfix accepts both names for the same check, but its documentation describes only the new name. ' +
        'Write reject_unknown_helo_hostname.',
    );
    expect(found?.tags).toEqual(['deprecated']);
  });

  test('reports nothing for current names, and in releases that have only the old one', async () => {
    await lint('smtpd_helo_restrictions = reject_unknown_helo_hostname, reject_unknown_client_hostname\n');
    await lint('smtpd_helo_restrictions = reject_unknown_hostname\n', { version: '2.2' });
  });

  test('the fix replaces the name and keeps the argument', async () => {
    expect(await applyFix('smtpd_client_restrictions = reject_rbl bl.example.org, permit\n')).toBe(
      'smtpd_client_restrictions = reject_rbl_client bl.example.org, permit\n',
    );
  });
});
