import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('append-at-myorigin-off');

describe('append-at-myorigin-off', () => {
  test('marks the setting if it is off', async () => {
    const [found] = await lint(`
      append_at_myorigin = No
                           ^^ append-at-myorigin-off
    `);
    expect(found?.message).toBe(
      'append_at_myorigin must stay on: Postfix does not support addresses without a domain. ' +
        'Incomplete addresses do not match tables of full addresses, and other servers reject them. ' +
        'Remove the line.',
    );
  });

  test.each(['append_at_myorigin = yes\n', 'append_at_myorigin = $appends\n', 'append_dot_mydomain = no\n'])(
    'reports nothing for %j',
    async (text) => {
      await lint(text);
    },
  );

  test('the fix comments the line out', async () => {
    expect(await applyFix('append_at_myorigin = no\n')).toBe('#append_at_myorigin = no\n');
  });
});
