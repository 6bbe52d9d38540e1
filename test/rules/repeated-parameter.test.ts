import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('repeated-parameter');

describe('repeated-parameter', () => {
  test('marks the earlier of two equal settings', async () => {
    const [found] = await lint(`
      message_size_limit = 26214400
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      biff = no
      message_size_limit = 26214400
    `);
    expect(found).toMatchObject({
      severity: 'hint',
      tags: ['unnecessary'],
      related: ['message_size_limit = 26214400'],
    });
    expect(found?.message).toContain('is set again to the same value on line 3.');
  });

  test('compares the values that Postfix has in memory: comments inside them do not matter', () =>
    lint(`
      mynetworks = 127.0.0.0/8
      ^^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      # the office
        192.0.2.0/24
      mynetworks = 127.0.0.0/8
        192.0.2.0/24
    `));

  test('reports a repeated and then overridden setting with both rules', () =>
    lint(`
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost =
      ^^^^^^^^^ overridden-parameter hint
    `));

  test('marks the first of two empty values', () =>
    lint(`
      relayhost =
      ^^^^^^^^^^^ repeated-parameter
      relayhost =
    `));

  describe('reports nothing', () => {
    test('for different values, however similar: overridden-parameter reports them', () =>
      lint(`
        mydestination = localhost, $myhostname
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
        mydestination = localhost $myhostname
        ^^^^^^^^^^^^^ overridden-parameter hint
      `));

    test('for a default that is set once', () => lint('biff = yes\n'));

    test('for the same -o in two services', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `
          smtp inet n - n - - smtpd
            -o smtpd_helo_required=yes
          2525 inet n - n - - smtpd
            -o smtpd_helo_required=yes
        `,
      }));
  });

  test('marks an option that a service has twice', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_helo_required=yes
          -o smtpd_helo_required=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      `,
    });
    expect(found?.message).toBe(
      'This service sets smtpd_helo_required twice to the same value. ' +
        'Postfix uses the last option, so changes to the earlier one would have no effect. Remove one of the two options.',
    );
  });

  test('the fix comments out the earlier line', async () => {
    const text = `
      mynetworks = 127.0.0.0/8
        192.0.2.0/24
      biff = no
      mynetworks = 127.0.0.0/8
        192.0.2.0/24
    `;
    expect(await applyFix(text)).toBe(
      '#mynetworks = 127.0.0.0/8\n#  192.0.2.0/24\nbiff = no\nmynetworks = 127.0.0.0/8\n  192.0.2.0/24\n',
    );
  });
});
