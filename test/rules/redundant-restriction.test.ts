import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('redundant-restriction');

describe('redundant-restriction', () => {
  test('marks the restrictions directly before "reject"', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_sasl_authenticated, reject_non_fqdn_recipient, reject
                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-restriction
    `);
    expect(found?.message).toBe(
      'reject_non_fqdn_recipient changes only the text of the reply, because "reject" follows. ' +
        'Mail that it does not reject is rejected anyway. ' +
        'To apply it to all mail, put it before the restriction that permits mail. Otherwise, remove it.',
    );
  });

  test.each([
    'reject_non_fqdn_recipient, permit_sasl_authenticated, reject',
    'permit_sasl_authenticated, reject',
    'permit_mynetworks, reject_unauth_destination, reject',
    'permit_mynetworks, warn_if_reject reject_non_fqdn_recipient, reject',
    'permit_mynetworks, check_sender_access static:DUNNO, reject',
    'permit_mynetworks, reject_non_fqdn_recipient, defer',
  ])('reports nothing for %j', async (list) => {
    await lint(`smtpd_recipient_restrictions = ${list}\n`);
  });
});
