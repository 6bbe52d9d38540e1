import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('missing-name');

describe('missing-name', () => {
  test('marks a line that begins with an equals sign', async () => {
    const [found] = await lint(`
      biff = no
      = mail.example.com
      ^^^^^^^^^^^^^^^^^^ missing-name
    `);
    expect(found?.message).toContain('missing attribute name: "= mail.example.com"');
  });

  test('marks an equals sign on its own, and the first of several lines', () =>
    lint(`
      =
      ^ missing-name
      ==
      ^^ missing-name
        mail.example.com
    `));

  describe('is silent', () => {
    test('for an equals sign on a line that continues another', () =>
      lint(`
        biff
        # the rest follows
          = no
      `));

    test('for comments', () => lint('# = mail.example.com\n'));
  });

  test('the fix comments out every line of the entry', async () => {
    expect(await applyFix('biff = no\n= 127.0.0.0/8\n  192.0.2.0/24\n')).toBe(
      'biff = no\n#= 127.0.0.0/8\n#  192.0.2.0/24\n',
    );
  });
});
