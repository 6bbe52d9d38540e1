import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('trailing-comment');

describe('trailing-comment', () => {
  test('marks a comment after a list, which ends there', async () => {
    const [found] = await lint(
      `
        mynetworks = 127.0.0.0/8 # local
                                 ^^^^^^^ trailing-comment
            192.0.2.0/24
      `,
      { version: '3.7' },
    );
    expect(found?.message).toBe(
      '"# local" is not a comment here, but part of the value of mynetworks. ' +
        'The list ends at the first "#", and Postfix logs: "mynetworks: comment at end of line is not supported: # local    192.0.2.0/24". ' +
        'Put the comment on its own line.',
    );
  });

  test('quotes another warning for later releases', async () => {
    const [found] = await lint(`
      mydestination = example.com #, example.org
                                  ^^^^^^^^^^^^^^ trailing-comment
    `);
    expect(found?.message).toContain(
      '"mydestination: #comment after other text is not allowed: #  example.org..."',
    );
  });

  test('says what Postfix does with a boolean, a number, and an access list', async () => {
    const found = await lint(`
      soft_bounce = no # for the tests
                       ^^^^^^^^^^^^^^^ trailing-comment
      hopcount_limit = 50 # enough
                          ^^^^^^^^ trailing-comment
      smtpd_helo_restrictions = reject_invalid_helo_hostname #strict
                                                             ^^^^^^^ trailing-comment
      myorigin = #example.com
                 ^^^^^^^^^^^^ trailing-comment
    `);
    expect(found.filter(({ code }) => code === 'trailing-comment').map(({ message }) => message)).toEqual([
      expect.stringContaining('"bad boolean configuration: soft_bounce = no # for the tests"'),
      expect.stringContaining('"bad numerical configuration: hopcount_limit = 50 # enough"'),
      expect.stringContaining('"unknown smtpd restriction: "#strict""'),
      expect.stringContaining('makes each of its words part of the value'),
    ]);
  });

  test('marks one comment on each line of a value', () =>
    lint(`
      mynetworks =
        127.0.0.0/8 # local # and near
                    ^^^^^^^^^^^^^^^^^^ trailing-comment
        # the office
        192.0.2.0/24  #office
                      ^^^^^^^ trailing-comment
    `));

  test('marks a comment in an -o option with braces, and in a name of your own', () =>
    lint({
      'main.cf': `
        office = 192.0.2.0/24 # the office
                              ^^^^^^^^^^^^ trailing-comment
        mynetworks = $office
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o { smtpd_helo_required = yes # really }
                                         ^^^^^^^^ trailing-comment
      `,
    }));

  describe('reports nothing', () => {
    test('for comment lines, also inside a value', () =>
      lint(`
        # mynetworks = 127.0.0.0/8
        mynetworks = 127.0.0.0/8
          # 192.0.2.0/24
        # the office
          198.51.100.0/24
      `));

    test('for a # inside a word, in free text, in a command, and in braces', () =>
      lint(`
        recipient_delimiter = +#
        relayhost = a#b
        smtpd_banner = $myhostname ESMTP # 1 in town
        mailbox_command = /usr/bin/procmail # as ever
        smtpd_client_restrictions = check_client_access pcre:{{/^#/ REJECT} { /# x/ OK }}
        header_checks = inline:{ # = b }
      `));

    test('for a line that a later one overrides, and for a name that nothing uses', () =>
      lint(`
        myorigin = example.com # old
        myorigin = example.com
        nosuch = 1 # nothing
        colour = #ffffff
        syslog_name = postfix/$colour
      `));
  });

  describe('fix', () => {
    test('moves the comment above the line', async () => {
      expect(await applyFix('biff = no\nmynetworks = 127.0.0.0/8   # local  \n  192.0.2.0/24\n')).toBe(
        'biff = no\n# local\nmynetworks = 127.0.0.0/8  \n  192.0.2.0/24\n',
      );
    });

    test('inside a value, with the same indentation', async () => {
      expect(await applyFix('mynetworks =\n    127.0.0.0/8 # local\n    192.0.2.0/24')).toBe(
        'mynetworks =\n    # local\n    127.0.0.0/8\n    192.0.2.0/24',
      );
    });
  });
});
