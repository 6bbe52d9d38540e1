import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('permit-after-relay-check');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('permit-after-relay-check', () => {
  test('marks what permits clients too late', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = reject_unauth_destination, permit_mynetworks
                                                                  ^^^^^^^^^^^^^^^^^ permit-after-relay-check
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'permit_mynetworks comes after the relay check. ' +
        'smtpd has already rejected mail from the clients in mynetworks to other domains, so they can send only to your own domains. ' +
        'To let them send to any domain, put permit_mynetworks before the check.',
    );
  });

  test.each([
    'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, permit_mynetworks\n',
    'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    'smtpd_recipient_restrictions = warn_if_reject reject_unauth_destination, permit_mynetworks, reject\n',
    'smtpd_recipient_restrictions = reject_unauth_destination, check_client_access static:OK\n',
  ])('reports nothing for %j', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': smtp });
  });
});
