import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('soft-bounce');

describe('soft-bounce', () => {
  test('marks the value in main.cf and master.cf', async () => {
    const [found] = await lint({
      'main.cf': `
        soft_bounce = yes
                      ^^^ soft-bounce
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o soft_bounce=Yes
                         ^^^ soft-bounce
      `,
    });
    expect(found?.message).toContain('answers 4xx instead of 5xx');
  });

  test('reports nothing for no, for an undefined value, and for a comment', async () => {
    await lint('soft_bounce = no\n');
    await lint('soft_bounce = $testing\n');
    await lint('#soft_bounce = yes\n');
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('soft_bounce = yes\n')).toBe('#soft_bounce = yes\n');
  });
});
