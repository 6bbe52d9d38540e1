import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('backslash-continuation');

describe('backslash-continuation', () => {
  test('marks the backslash at the end of each line of an access list', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, \\
                                                      ^ backslash-continuation
          permit_sasl_authenticated,\\
                                    ^ backslash-continuation
          reject_unauth_destination
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    });
    expect(found?.message).toBe(
      'A trailing backslash does not continue a line. smtpd logs "unknown smtpd restriction: "\\"" ' +
        'and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Remove the backslash. A line continues if the next line begins with white space.',
    );
  });

  test('marks it in other values, directly after a word, and before a line that is not indented', () =>
    lint(`
      mynetworks = 127.0.0.0/8\\
                              ^ backslash-continuation
        192.0.2.0/24
      mydestination = \\
                      ^ backslash-continuation
      192.0.2.0
      ^^^^^^^^^ missing-equals
    `));

  test('marks it in master.cf', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd \\
                                  ^ backslash-continuation
          -o smtpd_helo_required=yes
      `,
    }));

  test('reports nothing for a backslash within a line, at the end of a comment, and at the end of the last word', () =>
    lint(`
      # one \\
      recipient_delimiter = \\x
      smtpd_client_restrictions = check_client_access pcre:{{/a\\.b/
          REJECT}}
      syslog_name = a\\
    `));

  describe('fix', () => {
    test('removes the backslash and the spaces before it', async () => {
      expect(await applyFix('mydestination = example.com, \\\n  example.org\n')).toBe(
        'mydestination = example.com,\n  example.org\n',
      );
    });

    test('leaves a line indented that has only the backslash', async () => {
      expect(await applyFix('mydestination = example.com\n  \\\n  example.org\n')).toBe(
        'mydestination = example.com\n  \n  example.org\n',
      );
    });
  });
});
