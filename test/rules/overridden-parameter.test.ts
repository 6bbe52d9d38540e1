import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('overridden-parameter');

describe('overridden-parameter', () => {
  test('marks the earlier line; a hint on the later line says what it overrides', async () => {
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
          'This value of myorigin is overridden by line 4. Postfix keeps the last value: "$myhostname". ' +
          'Remove one of the two lines.',
        tags: ['unnecessary'],
        related: ['myorigin'],
      },
      {
        message: 'This line overrides the value of myorigin on line 1: "$mydomain".',
        tags: [],
        related: ['myorigin'],
      },
    ]);
  });

  test.each([
    ['glued to it', 'mail.example.commyorigin = $mydomain'],
    ['in its continuation', 'mail.example.com\n myorigin = $mydomain'],
  ])(
    'is silent while the value contains another setting that is %s, which another rule reports',
    async (_, value) => {
      const text = `myhostname = mx.example.com\nmyhostname = ${value}\n`;
      const found = (await findingsIn(text)).map(({ code }) => code);
      expect(found).not.toContain('overridden-parameter');
      expect(found.some((code) => code === 'missing-line-break' || code === 'swallowed-parameter')).toBe(
        true,
      );
    },
  );

  test.each(['TZ=UTC PATH=/usr/bin', '{ mail_name=x }', 'a_home_mailbox_b = x', 'mail_name==x'])(
    'names no other setting for %j',
    async (value) => {
      const found = await findingsIn(`import_environment = LANG\nimport_environment = ${value}\n`);
      expect(found.find(({ code }) => code === 'overridden-parameter')?.message).toContain(
        'Remove one of the two lines.',
      );
    },
  );

  test('marks all lines of a value', () =>
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

  test('the last of three lines wins, and both earlier ones are marked', async () => {
    const found = await lint(`
      relayhost = [a.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [b.example]
      ^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      relayhost = [c.example]
      ^^^^^^^^^ overridden-parameter hint
    `);
    expect(found[2]?.message).toBe('This line overrides the values of relayhost on lines 1 and 2.');
  });

  test('marks a line whose value the last line repeats, if another line is between them', () =>
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
    expect(first?.message).toContain('Postfix keeps the last value: (empty).');
  });

  test('marks parameters that the user defines', () =>
    lint(`
      office = 192.0.2.0/24
      ^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      office = 198.51.100.0/24
      ^^^^^^ overridden-parameter hint
      mynetworks = 127.0.0.0/8, $office
    `));

  test('the last of two -o options of one service wins', async () => {
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
      'This -o syslog_name is overridden by a later option in the same service. ' +
        'Postfix keeps the last value: "postfix/b". Remove one of the two options.',
    );
    expect(found[0]?.related).toEqual(['-o { syslog_name = postfix/b }']);
  });

  describe('is silent', () => {
    test('for the same value twice, which repeated-parameter reports', () =>
      lint(`
        biff = no
        ^^^^^^^^^ repeated-parameter
        biff = no
      `));

    test('for the same value with different white space around it', () =>
      lint(`
        biff=no
        ^^^^^^^ repeated-parameter
        biff  =   no
      `));

    test('for a line that is commented out, and for names with a common beginning', () =>
      lint(`
        # myorigin = a.example
        myorigin = b.example
        virtual_alias_maps = hash:/etc/postfix/virtual
        virtual_alias_domains = hash:/etc/postfix/virtual-domains
      `));

    test('for a name in a comment inside a value, and for one in a value', () =>
      lint(`
        mynetworks = 127.0.0.0/8
        # mynetworks = 192.0.2.0/24
            198.51.100.0/24
        smtpd_banner = $myhostname ESMTP mynetworks = none
      `));

    test('for an -o that overrides main.cf', () =>
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

    test('each line offers to keep it or to comment it out', async () => {
      expect(await fixTitles(appended)).toEqual([
        'Comment out this earlier mynetworks',
        'Keep this mynetworks and comment out the other on line 5',
        'Keep this mynetworks and comment out the other on line 1',
        'Comment out this later mynetworks',
      ]);
    });

    test('comment out the later line', async () => {
      expect(await applyFix('biff = yes\nbiff = no\n', 'Comment out this later biff')).toBe(
        'biff = yes\n#biff = no\n',
      );
    });

    test('comment out every line of the earlier value, but leave the comment in it unchanged', async () => {
      expect(await applyFix(appended)).toBe(
        '#mynetworks = 127.0.0.0/8\n' +
          '# the office\n' +
          '#  192.0.2.0/24\n' +
          'myhostname = mail.example.com\n' +
          'mynetworks = 127.0.0.0/8\n',
      );
    });

    test('keep the earlier line', async () => {
      const title = 'Keep this mynetworks and comment out the other on line 5';
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
      const title = 'Keep this relayhost and comment out the others';
      expect(await applyFix(three, title)).toBe(
        'relayhost = [a.example]\n#relayhost = [b.example]\n#relayhost = [c.example]\n',
      );
    });

    test('the last line may lack a newline', async () => {
      const title = 'Keep this myorigin and comment out the other on line 2';
      expect(await applyFix('myorigin = a.example\nmyorigin = b.example', title)).toBe(
        'myorigin = a.example\n#myorigin = b.example',
      );
    });
  });
});
