import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('overridden-parameter');

describe('overridden-parameter', () => {
  test('marks the earlier line; a hint at the later one says what it overrides', async () => {
    const found = await lint(`
      myorigin = $mydomain
      ^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      inet_interfaces = all
      # Added by the installer
      myorigin = $myhostname
      ^^^^^^^^ overridden-parameter hint
    `);
    expect(found.map(({ message, tags, related }) => ({ message, tags, related }))).toEqual([
      {
        message:
          'This value of myorigin is overridden by line 4. Postfix keeps the last one: "$myhostname". ' +
          'Remove one of the two lines.',
        tags: ['unnecessary'],
        related: ['myorigin'],
      },
      {
        message: 'This line overrides myorigin on line 1, which has "$mydomain".',
        tags: [],
        related: ['myorigin'],
      },
    ]);
  });

  test('a value over several lines is marked up to the first comment', () =>
    lint(`
      mynetworks = 127.0.0.0/8
      ^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter ...
          192.0.2.0/24
          ^^^^^^^^^^^^ ...
        # the warehouse
          198.51.100.0/28
      relayhost =
      mynetworks = 127.0.0.0/8
      ^^^^^^^^^^ overridden-parameter hint
    `));

  test('of three lines the last wins, and each earlier one is marked', () =>
    lint(`
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [b.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [c.example]
      ^^^^^^^^^ overridden-parameter hint
    `));

  test('there and back again: both earlier lines are without effect', () =>
    lint(`
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [b.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [a.example]
      ^^^^^^^^^ overridden-parameter hint
    `));

  test('an empty value overrides too', async () => {
    const [first] = await lint(`
      relayhost = [mail.example.net]
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost =
      ^^^^^^^^^ overridden-parameter hint
    `);
    expect(first?.message).toContain('Postfix keeps the last one: (empty).');
  });

  test('a name of the user is a name like any other', () =>
    lint(`
      office = 192.0.2.0/24
      ^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      office = 198.51.100.0/24
      ^^^^^^ overridden-parameter hint
      mynetworks = 127.0.0.0/8, $office
    `));

  test('of two -o of one service the later wins', async () => {
    const found = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o syslog_name=postfix/a
          ^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
          -o smtpd_helo_required=yes
          -o { syslog_name = postfix/b }
      `,
    });
    expect(found[0]?.message).toBe(
      'This -o syslog_name is overridden by a later one of the same service. ' +
        'Postfix keeps the last one: "postfix/b". Remove one of the two.',
    );
    expect(found[0]?.related).toEqual(['-o { syslog_name = postfix/b }']);
  });

  describe('is silent', () => {
    test('for the same value twice: that is repeated-parameter', () =>
      lint(`
        biff = no
        ^^^^^^^^^ repeated-parameter
        biff = no
      `));

    test('for the same words with other white space around them', () =>
      lint(`
        biff=no
        ^^^^^^^ repeated-parameter
        biff  =   no
      `));

    test('for a commented line, and for names that only begin alike', () =>
      lint(`
        # myorigin = a.example
        myorigin = b.example
        virtual_alias_maps = hash:/etc/postfix/virtual
        virtual_alias_domains = hash:/etc/postfix/virtual-domains
      `));

    test('for a name in a comment within a value, and for one that is part of a value', () =>
      lint(`
        mynetworks = 127.0.0.0/8
        # mynetworks = 192.0.2.0/24
            198.51.100.0/24
        smtpd_banner = $myhostname ESMTP mynetworks = none
      `));

    test('for an -o that changes what main.cf says: that is what -o is for', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\nsmtpd_helo_required = no\n',
        'master.cf': `
          smtp inet n - n - - smtpd
            -o smtpd_helo_required=yes
          2525 inet n - n - - smtpd
            -o smtpd_helo_required=no
        `,
      }));
  });

  describe('fixes', () => {
    const appended = `
      mynetworks = 127.0.0.0/8
      # the office
        192.0.2.0/24
      myhostname = mail.example.com
      mynetworks = 127.0.0.0/8
    `;

    test('there are two: one for each line that may be right', async () => {
      expect(await fixTitles(appended)).toEqual([
        'Comment out this earlier mynetworks',
        'Keep this mynetworks instead: comment out the other on line 5',
      ]);
    });

    test('comment out the earlier line: every line of it, and the comment in it stays as it is', async () => {
      expect(await applyFix(appended)).toBe(
        '#mynetworks = 127.0.0.0/8\n' +
          '# the office\n' +
          '#  192.0.2.0/24\n' +
          'myhostname = mail.example.com\n' +
          'mynetworks = 127.0.0.0/8\n',
      );
    });

    test('keep the earlier line', async () => {
      const title = 'Keep this mynetworks instead: comment out the other on line 5';
      expect(await applyFix(appended, title)).toBe(
        'mynetworks = 127.0.0.0/8\n' +
          '# the office\n' +
          '  192.0.2.0/24\n' +
          'myhostname = mail.example.com\n' +
          '#mynetworks = 127.0.0.0/8\n',
      );
    });

    test('keep the first of three', async () => {
      const three = 'relayhost = [a.example]\nrelayhost = [b.example]\nrelayhost = [c.example]\n';
      const title = 'Keep this relayhost instead: comment out the others';
      expect(await applyFix(three, title)).toBe(
        'relayhost = [a.example]\n#relayhost = [b.example]\n#relayhost = [c.example]\n',
      );
    });

    test('a last line without a newline is no obstacle', async () => {
      const title = 'Keep this myorigin instead: comment out the other on line 2';
      expect(await applyFix('myorigin = a.example\nmyorigin = b.example', title)).toBe(
        'myorigin = a.example\n#myorigin = b.example',
      );
    });
  });
});
