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
    expect(found?.message).toContain('is set again, to the same value, on line 3.');
  });

  test('equal is what Postfix has in memory: comments in between do not count', () =>
    lint(`
      mynetworks = 127.0.0.0/8
      ^^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      # the office
        192.0.2.0/24
      mynetworks = 127.0.0.0/8
        192.0.2.0/24
    `));

  test('a setting that is repeated and then overridden has both findings', () =>
    lint(`
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ repeated-parameter
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost =
      ^^^^^^^^^ overridden-parameter hint
    `));

  test('two empty values are equal', () =>
    lint(`
      relayhost =
      ^^^^^^^^^^^ repeated-parameter
      relayhost =
    `));

  describe('is silent', () => {
    test('for other values, however alike: that is overridden-parameter', () =>
      lint(`
        mydestination = localhost, $myhostname
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
        mydestination = localhost $myhostname
        ^^^^^^^^^^^^^ overridden-parameter hint
      `));

    test('for a default that is written down once', () => lint('biff = yes\n'));

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

  test('fix: comment out the earlier one', async () => {
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
