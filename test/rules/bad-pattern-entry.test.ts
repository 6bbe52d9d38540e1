import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-pattern-entry');

const mainCf = `header_checks = regexp:/etc/postfix/regexp, pcre:/etc/postfix/pcre
smtpd_client_restrictions = check_client_access cidr:/etc/postfix/cidr
`;

describe('bad-pattern-entry', () => {
  test('marks mistakes that make Postfix skip a line', async () => {
    const found = await lint({
      'main.cf': mainCf,
      regexp: `
        /^Subject: x  REJECT
        ^ bad-pattern-entry
        /(a/  REJECT
         ^^ bad-pattern-entry
        /a/q  REJECT
           ^ bad-pattern-entry
        /(a)/ WARN $2
              ^^^^^^^ bad-pattern-entry
        perhaps
        ^^^^^^^ bad-pattern-entry
      `,
      pcre: `
        /a(?<n/  REJECT
          ^^^^ bad-pattern-entry
      `,
      cidr: `
        192.0.2.1/24  REJECT
        ^^^^^^^^^^^^ bad-pattern-entry
        192.0.2.0/33  REJECT
                  ^^ bad-pattern-entry
        example.com   REJECT
        ^^^^^^^^^^^ bad-pattern-entry
      `,
    });
    expect(found.map(({ message }) => message)).toEqual([
      'The pattern has no closing delimiter. Postfix skips this line and logs: "no closing regexp delimiter "/"". End the pattern with the character that begins it.',
      'The regular expression is not valid. Postfix skips this line and logs: "Unmatched ( or \\(". Correct the pattern.',
      '"q" is not a flag for patterns. Postfix skips this line and logs: "unknown regexp option "q"". Remove the flag, or put white space before the result.',
      'The result refers to a group that the pattern does not have. Postfix skips this line and logs: "out of range replacement index "2"". Write the number of an existing group.',
      'The line does not begin with a pattern, if, or endif. Postfix skips this line and logs: "ignoring unrecognized request". Begin the line with a pattern between slashes, with if, or with endif.',
      'The regular expression is not valid. Postfix skips this line and logs: "syntax error in subpattern name (missing terminator?)". Correct the pattern.',
      'The address has bits set after the prefix. Postfix skips this line and logs: "non-null host address bits in "192.0.2.1/24", perhaps you should use "192.0.2.0/24" instead". Write the network address, or omit the prefix length.',
      'The prefix length 33 is too large. Postfix skips this line and logs: "bad mask length in "192.0.2.0/33"". Write at most 32 for IPv4, or 128 for IPv6.',
      '"example.com" is not an address. Postfix skips this line and logs: "bad address pattern: "example.com"". Write an address such as 192.0.2.1 or 2001:db8::1.',
    ]);
  });

  test('warns about patterns that only the GNU C library does not accept', async () => {
    const found = await lint({
      'main.cf': mainCf,
      regexp: `
        /^Subject: {x/ REJECT
                   ^ bad-pattern-entry warning
        /(a\\1)/ REJECT
           ^^ bad-pattern-entry warning
        /a\\{1}/ REJECT
      `,
      pcre: `
        /a{/ REJECT
        /\\p{Foo}/ REJECT
         ^^^^^^^ bad-pattern-entry
      `,
    });
    expect(found.slice(0, 2).map(({ message }) => message)).toEqual([
      'The GNU C library, which most Linux systems use, does not accept this brace. Postfix skips this line and logs: "Unmatched \\{". Write \\{ for a plain brace.',
      'The GNU C library, which most Linux systems use, does not accept "\\1". Postfix skips this line and logs: "Invalid back reference". Refer to a group that is closed before it.',
    ]);
  });

  test('a name after the $ in a result', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      regexp: `
        /(a)/ WARN from $myhostname
                        ^^^^^^^^^^^ bad-pattern-entry
      `,
    });
    expect(found?.message).toBe(
      '$myhostname is not expanded in a regexp or pcre table; only $1, $2, … are. ' +
        'Postfix skips this line and logs: "non-numeric replacement index "myhostname"". ' +
        'Write the text itself, or $$ for a dollar sign.',
    );
  });

  test.each([
    [
      'header_checks = R',
      'Postfix temporarily refuses all mail that matches, and logs: "message not accepted, try again later".',
    ],
    [
      'smtp_body_checks = R',
      'Postfix defers all mail that matches, and logs: "smtp body checks lookup error".',
    ],
    [
      'smtpd_sender_restrictions = check_sender_access R',
      'If the pattern matches, Postfix answers: "451 4.3.5 Server configuration error".',
    ],
    [
      'canonical_maps = R',
      'Postfix temporarily refuses all mail with an address that matches, and logs: "message not accepted, try again later".',
    ],
  ])('says what a pattern without a result does in %s', async (setting, does) => {
    for (const type of ['regexp', 'pcre']) {
      const [found] = await lint({
        'main.cf': `compatibility_level = 3.6\n${setting.replace('R', `${type}:/etc/postfix/patterns`)}\n`,
        patterns: '/^From:/\n^^^^^^^^ bad-pattern-entry\n',
      });
      expect(found?.message).toBe(
        `The pattern has no result. ${does} Write the result after the pattern, or remove the line.`,
      );
    }
  });

  test('gives a warning for lines that Postfix still uses', () =>
    lint({
      'main.cf': mainCf,
      regexp: `
        /a/
        ^^^ bad-pattern-entry
        if /x/
        ^^ bad-pattern-entry warning
        /y/ REJECT
      `,
      cidr: `
        endif
        ^^^^^ bad-pattern-entry
      `,
    }));

  test('before Postfix 3.2, an access table without a result permits', async () => {
    const [found] = await lint(
      {
        'main.cf':
          'compatibility_level = 2\nsmtpd_sender_restrictions = check_sender_access regexp:/etc/postfix/patterns\n',
        patterns: '/^From:/\n^^^^^^^^ bad-pattern-entry\n',
      },
      { version: '3.1' },
    );
    expect(found?.message).toContain('Postfix takes the empty result for OK, and logs: "has empty value".');
  });

  test('gives a warning for a pattern without a result in a list, which has no use for results', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\nrelay_domains = regexp:/etc/postfix/domains\n',
      domains: '/a/\n^^^ bad-pattern-entry warning\n',
    }));

  test('\\d in a regexp: table', () =>
    lint({
      'main.cf': mainCf,
      regexp: `
        /^a\\d$/ REJECT
           ^^ bad-pattern-entry warning
        /^[\\d]\\\\d/ REJECT
           ^^ bad-pattern-entry warning
      `,
      pcre: '/^a\\d$/ REJECT\n',
    }));

  test('in an open table that no parameter names, with its if and endif', () =>
    lint(
      { checks: '/(a/ REJECT\n ^^ bad-pattern-entry\nendif\n^^^^^ bad-pattern-entry\n' },
      { languages: { checks: 'postfix-regexp' } },
    ));

  test('reports nothing for valid patterns', () =>
    lint({
      'main.cf': mainCf,
      regexp: 'if /^Subject:/\n/x(y)/ WARN $1\nendif\n!/a/ DUNNO\n',
      pcre: '/^(?<name>a)\\h+\\K(?=b)/ix REJECT\n',
      cidr: '192.0.2.0/24 OK\n[2001:db8::]/32 OK\n!192.0.2.1 REJECT\n',
    }));

  test.each([
    ['cidr', '192.0.2.1/24 OK\n', '192.0.2.0/24 OK\n'],
    ['regexp', 'if /a/\nendif /a/\n', 'if /a/\nendif \n'],
    ['regexp', '/\\d/ OK\n', '/[0-9]/ OK\n'],
    ['regexp', '/[a\\d]/ OK\n', '/[a0-9]/ OK\n'],
  ])('fix in a %s: table: %j', async (name, before, after) => {
    expect((await applyFix({ 'main.cf': mainCf, [name]: before }))[name]).toBe(after);
  });

  test('recognizes the syntax of PCRE in a regexp: table', async () => {
    const [lookahead, inBrackets] = await lint({
      'main.cf': 'virtual_alias_maps = regexp:/etc/postfix/aliases.regexp\n',
      'aliases.regexp': `
        /^(?!info)@example.com$/ bob@example.com
           ^ bad-pattern-entry
        /^[\\w.]+@example.com$/ bob@example.com
           ^^ bad-pattern-entry warning
        /^\\w+@example.org$/ bob@example.com
      `,
    });
    expect(lookahead?.message).toBe(
      '(?…) is PCRE syntax, which a regexp: table does not have. ' +
        'Postfix skips this line and logs: "Invalid preceding regular expression". Use a pcre: table.',
    );
    expect(inBrackets?.message).toBe(
      '\\w is PCRE syntax. In brackets in a regexp: table, it does not match letters, digits, and _. ' +
        'The pattern does not match the text that you expect, and Postfix logs no warning. Write [:alnum:]_.',
    );
  });

  test('a pattern without the slash at its beginning', async () => {
    const files = {
      'main.cf': mainCf,
      regexp: `
        ^Subject:/     WARN
        ^ bad-pattern-entry
        (a|b)c/i  REJECT
        ^ bad-pattern-entry
      `,
    };
    const [found] = await lint(files);
    expect(found?.message).toBe(
      'The pattern has no slash at its beginning, so its first character is the delimiter. ' +
        'Postfix skips this line and logs: "no closing regexp delimiter "^"". Begin the pattern with a slash.',
    );
    expect((await applyFix(files)).regexp).toMatch(/^\/\^Subject:\/ {5}WARN\n/);
  });
});
