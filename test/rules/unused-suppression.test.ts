// Comments that suppress findings, and the finding about comments that suppress none.

import { describe, expect, test } from 'vitest';
import { forRule, lint } from '../support/markers.ts';

const { applyFix } = forRule('unused-suppression');

describe('a comment suppresses findings in', () => {
  test('the next line', () =>
    lint(`
      # postfix-lint-disable-next-line bad-boolean
      soft_bounce = on
      biff = on
             ^^ bad-boolean
    `));

  test('the next line with its continuation lines, across other comments', () =>
    lint(`
      # postfix-lint-disable-next-line unknown-restriction -- the package's own
      # Restrictions for recipients
      smtpd_recipient_restrictions =
          permit_mynetworks,
          # not yet
          reject_unknown_recipent_domain,
          reject
      smtpd_client_restrictions = no_such_thing
                                  ^^^^^^^^^^^^^ unknown-restriction
    `));

  test('one line of a value', () =>
    lint(`
      smtpd_recipient_restrictions =
          # postfix-lint-disable-next-line unknown-restriction
          no_such_thing,
          nor_this_one,
          ^^^^^^^^^^^^ unknown-restriction
          reject
    `));

  test('the lines between it and the comment that ends it', () =>
    lint(`
      # postfix-lint-disable bad-boolean
      soft_bounce = on
      biff = on
      # postfix-lint-enable bad-boolean
      swap_bangpath = on
                      ^^ bad-boolean
    `));

  test('the rest of the file if nothing ends it', () =>
    lint(`
      soft_bounce = on
                    ^^ bad-boolean
      # postfix-lint-disable
      biff = on
      no_such_name = 1
    `));

  test('the whole file, including the lines above it', () =>
    lint(`
      soft_bounce = on
      # postfix-lint-disable-file bad-boolean
      biff = on
    `));

  test('the lines for one code after the other has ended', () =>
    lint(`
      # postfix-lint-disable bad-boolean, unknown-parameter
      soft_bounce = on
      no_such_name = 1
      # postfix-lint-enable unknown-parameter
      biff = on
      nor_this_one = 1
      ^^^^^^^^^^^^ unknown-parameter
    `));

  test('master.cf, between the lines of a service', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        pickup unix n - n 60 1 pickup
          # postfix-lint-disable-next-line unknown-override
          -o no_such_name=1
          -o nor_this_one=1
             ^^^^^^^^^^^^ unknown-override
      `,
    }));
});

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
