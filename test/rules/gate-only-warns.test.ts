import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('gate-only-warns');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('gate-only-warns', () => {
  test('the only gate: smtpd does not start', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Behind warn_if_reject reject_unauth_destination stops nobody. ' +
        'No other word does, and smtpd dies: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, ' +
        'specify at least one working instance of reject_unauth_destination and its kin. ' +
        'Remove warn_if_reject.',
    );
  });

  test('where smtpd takes another word for a gate, strangers relay', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination, reject_rbl_client, reject
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toContain('Postfix logs reject_warning, and relays the mail of strangers.');
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
      'a gate that works stands behind it',
      'smtpd_relay_restrictions = warn_if_reject reject_unauth_destination, permit_mynetworks, reject_unauth_destination',
    ],
    [
      'another list has the gate',
      'compatibility_level = 3.6\nsmtpd_recipient_restrictions = warn_if_reject reject_unauth_destination',
    ],
    ['the gate is not behind it', 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination'],
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

    test('on a line of its own, with comments around it', async () => {
      const files = {
        'main.cf': `
          smtpd_relay_restrictions =
              permit_mynetworks
          # for now
              warn_if_reject
          # the gate
              reject_unauth_destination
        `,
        'master.cf': smtp,
      };
      expect((await applyFix(files))['main.cf']).toBe(
        [
          'smtpd_relay_restrictions =',
          '    permit_mynetworks',
          '# for now',
          '# the gate',
          '    reject_unauth_destination',
          '',
        ].join('\n'),
      );
    });
  });
});
