// Findings that comments suppress, and findings about comments that suppress nothing.
import { describe, expect, test } from 'vitest';
import { findingsIn, lint } from '../support/markers.ts';

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

describe('comments that suppress nothing are reported', () => {
  const text = '# postfix-lint-disable-next-line bad-boolean\nbiff = no\n';

  test('in the file that they are in', async () => {
    const found = await findingsIn({
      'main.cf': text,
      'master.cf': `pickup unix n - n 60 1 pickup\n${text.split('\n')[0]}\n`,
    });
    expect(
      found.filter(({ code }) => code === 'unused-suppression').map(({ file, line }) => `${file} ${line}`),
    ).toEqual(['main.cf 1', 'master.cf 2']);
  });

  test('in words for a rule, for a code that no rule has, and for all rules', async () => {
    const lines = ['bad-boolean', 'bad-bolean', ''].map(
      (code) => `# postfix-lint-disable-next-line ${code}\nbiff = no\n`,
    );
    const found = await findingsIn(lines.join(''));
    const about = found.filter(({ code }) => code === 'unused-suppression');
    expect(about.map(({ message }) => message.split('. ')[0])).toEqual([
      'This comment does not suppress any bad-boolean finding',
      'There is no rule bad-bolean, so this comment has no effect',
      'This comment does not suppress any finding',
    ]);
  });

  test.each([[{ 'bad-boolean': 'off' as const }], [{ 'unused-suppression': 'off' as const }]])(
    'unless the rule or the report is off: %j',
    async (rules) => {
      const found = await findingsIn(text, { rules });
      expect(found.filter(({ code }) => code === 'unused-suppression')).toEqual([]);
    },
  );

  test('while a finding in another file at the same offset is kept', () =>
    lint({
      'main.cf':
        'compatibility_level = 3.11\nsmtp_tls_security_level = may\nbiff = on\n       ^^ bad-boolean\n',
      'master.cf':
        '# postfix-lint-disable-file bad-boolean\n^ unused-suppression\npickup unix n - n 60 1 pickup\n'.replace(
          '^ unused',
          `${' '.repeat(28)}${'^'.repeat(11)} unused`,
        ),
    }));
});
