import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-number');

describe('bad-number', () => {
  test('marks a size with a unit', async () => {
    const [found] = await lint(`
      message_size_limit = 50MB
                           ^^^^ bad-number
    `);
    expect(found?.message).toBe(
      'message_size_limit must be a whole number, not "50MB". ' +
        'Programs that read it exit with: "bad numerical configuration: message_size_limit = 50MB". ' +
        'Write only digits, without a unit.',
    );
  });

  test('marks fractions, words, several numbers, and a number that is too large for an int', () =>
    lint(`
      hopcount_limit = 5.5
                       ^^^ bad-number
      default_process_limit = many
                              ^^^^ bad-number
      smtpd_recipient_limit = 1 2
                              ^^^ bad-number
      qmgr_message_active_limit = 2147483648
                                  ^^^^^^^^^^ bad-number
      unknown_address_reject_code = 550 5.1.8
                                    ^^^^^^^^^ bad-number
    `));

  test.each(['3a', '3.2.1.0', '3.', '-3', '3.1024', '99999999999999999999'])(
    'marks the compatibility level %s',
    async (text) => {
      const files = `compatibility_level = ${text}\n                      ${'^'.repeat(text.length)} bad-number\n`;
      const [found] = await lint(files);
      expect(found?.message).toBe(
        `compatibility_level must be a release number such as 3.6, not "${text}". ` +
          `Programs that read it exit with: "malformed compatibility level syntax: "${text}"".`,
      );
    },
  );

  test('reports nothing about a valid compatibility level, and nothing before 3.6', async () => {
    await lint('compatibility_level = 3.10.1\n');
    await lint('compatibility_level = 3.10.1\n', { version: '3.5' });
  });

  test('marks a number out of range, with the limit', async () => {
    const found = await lint(`
      smtpd_recipient_limit = 0
                              ^ bad-number
      smtpd_client_ipv4_prefix_length = 64
                                        ^^ bad-number
    `);
    expect(found.map(({ message }) => message)).toEqual([
      'smtpd_recipient_limit must be at least 1, not 0. ' +
        'Programs that read it exit with: "invalid smtpd_recipient_limit parameter value 0 < 1".',
      expect.stringContaining('"invalid smtpd_client_ipv4_prefix_length parameter value 64 > 32"'),
    ]);
  });

  test('marks the whole line if the value is empty, and the limit of one service', () =>
    lint({
      'main.cf': `
        hopcount_limit =
        ^^^^^^^^^^^^^^^^ bad-number
        relay_destination_recipient_limit = one
                                            ^^^ bad-number
      `,
      'master.cf': `
        relay unix - - n - - smtp
        smtp inet n - n - - smtpd
          -o smtpd_hard_error_limit=x
                                    ^ bad-number
      `,
    }));

  describe('reports nothing', () => {
    test('for whole numbers, also with a sign, in a $name, and in a condition', () =>
      lint(`
        message_size_limit = 52428800
        mailbox_size_limit = 0
        postscreen_dnsbl_threshold = +3
        queue_minfree = $message_size_limit
        smtpd_hard_error_limit = \${stress?{1}:{20}}
        virtual_mailbox_limit = 9000000000
      `));

    test('for unknown values, and for parameters that a program does not read', () =>
      lint({
        'main.cf': 'smtpd_hard_error_limit = $limit_of_somewhere\n',
        'master.cf': 'cleanup unix n - n - 0 cleanup\n  -o smtpd_hard_error_limit=x\n',
      }));
  });

  test.each([
    ['message_size_limit = 50MB', 'message_size_limit = 52428800'],
    ['message_size_limit = 25 m', 'message_size_limit = 26214400'],
    ['message_size_limit = 10,240,000', 'message_size_limit = 10240000'],
    ['mailbox_size_limit = unlimited', 'mailbox_size_limit = 0'],
    ['hopcount_limit = "50"', 'hopcount_limit = 50'],
  ])('the fix for %s', async (before, after) => {
    expect(await applyFix(`virtual_mailbox_limit = 0\n${before}\n`)).toBe(
      `virtual_mailbox_limit = 0\n${after}\n`,
    );
  });

  test('there is no fix for a number with another meaning', async () => {
    expect(
      await fixTitles('hopcount_limit = 5k\nsmtpd_recipient_limit = 0\nmessage_size_limit = 1.5M\n'),
    ).toEqual([]);
  });
});
