// main.cf: `name = value` (split_nameval.c over logical lines).
import { describe, expect, test } from 'vitest';
import { parseLines } from '../../server/src/syntax/lines.ts';
import { type MainItem, parseMainLine } from '../../server/src/syntax/main-cf.ts';

function items(text: string): MainItem[] {
  return parseLines(text).flatMap(({ item }) => (item.kind === 'line' ? [parseMainLine(item)] : []));
}

/** Each entry as `[name, value as Postfix has it]`, each other line as its problem. */
function entries(text: string): ([string, string] | string)[] {
  return items(text).map((item) => (item.kind === 'entry' ? [item.name.text, item.text] : item.problem));
}

/** The part of the file that is the value of the first entry. */
function valueInFile(text: string): string | undefined {
  const [item] = items(text);
  return item?.kind === 'entry' ? item.line.text.slice(item.value.start, item.value.end) : undefined;
}

describe('an entry', () => {
  test.each([
    ['myhostname = mail.example.com', 'myhostname', 'mail.example.com'],
    ['myhostname=mail.example.com', 'myhostname', 'mail.example.com'],
    ['myhostname\t=\t mail.example.com \t', 'myhostname', 'mail.example.com'],
    ['relayhost =', 'relayhost', ''],
    ['relayhost=', 'relayhost', ''],
    ['relayhost =   ', 'relayhost', ''],
    ['smtpd_banner = $myhostname ESMTP  a = b', 'smtpd_banner', '$myhostname ESMTP  a = b'],
    ['policy-spf_time_limit = 3600', 'policy-spf_time_limit', '3600'],
    ['127.0.0.1:10025_limit = 1', '127.0.0.1:10025_limit', '1'],
    ['a = = b', 'a', '= b'],
    ['a == b', 'a', '= b'],
    ['a = 1 # no comment', 'a', '1 # no comment'],
    ['a = "1"', 'a', '"1"'],
    ['$a = 1', '$a', '1'],
    ['{{a}}=b', '{{a}}', 'b'],
    ['naïve = é', 'naïve', 'é'],
    ['a\u00a0= b', 'a\u00a0', 'b'],
    ['a = b\r', 'a', 'b'],
    ['a\v=\fb\v', 'a', 'b'],
    ['a =\u00a0b', 'a', '\u00a0b'],
  ])('%j', (text, name, value) => {
    expect(entries(`${text}\n`)).toEqual([[name, value]]);
  });

  test('has a value over several lines, as Postfix joins them', () => {
    expect(entries('mynetworks = 127.0.0.0/8,\n# inside\n   192.0.2.0/24\n\t[::1]\nrelayhost =\n')).toEqual([
      ['mynetworks', '127.0.0.0/8,   192.0.2.0/24\t[::1]'],
      ['relayhost', ''],
    ]);
  });

  test('can begin its value, or even its equals sign, on a later line', () => {
    expect(entries('a =\n  1\n')).toEqual([['a', '1']]);
    expect(entries('a\n  = 1\n')).toEqual([['a', '1']]);
    expect(entries('a\n# note\n  =\n\n  1\n  2\n')).toEqual([['a', '1  2']]);
  });

  test('is cut off at a NUL', () => {
    expect(entries('a = 1\0 2\nb = 3\n')).toEqual([
      ['a', '1'],
      ['b', '3'],
    ]);
    expect(entries('a = \0 1\n  2\n')).toEqual([['a', '']]);
  });

  test('knows where its value is in the file', () => {
    expect(valueInFile('a = \t1,\n# note\n  2  \nb = 3\n')).toBe('1,\n# note\n  2');
    expect(valueInFile('a =   \n')).toBe('');
    expect(valueInFile('a = x\0y\n')).toBe('x');
  });

  test('can be on a last line without a newline', () => {
    expect(entries('a = 1')).toEqual([['a', '1']]);
  });

  test('can be set again: the tree keeps both', () => {
    expect(entries('a = 1\na = 2\n')).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });
});

describe('a line that is not an entry', () => {
  test.each([
    ['myhostname', 'missing-equals'],
    ['virtual transport = lmtp:unix:private/dovecot', 'missing-equals'],
    ['myhostname mail.example.com', 'missing-equals'],
    ['<<<<<<< HEAD', 'missing-equals'],
    ['>>>>>>> theirs', 'missing-equals'],
    ['=======', 'missing-name'],
    ['= value', 'missing-name'],
    ['=', 'missing-name'],
    ['\0', 'missing-name'],
    ['\0a = 1', 'missing-name'],
    ['a\0 = 1', 'missing-equals'],
    ['a \0= 1', 'missing-equals'],
    ['192.0.2.1,', 'missing-equals'],
    ['a\u00a0b = 1 2', undefined],
  ])('%j', (text, problem) => {
    expect(entries(`${text}\n`)).toEqual([problem ?? ['a\u00a0b', '1 2']]);
  });

  test('is the first one in the file, if it begins with white space', () => {
    expect(entries('  a = 1\nb = 2\n')).toEqual(['leading-whitespace', ['b', '2']]);
  });

  test('does not prevent the lines after it from being read', () => {
    expect(entries('broken\na = 1\n=\nb = 2\n')).toEqual([
      'missing-equals',
      ['a', '1'],
      'missing-name',
      ['b', '2'],
    ]);
  });

  test('can be two lines that were joined because a newline was missing', () => {
    expect(entries('relayhost = [mail.example.com]inet_protocols = ipv4\n')).toEqual([
      ['relayhost', '[mail.example.com]inet_protocols = ipv4'],
    ]);
  });
});
