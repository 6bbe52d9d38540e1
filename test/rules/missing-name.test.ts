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

  test('marks a lone equals sign, and the first line of several', () =>
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

  test('fix: comment out, every line of it', async () => {
    expect(await applyFix('biff = no\n= 127.0.0.0/8\n  192.0.2.0/24\n')).toBe(
      'biff = no\n#= 127.0.0.0/8\n#  192.0.2.0/24\n',
    );
  });
});
