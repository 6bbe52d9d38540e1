import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('swallowed-parameter');

describe('swallowed-parameter', () => {
  test('marks the line, and shows which value it continues', async () => {
    const [found] = await lint(`
      myorigin = example.com

      # The provider
        relayhost = [mail.example.net]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-parameter
    `);
    expect(found?.message).toBe(
      'This line begins with white space, so it continues the value of myorigin. ' +
        'Postfix makes "relayhost = ..." part of that value and does not set relayhost. ' +
        'If Postfix should use the setting, remove the leading white space. Otherwise, comment out the line.',
    );
    expect(found?.related).toEqual(['myorigin']);
  });

  test('marks each of several lines, also after an empty value and without spaces', () =>
    lint(`
      relayhost =
       biff=no
       ^^^^^^^ swallowed-parameter
      \tsoft_bounce = no
      \t^^^^^^^^^^^^^^^^ swallowed-parameter
    `));

  test('marks a parameter of another release', () =>
    lint(
      `
        biff = no
          smtpd_forbid_bare_newline = yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-parameter
      `,
      { version: '3.4' },
    ));

  describe('reports nothing', () => {
    test('for the words of a value', () =>
      lint(`
        import_environment = MAIL_CONFIG
          PATH=/usr/bin LANG=C
          TZ = UTC
        virtual_alias_maps =
          inline:{
            relayhost = postmaster }
        smtpd_milters =
          { inet:localhost:8891,
            content_filter = none }
        mynetworks
          = 127.0.0.0/8
      `));

    test('for comments and for comparisons', () =>
      lint(`
        biff = no
          # relayhost = [mail.example.net]
        syslog_name = \${compatibility_level
          mail_name == x ?{a}:{b}}
      `));
  });

  test('the fix removes the white space, but not that of the lines that continue the parameter', async () => {
    expect(
      await applyFix('myorigin = example.com\n  # two\n  mynetworks = 127.0.0.0/8\n    192.0.2.0/24\n'),
    ).toBe('myorigin = example.com\n  # two\nmynetworks = 127.0.0.0/8\n    192.0.2.0/24\n');
  });

  test('another fix comments out the line', async () => {
    const text = 'myorigin = example.com\n # The provider\n  relayhost = [mail.example.net]\n';
    expect(await applyFix(text, 'Comment out this line')).toBe(text.replace('  relay', '#  relay'));
  });

  test('among commented examples, the preferred fix comments the line out', async () => {
    const text =
      'biff = no\n#relayhost = [gateway.example.com]\n  relayhost = $mydomain\n#relayhost = [192.0.2.1]\n';
    const [found] = await lint(
      text.replace('$mydomain\n', '$mydomain\n  ^^^^^^^^^^^^^^^^^^^^^ swallowed-parameter\n'),
    );
    expect(found?.message).toMatch(
      / Comment out the line like the examples before it, or remove the leading white space\.$/,
    );
    expect(await applyFix(text)).toBe(text.replace('  relayhost', '#  relayhost'));
  });
});
