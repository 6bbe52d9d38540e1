import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('leading-whitespace');

describe('leading-whitespace', () => {
  test('marks an indented first line, which has no line to continue', async () => {
    const [found] = await lint(
      '  myhostname = mail.example.com\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\n',
    );
    // Postfix quotes 30 characters.
    expect(found?.message).toContain(
      'logical line must not start with whitespace: "  myhostname = mail.example.co..."',
    );
  });

  test('comments and empty lines before it are not a line to continue', () =>
    lint(
      '# A comment\n\n   # another\n\tbiff = no\n^^^^^^^^^^ leading-whitespace\nmydomain = example.com\n',
    ));

  test('Postfix drops its continuation lines too', () =>
    lint(
      '  mynetworks = 127.0.0.0/8\n^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\n  192.0.2.0/24\nbiff = no\n',
    ));

  test('it sets nothing, so a later line with the same name does not override it', () =>
    lint('  biff = no\n^^^^^^^^^^^ leading-whitespace\nbiff = yes\n'));

  test('in master.cf', () =>
    lint({
      'main.cf': 'biff = no\n',
      'master.cf':
        '    /etc/postfix/master.cf\n^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\npickup unix n - n 60 1 pickup\n',
    }));

  describe('is silent', () => {
    test('for indented comments and lines of spaces at the beginning', () =>
      lint('   # A comment\n   \nbiff = no\n'));

    test('for a later indented line, which continues the one above', () =>
      lint('mydestination = localhost\n\n# and\n  example.com\n'));
  });

  describe('fixes', () => {
    test('removing the white space makes the line take effect', async () => {
      expect(await applyFix('\t biff = no\nmydomain = example.com\n')).toBe(
        'biff = no\nmydomain = example.com\n',
      );
    });

    test('of a service in master.cf: what the message says comes first', async () => {
      const files = { 'main.cf': 'biff = no\n', 'master.cf': '  pickup unix n - n 60 1 pickup\n' };
      expect(await fixTitles(files)).toEqual(['Remove the white space', 'Comment out this line']);
      expect(await applyFix(files)).toMatchObject({ 'master.cf': 'pickup unix n - n 60 1 pickup\n' });
      expect(await fixTitles({ ...files, 'master.cf': '  /etc/postfix/master.cf\n' })).toEqual([
        'Comment out this line',
      ]);
    });

    test('comment out', async () => {
      expect(await applyFix('  biff = no\nmydomain = example.com\n', 'Comment out this line')).toBe(
        '#  biff = no\nmydomain = example.com\n',
      );
    });
  });

  test.each([
    [
      'main.cf',
      '    /etc/postfix/main.cf\n^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\nbiff = no\n',
      'Comment out the line, or remove it.',
    ],
    ['main.cf', '  biff = no\n^^^^^^^^^^^ leading-whitespace\n', 'Remove the white space.'],
    [
      'master.cf',
      '    /etc/postfix/master.cf\n^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\npickup unix n - n 60 1 pickup\n',
      'Comment out the line, or remove it.',
    ],
    [
      'master.cf',
      '  pickup unix n - n 60 1 pickup\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\n',
      'Remove the white space.',
    ],
  ])('in %s: does not suggest what Postfix cannot read: %j', async (name, text, advice) => {
    const [found] = await lint({ 'main.cf': 'biff = no\n', [name]: text });
    expect(found?.message.endsWith(`. ${advice}`)).toBe(true);
  });

  test('no fix makes a line that Postfix cannot read', async () => {
    await expect(applyFix('  A title\nbiff = no\n', 'Remove the white space')).rejects.toThrow('no such fix');
  });
});
