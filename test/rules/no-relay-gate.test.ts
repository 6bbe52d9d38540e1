import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('no-relay-gate');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('no-relay-gate', () => {
  test('marks the list that should hold the gate', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toContain('of service smtp/inet');
    expect(found?.message).toContain(
      'smtpd dies: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of',
    );
  });

  test('an empty list, and a recipient list that only refuses some', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions =
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
        smtpd_recipient_restrictions = permit_mynetworks, reject_unknown_recipient_domain
      `,
      'master.cf': smtp,
    }));

  test('a gate behind a plain permit does not count', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, permit, reject_unauth_destination
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    }));

  test('a gate that only warns does not count, and gate-only-warns says so', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    }));

  test('a value over several lines is marked whole', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions =
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate ...
            permit_mynetworks
        # reject_unauth_destination
            permit_sasl_authenticated
            ^^^^^^^^^^^^^^^^^^^^^^^^^ ...
      `,
      'master.cf': smtp,
    }));

  test('below compatibility level 1 there is no list by default: the service is marked', () =>
    lint({
      'main.cf': 'myhostname = mail.example.com\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
          -o smtpd_helo_required=yes
      `,
    }));

  test('in one service, by its -o', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        10025 inet n - n - - smtpd
          -o smtpd_relay_restrictions=
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
          -o smtpd_recipient_restrictions=permit_mynetworks
      `,
    });
    expect(found?.message).toContain('of service 10025/inet');
  });

  test('a list that several services share is marked once', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': `${smtp}2525 inet n - n - - smtpd\n`,
    }));

  test('without master.cf, main.cf is judged alone', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
    });
    expect(found?.message).not.toContain('of service');
  });

  describe('is silent', () => {
    test.each([
      'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      'smtpd_relay_restrictions = permit_mynetworks, DEFER_unauth_destination',
      'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject',
      'smtpd_relay_restrictions = permit_mynetworks, defer',
      'smtpd_relay_restrictions = permit_mynetworks, defer_if_permit',
      'smtpd_relay_restrictions = $gates\ngates = permit_mynetworks, reject_unauth_destination',
      'smtpd_relay_restrictions = permit_mynetworks\n# and no more\n  reject_unauth_destination',
    ])('%s', async (text) => {
      await lint({ 'main.cf': `${text}\n`, 'master.cf': smtp });
    });

    test('when a restriction class holds the gate', () =>
      lint({
        'main.cf': `
          smtpd_restriction_classes = strangers
          strangers = reject_unauth_destination
          smtpd_relay_restrictions = permit_mynetworks, strangers
        `,
        'master.cf': smtp,
      }));

    test('for the default from compatibility level 1 on', () =>
      lint({ 'main.cf': 'compatibility_level = 1\n', 'master.cf': smtp }));

    test('for releases whose default knows no levels', () =>
      lint({ 'main.cf': 'myhostname = mail.example.com\n', 'master.cf': smtp }, { version: '2.11' }));

    test('when no service takes mail by SMTP', () =>
      lint({
        'main.cf': 'smtpd_relay_restrictions =\n',
        'master.cf': 'pickup unix n - n 60 1 pickup\n# smtp inet n - n - - smtpd\n',
      }));

    test('when every service brings its own list', () =>
      lint({
        'main.cf': 'smtpd_relay_restrictions = permit_mynetworks\n',
        'master.cf': `${smtp}  -o { smtpd_relay_restrictions = permit_mynetworks, reject }\n`,
      }));

    test('for main.cf alone, when what a service would say is not known and the default has a gate', () =>
      lint({ 'main.cf': 'compatibility_level = 3.6\n' }));

    test('for a gate that is there to see and not at work: that is open-relay', () =>
      lint({
        'main.cf':
          'smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination\n',
        'master.cf': smtp,
      }));
  });

  describe('the fix adds the gate', () => {
    test.each([
      [
        'at the end of the list',
        'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated\n',
        'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n',
      ],
      [
        'on a line of its own where the words have one',
        'smtpd_relay_restrictions =\n  permit_mynetworks\n# users\n  permit_sasl_authenticated\n',
        'smtpd_relay_restrictions =\n  permit_mynetworks\n# users\n  permit_sasl_authenticated\n  reject_unauth_destination\n',
      ],
      [
        'in front of a permit',
        'smtpd_relay_restrictions = permit_mynetworks, permit\n',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, permit\n',
      ],
      [
        'in the list that is in use',
        'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks\n',
        'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
      ],
      [
        'in an empty list',
        'smtpd_relay_restrictions =\n',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n',
      ],
    ])('%s', async (_, before, after) => {
      expect((await applyFix({ 'main.cf': before, 'master.cf': smtp }))['main.cf']).toBe(after);
    });

    test('in an -o, without blanks', async () => {
      const files = {
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `${smtp}  -o smtpd_relay_restrictions=permit_mynetworks\n`,
      };
      expect((await applyFix(files))['master.cf']).toBe(
        `${smtp}  -o smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination\n`,
      );
    });
  });
});
