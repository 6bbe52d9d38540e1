import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-pattern-entry');

const mainCf = `header_checks = regexp:/etc/postfix/regexp, pcre:/etc/postfix/pcre
smtpd_client_restrictions = check_client_access cidr:/etc/postfix/cidr
`;

describe('bad-pattern-entry', () => {
  test('marks what makes Postfix skip a line', async () => {
    const [found] = await lint({
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
    expect(found?.message).toBe(
      'No closing regexp delimiter "/". Postfix skips the line, as if it were not there. ' +
        'Write the character that begins the pattern at its end, too.',
    );
  });

  test('less so what Postfix uses all the same', () =>
    lint({
      'main.cf': mainCf,
      regexp: `
        /a/
        ^^^ bad-pattern-entry warning
        if /x/
        ^^ bad-pattern-entry warning
        /y/ REJECT
      `,
      cidr: `
        endif
        ^^^^^ bad-pattern-entry
      `,
    }));

  test('the digits of Perl in a regexp: table', () =>
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

  test('in a table that is open and that nothing names, with its if and endif', () =>
    lint(
      { checks: '/(a/ REJECT\n ^^ bad-pattern-entry\nendif\n^^^^^ bad-pattern-entry\n' },
      { languages: { checks: 'postfix-regexp' } },
    ));

  test('is silent for good patterns', () =>
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
});
