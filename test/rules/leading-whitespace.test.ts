import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('leading-whitespace');

describe('leading-whitespace', () => {
  test('marks an indented first line: it has nothing to continue', async () => {
    const [found] = await lint(
      '  myhostname = mail.example.com\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\n',
    );
    // Thirty characters, as Postfix has it.
    expect(found?.message).toContain(
      'logical line must not start with whitespace: "  myhostname = mail.example.co..."',
    );
  });

  test('comments and blank lines before it are no line to continue', () =>
    lint(
      '# A comment\n\n   # another\n\tbiff = no\n^^^^^^^^^^ leading-whitespace\nmydomain = example.com\n',
    ));

  test('the lines that continue it go with it', () =>
    lint(
      '  mynetworks = 127.0.0.0/8\n^^^^^^^^^^^^^^^^^^^^^^^^^^ leading-whitespace\n  192.0.2.0/24\nbiff = no\n',
    ));

  test('it sets nothing: a later line of the same name overrides nothing', () =>
    lint('  biff = no\n^^^^^^^^^^^ leading-whitespace\nbiff = yes\n'));

  describe('is silent', () => {
    test('for indented comments and lines of blanks at the start', () =>
      lint('   # A comment\n   \nbiff = no\n'));

    test('for an indented line further down: it continues the one above', () =>
      lint('mydestination = localhost\n\n# and\n  example.com\n'));
  });

  describe('fixes', () => {
    test('remove the white space: the line counts', async () => {
      expect(await applyFix('\t biff = no\nmydomain = example.com\n')).toBe(
        'biff = no\nmydomain = example.com\n',
      );
    });

    test('comment out', async () => {
      expect(await applyFix('  biff = no\nmydomain = example.com\n', 'Comment out this line')).toBe(
        '#  biff = no\nmydomain = example.com\n',
      );
    });
  });
});
