import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('glob-in-pattern');

describe('glob-in-pattern', () => {
  test('marks what has nothing to repeat, and a hyphen that is repeated', async () => {
    const [nothing, hyphen] = await lint({
      'main.cf': 'header_checks = regexp:/etc/postfix/checks\n',
      checks: `
        /^*: secret/ IGNORE
         ^^^^^^^^^^ glob-in-pattern
        /^X-*/ IGNORE
         ^^^^ glob-in-pattern information
        /^.*: secret/ IGNORE
        /^X-.*/ IGNORE
        /^X-*y/ IGNORE
      `,
    });
    expect(nothing?.message).toBe(
      'In "^*: secret", "*" has nothing to repeat. ' +
        'Regular expressions on GNU systems do not allow that, and Postfix ignores the line with a warning. ' +
        'For any text, write .* and check what the line then matches.',
    );
    expect(hyphen?.message).toBe(
      'In "^X-*", the asterisk repeats the hyphen, so the hyphen may also be missing. ' +
        'The pattern matches all text that begins with X. ' +
        'Write ^X-, which matches any text after the hyphen.',
    );
  });

  test('reports nothing in basic expressions, where such an asterisk is a plain character', () =>
    lint({ 'main.cf': 'header_checks = regexp:/etc/postfix/checks\n', checks: '/^*: secret/x IGNORE\n' }));
});
