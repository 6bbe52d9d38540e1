// How the output of Postfix 3.7.11 is parsed. The real programs printed the texts.
import { describe, expect, test } from 'vitest';
import { countOf } from '../../client/src/commands/say.ts';
import { isError, readMessages, sentence } from '../../client/src/postfix/messages.ts';

/** `severity file:line text`, in a short form. */
function read(output: string, ...files: string[]): string[] {
  return readMessages(output, files).map(
    ({ program, severity, file, line, text }) =>
      `${program} ${severity} ${file ?? '-'}:${line ?? '-'} ${text}`,
  );
}

describe('messages', () => {
  test('of postmap', () => {
    const output = `postmap: warning: /tmp/i/tr an'sp, line 2: expected format: key whitespace value
postmap: warning: /tmp/i/tr an'sp, line 3: record is in "key: value" format; is this an alias file?
postmap: warning: /tmp/i/tr an'sp.db: duplicate entry: "a"
postmap: warning: /tmp/i/tr an'sp, line 6: unbalanced '"' in '"unb y' -- ignoring this line
`;
    expect(read(output, "/tmp/i/tr an'sp")).toEqual([
      "postmap warning /tmp/i/tr an'sp:2 expected format: key whitespace value",
      'postmap warning /tmp/i/tr an\'sp:3 record is in "key: value" format; is this an alias file?',
      'postmap warning /tmp/i/tr an\'sp:- duplicate entry: "a"',
      `postmap warning /tmp/i/tr an'sp:6 unbalanced '"' in '"unb y' -- ignoring this line`,
    ]);
  });

  test('name a duplicate in the form of the table type', () => {
    for (const name of ['/t.db', '/t', 'lmdb:/t', '/t.dir']) {
      expect(read(`postmap: warning: ${name}: duplicate entry: "a"`, '/t')).toEqual([
        'postmap warning /t:- duplicate entry: "a"',
      ]);
    }
  });

  test('name files whose names are not printable', () => {
    const output = 'postmap: warning: /tmp/new?line, line 2: expected format: key whitespace value\n';
    expect(read(output, '/tmp/new\nline')).toEqual([
      'postmap warning /tmp/new\nline:2 expected format: key whitespace value',
    ]);
    // With smtputf8_enable = no, a byte above 127 is not printable.
    expect(read('postmap: warning: /tmp/??.db: duplicate entry: "a"', '/tmp/é')).toEqual([
      'postmap warning /tmp/é:- duplicate entry: "a"',
    ]);
    expect(read('postmap: warning: /tmp/lé"t, line 2: x', '/tmp/lé"t')).toEqual([
      'postmap warning /tmp/lé"t:2 x',
    ]);
    // A path that looks like a part of a message
    expect(read('postmap: warning: /a, line 1: b, line 2: c', '/a, line 1: b')).toEqual([
      'postmap warning /a, line 1: b:2 c',
    ]);
  });

  test('of postalias', () => {
    expect(read('postalias: warning: /tmp/i/aliases, line 2: need name:value pair\n')).toEqual([
      'postalias warning /tmp/i/aliases:2 need name:value pair',
    ]);
  });

  test('that end a program', () => {
    const output = `postmap: fatal: open /tmp/nope/main.cf: No such file or directory
postmap: fatal: /tmp/i/main.cf, line 10: missing '=' after attribute name: "broken line"
postmap: fatal: file /tmp/i/main.cf: parameter myhostname: bad parameter value: a..b
postmap: fatal: bad numerical configuration: message_size_limit = 50MB
postmap: fatal: unsupported dictionary type: foo. Is the postfix-foo package installed?
/usr/sbin/postconf: fatal: file /tmp/i/master.cf: line 138: bad field count
postconf: fatal: invalid type field "tcp" in "bogus tcp n - n - - smtpd"
`;
    expect(read(output)).toEqual([
      'postmap fatal -:- open /tmp/nope/main.cf: No such file or directory',
      `postmap fatal /tmp/i/main.cf:10 missing '=' after attribute name: "broken line"`,
      'postmap fatal /tmp/i/main.cf:- parameter myhostname: bad parameter value: a..b',
      'postmap fatal -:- bad numerical configuration: message_size_limit = 50MB',
      'postmap fatal -:- unsupported dictionary type: foo. Is the postfix-foo package installed?',
      'postconf fatal /tmp/i/master.cf:138 bad field count',
      'postconf fatal -:- invalid type field "tcp" in "bogus tcp n - n - - smtpd"',
    ]);
    expect(readMessages(output).every(isError)).toBe(true);
  });

  test('of other programs', () => {
    const output = `postfix/postfix-script: refreshing the Postfix mail system
postconf: warning: /etc/postfix/main.cf: unused parameter: foo=bar
postmap: warning: /tmp/i/main.cf: logical line must not start with whitespace: " x"
postmap: warning: regexp map /etc/postfix/checks, line 2: no closing regexp delimiter "/": skipping this rule
postmap: warning: valid_hostname: misplaced delimiter: a..b
something else
`;
    expect(read(output)).toEqual([
      'postfix-script info -:- refreshing the Postfix mail system',
      'postconf warning /etc/postfix/main.cf:- unused parameter: foo=bar',
      'postmap warning /tmp/i/main.cf:- logical line must not start with whitespace: " x"',
      'postmap warning /etc/postfix/checks:2 no closing regexp delimiter "/": skipping this rule',
      'postmap warning -:- valid_hostname: misplaced delimiter: a..b',
      ' info -:- something else',
    ]);
  });

  test('that are repeated because main.cf was read again are kept once; messages about duplicates are all kept', () => {
    const again = 'postmap: warning: /m/main.cf, line 7: overriding earlier entry: a=b\n';
    const duplicate = 'postmap: warning: /t.db: duplicate entry: "a"\n';
    expect(readMessages(again.repeat(9) + duplicate.repeat(2))).toHaveLength(3);
  });

  test('are quoted as they were printed', () => {
    for (const printed of [
      'postmap: warning: /t, line 2: expected format: key whitespace value',
      'postconf: warning: /m/main.cf: unused parameter: foo=bar',
      'postfix-script: refreshing the Postfix mail system',
    ]) {
      expect(readMessages(printed).map(sentence)).toEqual([printed]);
    }
  });
});

test('a message that several programs report is counted once', () => {
  const line = (program: string) =>
    `/usr/sbin/${program}: warning: /etc/postfix/main.cf, line 3: overriding earlier entry: a=b`;
  const output = [line('postconf'), line('postsuper'), 'postfix/postfix-script: warning: not owned by root'];
  expect(countOf(readMessages(output.join('\n')))).toBe('2 warnings');
});
