import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('missing-equals');

describe('missing-equals', () => {
  test('marks a line that should continue the one above', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.0/8
      192.0.2.0/24
      ^^^^^^^^^^^^ missing-equals
      biff = no
    `);
    expect(found?.message).toContain('missing \'=\' after attribute name: "192.0.2.0/24"');
  });

  test('marks a name without a value, and a name with a colon', () =>
    lint(`
      biff
      ^^^^ missing-equals
      myhostname: mail.example.com
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-equals
    `));

  test('an equals sign after the second word does not separate a name from a value', () =>
    lint(`
      set biff = no
      ^^^^^^^^^^^^^ missing-equals
    `));

  test('marks only the first line if the line has continuation lines, and names them', async () => {
    const [found] = await lint(`
      from HEAD on
      ^^^^^^^^^^^^ missing-equals
        biff = no
    `);
    expect(found?.message).toMatch(/or comment out the line and its continuation lines\.$/);
    expect(await applyFix('from HEAD on\n  biff = no\n', 'Comment out these lines')).toBe(
      '#from HEAD on\n#  biff = no\n',
    );
  });

  test('the message quotes the whole line, as Postfix does', async () => {
    const [found] = await lint(`
      check_recipient_access hash:/etc/postfix/access
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-equals
    `);
    expect(found?.message).toContain('"check_recipient_access hash:/etc/postfix/access"');
  });

  describe('is silent', () => {
    test('for an equals sign on a continuation line', () =>
      lint(`
        biff
          = no
      `));

    test('for comments, empty lines, and indented comments', () =>
      lint(`
        # biff

           # biff
        biff = no
      `));

    test('for an empty value, and for a value that contains equals signs', () =>
      lint(`
        relayhost =
        debugger_command = A=1; export A
      `));
  });

  describe('fixes', () => {
    const text = `
      mynetworks = 127.0.0.0/8
      192.0.2.0/24
      biff = no
    `;

    test('there are two: indent the line, or comment it out', async () => {
      expect(await fixTitles(text)).toEqual(['Indent to continue the line above', 'Comment out this line']);
    });

    test.each([
      ['smtp_tls_loglevel 1', 'smtp_tls_loglevel = 1'],
      ['myhostname: mail.example.com', 'myhostname = mail.example.com'],
      ['mydestination\tlocalhost,\n  example.com', 'mydestination = localhost,\n  example.com'],
    ])('add the equals sign after the name of a parameter: %j', async (before, after) => {
      expect(await applyFix(`${before}\nbiff = no\n`, 'Add the equals sign')).toBe(`${after}\nbiff = no\n`);
    });

    test.each(['biff', 'set biff no', 'message_size_limit 5 = 6', 'permit_mynetworks reject'])(
      'not if it is unknown what is missing: %s',
      async (line) => {
        expect(await fixTitles(`${line}\n`)).not.toContain('Add the equals sign');
      },
    );

    test('indent', async () => {
      expect(await applyFix(text, 'Indent to continue the line above')).toBe(
        'mynetworks = 127.0.0.0/8\n    192.0.2.0/24\nbiff = no\n',
      );
    });

    test('comment out', async () => {
      expect(await applyFix(text, 'Comment out this line')).toBe(
        'mynetworks = 127.0.0.0/8\n#192.0.2.0/24\nbiff = no\n',
      );
    });

    test('the first line of a file cannot continue another', async () => {
      expect(await fixTitles('nonsense\nbiff = no\n')).toEqual(['Comment out this line']);
    });
  });
});
