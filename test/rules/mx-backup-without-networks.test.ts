import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('mx-backup-without-networks');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('mx-backup-without-networks', () => {
  test('any domain can list this host as a backup', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, permit_mx_backup, reject_unauth_destination
                                                      ^^^^^^^^^^^^^^^^ mx-backup-without-networks
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toContain('anyone can publish such records');
  });

  test('in the recipient list, if the relay list is empty', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = permit_mynetworks, permit_mx_backup, reject_unauth_destination
                                                          ^^^^^^^^^^^^^^^^ mx-backup-without-networks
      `,
      'master.cf': smtp,
    }));

  test.each([
    [
      'networks are set',
      'permit_mx_backup_networks = 192.0.2.0/24\nsmtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination',
    ],
    [
      'it comes after the relay check',
      'smtpd_relay_restrictions = reject_unauth_destination, permit_mx_backup',
    ],
    ['another list has a relay check', 'smtpd_recipient_restrictions = permit_mx_backup'],
    [
      'an earlier list rejects strangers',
      'smtpd_client_restrictions = permit_mynetworks, reject\nsmtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination',
    ],
  ])('is silent when %s', async (_, text) => {
    await lint({ 'main.cf': `compatibility_level = 3.6\n${text}\n`, 'master.cf': smtp });
  });
});
