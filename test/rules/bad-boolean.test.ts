import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-boolean');

describe('bad-boolean', () => {
  test('quotes a value of several lines as Postfix has it', async () => {
    const [found] = await lint(`
      biff = on
             ^^ bad-boolean ...
      # why not
        off
        ^^^ ...
    `);
    expect(found?.message).toContain('"bad boolean configuration: biff = on  off"');
  });

  test('marks a word that other programs treat as yes', async () => {
    const [found] = await lint(`
      smtpd_helo_required = true
                            ^^^^ bad-boolean
    `);
    expect(found?.message).toBe(
      'smtpd_helo_required must be "yes" or "no", not "true". ' +
        'Programs that read it exit with: "bad boolean configuration: smtpd_helo_required = true". Write yes.',
    );
  });

  test('marks any other word, and more than one word', () =>
    lint(`
      soft_bounce = perhaps
                    ^^^^^^^ bad-boolean
      biff = yes no
             ^^^^^^ bad-boolean
      swap_bangpath = no, thanks
                      ^^^^^^^^^^ bad-boolean
    `));

  test('a comment after a value is part of the value, and another rule reports it', () =>
    lint(`
      soft_bounce = no # only for tests
                       ^^^^^^^^^^^^^^^^ trailing-comment
    `));

  test('an empty value is not a boolean either', async () => {
    const [found] = await lint(`
      soft_bounce =
      ^^^^^^^^^^^^^ bad-boolean
    `);
    expect(found?.message).toBe(
      'soft_bounce must be "yes" or "no", but it is empty. ' +
        'Programs that read it exit with: "bad boolean configuration: soft_bounce = ".',
    );
  });

  test('the value may be on a separate line', () =>
    lint(`
      smtpd_helo_required
          # RFC 5321 wants it
          = on
            ^^ bad-boolean
    `));

  test('the value of a $name is marked where it is set', () =>
    lint(`
      strict = on
               ^^ bad-boolean
      smtpd_helo_required = $strict
    `));

  test('a branch that applies is marked', () =>
    lint(`
      strict_rfc821_envelopes = $(myhostname?{on}:{no})
                                              ^^ bad-boolean
    `));

  test('in an -o in master.cf, with and without braces', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_helo_required=1
                                 ^ bad-boolean
          -o { smtpd_tls_auth_only = enabled }
                                     ^^^^^^^ bad-boolean
      `,
    }));

  describe('reports nothing', () => {
    test('for yes and no in any case', () =>
      lint(`
        soft_bounce = no
        smtpd_helo_required = YES
        biff = No
        swap_bangpath=yes
      `));

    test('for a $name that evaluates to yes or no', () =>
      lint(`
        strict = yes
        smtpd_helo_required = $strict
        postscreen_helo_required = $smtpd_helo_required
        strict_rfc821_envelopes = \${strict?{yes}:{no}}
      `));

    test('for a line that a later one overrides', () =>
      lint(`
        soft_bounce = true
        ^^^^^^^^^^^^^^^^^^ overridden-parameter
        soft_bounce = no
        ^^^^^^^^^^^ overridden-parameter hint
      `));

    test('for parameters that take more than two words, or that Postfix does not have', () =>
      lint(`
        smtpd_forbid_bare_newline = normalize
        smtpd_tls_security_level = may
        inet_protocols = all
        local_policy = true
        relayhost = $local_policy
      `));

    test('for a parameter that the target release does not have yet', () =>
      lint(
        `
          smtpd_forbid_unauth_pipelining = no
          force_mime_input_conversion = on
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
        `,
        { version: '3.7' },
      ));
  });

  describe('fixes', () => {
    test.each([
      ['true', 'yes'],
      ['On', 'yes'],
      ['1', 'yes'],
      ['enable', 'yes'],
      ['false', 'no'],
      ['OFF', 'no'],
      ['0', 'no'],
      ['disabled', 'no'],
    ])('%s becomes %s', async (written, meant) => {
      expect(await applyFix(`swap_bangpath = ${written}\n`, `Change to ${meant}`)).toBe(
        `swap_bangpath = ${meant}\n`,
      );
    });

    test('replace only the word', async () => {
      expect(await applyFix('swap_bangpath\n  # for the tests\n  =   true  \nbiff = no\n')).toBe(
        'swap_bangpath\n  # for the tests\n  =   yes  \nbiff = no\n',
      );
    });

    test('in master.cf', async () => {
      const files = {
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': 'smtp inet n - n - - smtpd\n  -o { smtpd_helo_required = true }\n',
      };
      expect((await applyFix(files))['master.cf']).toBe(
        'smtp inet n - n - - smtpd\n  -o { smtpd_helo_required = yes }\n',
      );
    });

    test('there is none for a word that may mean either', async () => {
      expect(await fixTitles('swap_bangpath = perhaps\nbiff =\n')).toEqual([]);
    });
  });
});
