import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('missing-final-newline');

describe('missing-final-newline', () => {
  test('marks the last character of main.cf and of master.cf', async () => {
    const [found] = await lint({
      'main.cf': 'biff = no\nsoft_bounce = no\n               ^ missing-final-newline',
      'master.cf': 'pickup unix n - n 60 1 pickup\n                            ^ missing-final-newline',
    });
    expect(found?.message).toContain('becomes part of this line');
  });

  test('marks a last line that is a comment', () => lint('biff = no\n# end\n    ^ missing-final-newline'));

  test('is silent for an empty file, and for one that ends with empty lines', () =>
    lint({ 'main.cf': '', 'master.cf': 'pickup unix n - n 60 1 pickup\n\n' }));

  test('the fix adds a newline', async () => {
    expect(await applyFix('biff = no')).toBe('biff = no\n');
  });
});
