import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('gate-only-warns');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('gate-only-warns', () => {
  test('smtpd does not start without another relay check', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'After warn_if_reject, reject_unauth_destination only logs a warning and does not reject mail. ' +
        'There is no other relay check, so smtpd exits with: "in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, ' +
        'specify at least one working instance of: reject_unauth_destination, defer_unauth_destination, ' +
        'reject, defer, defer_if_permit or check_relay_domains". ' +
        'Remove warn_if_reject.',
    );
  });

  test('strangers can relay if smtpd mistakes another word for a relay check', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination, reject_rbl_client, reject
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toContain('Postfix logs "reject_warning" and relays mail for strangers.');
  });

  test('in an -o', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_relay_restrictions=permit_mynetworks,warn_if_reject,reject
                                                                       ^^^^^^ gate-only-warns
      `,
    }));

  test.each([
    [
      'a working relay check follows',
      'smtpd_relay_restrictions = warn_if_reject reject_unauth_destination, permit_mynetworks, reject_unauth_destination',
    ],
    [
      'another list has a relay check',
      'compatibility_level = 3.6\nsmtpd_recipient_restrictions = warn_if_reject reject_unauth_destination',
    ],
    [
      'the relay check has no warn_if_reject',
      'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
    ],
  ])('is silent when %s', async (_, text) => {
    await lint({ 'main.cf': `${text}\n`, 'master.cf': smtp });
  });

  describe('the fix removes warn_if_reject', () => {
    test('on the same line', async () => {
      const files = {
        'main.cf': 'smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination\n',
        'master.cf': smtp,
      };
      expect((await applyFix(files))['main.cf']).toBe(
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n',
      );
    });

    test('on a separate line, with comments around it', async () => {
      const files = {
        'main.cf': `
          smtpd_relay_restrictions =
              permit_mynetworks
          # for now
              warn_if_reject
          # the relay check
              reject_unauth_destination
        `,
        'master.cf': smtp,
      };
      expect((await applyFix(files))['main.cf']).toBe(
        [
          'smtpd_relay_restrictions =',
          '    permit_mynetworks',
          '# for now',
          '# the relay check',
          '    reject_unauth_destination',
          '',
        ].join('\n'),
      );
    });
  });
});
