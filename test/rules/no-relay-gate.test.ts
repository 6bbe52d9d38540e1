import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('no-relay-gate');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('no-relay-gate', () => {
  test('marks the list that should contain the relay check', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Service smtp/inet has no relay check: ' +
        'nothing in smtpd_relay_restrictions or smtpd_recipient_restrictions keeps strangers from relaying. ' +
        'smtpd exits with: "in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, ' +
        'specify at least one working instance of: reject_unauth_destination, defer_unauth_destination, ' +
        'reject, defer, defer_if_permit or check_relay_domains". ' +
        'Add reject_unauth_destination after the permit_… restrictions in smtpd_relay_restrictions.',
    );
  });

  test('before 2.10, smtpd knows only one list', async () => {
    const files = {
      'main.cf': `
        smtpd_recipient_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    };
    const [found] = await lint(files, { version: '2.9' });
    expect(found?.message).toBe(
      'Service smtp/inet has no relay check: nothing in smtpd_recipient_restrictions keeps strangers from relaying. ' +
        'smtpd exits with: "parameter "smtpd_recipient_restrictions": specify at least one working instance of: ' +
        'check_relay_domains, reject_unauth_destination, reject, defer or defer_if_permit". ' +
        'Add reject_unauth_destination after the permit_… restrictions in smtpd_recipient_restrictions.',
    );
  });

  test('an empty list, and a recipient list that rejects only some mail', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions =
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
        smtpd_recipient_restrictions = permit_mynetworks, reject_unknown_recipient_domain
      `,
      'master.cf': smtp,
    }));

  test('ignores a relay check after permit', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, permit, reject_unauth_destination
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    }));

  test('leaves a relay check that only warns to gate-only-warns', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ gate-only-warns
      `,
      'master.cf': smtp,
    }));

  test('marks all lines of a value', () =>
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

  test('marks the service below compatibility level 1, where the list is empty by default', () =>
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
    expect(found?.message).toContain('Service 10025/inet has no relay check');
  });

  test('marks a list that several services share once', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': `${smtp}2525 inet n - n - - smtpd\n`,
    });
    expect(found?.message).toContain('smtp/inet and other services have no relay check: ');
    expect(found?.related).toEqual(['smtp inet n - n - - smtpd', '2525 inet n - n - - smtpd']);
  });

  test('the advice is about the list that is in use', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_recipient_restrictions = permit_sasl_authenticated, permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toMatch(
      / Add reject_unauth_destination after the permit_… restrictions in smtpd_recipient_restrictions\.$/,
    );
  });

  test('a list that its condition empties is to be set, not completed', async () => {
    const condition =
      '${{$compatibility_level} < {1} ? {} : {permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination}}';
    const setting = `smtpd_relay_restrictions = ${condition}`;
    const usual =
      'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination';
    const [found] = await lint({
      'main.cf': `compatibility_level = 0\n${setting}\n${'^'.repeat(setting.length)} no-relay-gate\n`,
      'master.cf': smtp,
    });
    expect(found?.message).toContain(` Set ${usual}.`);
    expect(found?.message).not.toContain('after the permit_…');
    const files = { 'main.cf': `compatibility_level = 0\n${setting}\n`, 'master.cf': smtp };
    expect((await applyFix(files))['main.cf']).toBe(`compatibility_level = 0\n${usual}\n`);
  });

  test('marks main.cf once if several services have the empty default', async () => {
    const services = '2525 inet n - n - - smtpd\n2526 inet n - n - - smtpd\n2527 inet n - n - - smtpd\n';
    const [found] = await lint({
      'main.cf': `
        myhostname = mail.example.com
        compatibility_level = 0
        ^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': `${smtp}${services}2528 inet n - n - - smtpd -o smtpd_recipient_restrictions=permit_mynetworks,reject\n`,
    });
    expect(found?.message).toContain('smtp/inet and other services have no relay check: ');
    expect(found?.message).toContain(
      'Set smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination.',
    );
    expect(found?.related).toHaveLength(4);
    await lint({
      'main.cf': `
        myhostname = mail.example.com
        ^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': smtp + services,
    });
    await lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
        2525 inet n - n - - smtpd
      `,
    });
  });

  test('services with separate lists have separate findings', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        2525 inet n - n - - smtpd -o smtpd_relay_restrictions=permit_sasl_authenticated
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
    }));

  test('checks main.cf without master.cf', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate information
      `,
    });
    expect(found?.message).toMatch(/^smtpd has no relay check: /);
  });

  test('despite a comment that only explains the list', () =>
    lint({
      'main.cf': `
        smtpd_relay_restrictions =
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate ...
          # our hosts, see mynetworks... above
          permit_mynetworks
                          ^ ...
      `,
      'master.cf': smtp,
    }));

  describe('is silent', () => {
    test.each([
      'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      'smtpd_relay_restrictions = permit_mynetworks, DEFER_unauth_destination',
      'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject',
      'smtpd_relay_restrictions = permit_mynetworks, defer',
      'smtpd_relay_restrictions = permit_mynetworks, defer_if_permit',
      'smtpd_relay_restrictions = $checks\nchecks = permit_mynetworks, reject_unauth_destination',
      'smtpd_relay_restrictions = permit_mynetworks\n# and no more\n  reject_unauth_destination',
    ])('%s', async (text) => {
      await lint({ 'main.cf': `${text}\n`, 'master.cf': smtp });
    });

    test('if a restriction class contains the relay check', () =>
      lint({
        'main.cf': `
          smtpd_restriction_classes = strangers
          strangers = reject_unauth_destination
          smtpd_relay_restrictions = permit_mynetworks, strangers
        `,
        'master.cf': smtp,
      }));

    test('for the default since compatibility level 1', () =>
      lint({ 'main.cf': 'compatibility_level = 1\n', 'master.cf': smtp }));

    test('for releases without compatibility levels', () =>
      lint({ 'main.cf': 'myhostname = mail.example.com\n', 'master.cf': smtp }, { version: '2.11' }));

    test('if no service accepts mail by SMTP', () =>
      lint({
        'main.cf': 'smtpd_relay_restrictions =\n',
        'master.cf': 'pickup unix n - n 60 1 pickup\n# smtp inet n - n - - smtpd\n',
      }));

    test('if every service has its own list', () =>
      lint({
        'main.cf': 'smtpd_relay_restrictions = permit_mynetworks\n',
        'master.cf': `${smtp}  -o { smtpd_relay_restrictions = permit_mynetworks, reject }\n`,
      }));

    test.each(['# other restrictions...', '# …', '# ... your own ones'])(
      'for a list with %j',
      async (comment) => {
        await lint({
          'main.cf': `smtpd_recipient_restrictions =\n  ${comment}\n  permit_mynetworks\n`,
          'master.cf': smtp,
        });
      },
    );

    test('for main.cf without master.cf, if the default has a relay check', () =>
      lint({ 'main.cf': 'compatibility_level = 3.6\n' }));

    test('for a relay check that has no effect, which open-relay reports', () =>
      lint({
        'main.cf':
          'smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination\n',
        'master.cf': smtp,
      }));
  });

  describe('the fix adds the relay check', () => {
    test.each([
      [
        'at the end of the list',
        'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated\n',
        'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n',
      ],
      [
        'on a separate line if the other restrictions are on their own lines',
        'smtpd_relay_restrictions =\n  permit_mynetworks\n# users\n  permit_sasl_authenticated\n',
        'smtpd_relay_restrictions =\n  permit_mynetworks\n# users\n  permit_sasl_authenticated\n  reject_unauth_destination\n',
      ],
      [
        'before a permit',
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

    test('in main.cf if no list is set', async () => {
      const files = {
        'main.cf': 'myhostname = mail.example.com\n',
        'master.cf': `${smtp}2525 inet n - n - - smtpd\n`,
      };
      expect((await applyFix(files))['main.cf']).toBe(
        'myhostname = mail.example.com\n' +
          'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n',
      );
    });

    test('in an -o, without spaces', async () => {
      const files = {
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `${smtp}  -o smtpd_relay_restrictions=permit_mynetworks\n`,
      };
      expect((await applyFix(files))['master.cf']).toBe(
        `${smtp}  -o smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination\n`,
      );
    });
  });

  test('an old main.cf without its master.cf', () =>
    lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          ^^^^^^^^^^ no-relay-gate information
          mydestination = $myhostname
        `,
      },
      { version: '3.7' },
    ));

  test('reports nothing in a part of a main.cf', () => lint({ 'main.cf': 'biff = no\n' }));
});
