// The finding about comments that suppress no finding. What comments suppress is tested in test/lint.

import { describe, expect, test } from 'vitest';
import { forRule, lint } from '../support/markers.ts';

const { applyFix } = forRule('unused-suppression');

describe('unused-suppression', () => {
  test('marks a comment that suppresses nothing', async () => {
    const [found] = await lint(`
      compatibility_level = 3.11
      # postfix-lint-disable-next-line
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression
      biff = yes
    `);
    expect(found?.message).toBe(
      'This comment does not suppress any finding. Postfix ignores comments. Remove the comment.',
    );
  });

  test('marks the one code that suppresses nothing', async () => {
    const [found] = await lint(`
      # postfix-lint-disable-next-line bad-boolean unknown-parameter
                                                   ^^^^^^^^^^^^^^^^^ unused-suppression
      soft_bounce = on
    `);
    expect(found?.message).toBe(
      'This comment does not suppress any unknown-parameter finding. Postfix ignores comments. Remove the code.',
    );
    expect(found?.tags).toEqual(['unnecessary']);
  });

  test('marks a code that no rule has', async () => {
    const [found] = await lint(`
      # postfix-lint-disable-next-line bad-bolean
                                       ^^^^^^^^^^ unused-suppression
      soft_bounce = on
                    ^^ bad-boolean
    `);
    expect(found?.message).toBe(
      'There is no rule bad-bolean, so this comment has no effect. Postfix ignores comments. Remove the comment.',
    );
  });

  test('reports nothing for a rule that is off', () =>
    lint('# postfix-lint-disable-next-line bad-boolean\nsoft_bounce = on\n', {
      rules: { 'bad-boolean': 'off' },
    }));

  test('ignores other comments', () =>
    lint(`
      # postfix-lint-disabled is no word of ours
      # see postfix-lint-disable in the manual
      soft_bounce = no
    `));

  test('the fix removes the line, or only the code', async () => {
    const level = 'compatibility_level = 3.11\n';
    expect(await applyFix(`${level}# postfix-lint-disable-next-line\nsoft_bounce = no\n`)).toBe(
      `${level}soft_bounce = no\n`,
    );
    expect(await applyFix('# postfix-lint-disable bad-boolean bad-bolean\nsoft_bounce = on\n')).toBe(
      '# postfix-lint-disable bad-boolean \nsoft_bounce = on\n',
    );
  });
});
