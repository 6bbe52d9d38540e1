// master.cf: eight fields, then the command's arguments (postconf_master.c, master_ent.c, and getopt() in each daemon).
import { describe, expect, test } from 'vitest';
import { parseLines } from '../../server/src/syntax/lines.ts';
import {
  type Argument,
  type MasterItem,
  masterFields,
  parseMasterLine,
} from '../../server/src/syntax/master-cf.ts';

function items(text: string): MasterItem[] {
  return parseLines(text).flatMap(({ item }) => (item.kind === 'line' ? [parseMasterLine(item)] : []));
}

/** The arguments after the command `smtpd`, one string each. */
function argumentsOf(text: string): string[] {
  const [item] = items(`smtp inet n - n - - smtpd ${text}\n`);
  return item?.kind === 'service' ? item.arguments.map(show) : ['no service'];
}

/** `[name] = [value]` for an override, `option …` before the first plain word, `word …` for that word and the rest. */
function show(argument: Argument): string {
  if (argument.kind === 'argument') return `${argument.option ? 'option' : 'word'} ${argument.text}`;
  const { name, value, problem, braces } = argument;
  const setting = [name && `[${name.text}]`, value && `= [${value.text}]`]
    .filter((part) => part !== undefined)
    .join(' ');
  return [braces ? 'braces' : 'override', setting, problem].filter(Boolean).join(' ');
}

describe('a service', () => {
  test('has eight fields', () => {
    const [item] = items('smtp      inet  n       -       y       60?     100     smtpd\n');
    expect(item).toMatchObject({ kind: 'service', arguments: [] });
    expect(item?.fields.map((f) => f.text)).toEqual(['smtp', 'inet', 'n', '-', 'y', '60?', '100', 'smtpd']);
    expect(masterFields).toEqual([
      'service',
      'type',
      'private',
      'unprivileged',
      'chroot',
      'wakeup',
      'process_limit',
      'command',
    ]);
  });

  test('can be of any type, and be named by a host, a port, or a path', () => {
    const text = `
127.0.0.1:10025 inet n - n - - smtpd
[::1]:25 inet n - n - - smtpd
maildrop unix - n n - - pipe
postlog unix-dgram n - n - 1 postlogd
pickup fifo n - - 60 1 pickup
smtpd pass - - n - - smtpd
$name odd ? ? ? ? ? /usr/lib/x
`;
    expect(items(text).map((item) => item.fields.slice(0, 2).map((f) => f.text))).toEqual([
      ['127.0.0.1:10025', 'inet'],
      ['[::1]:25', 'inet'],
      ['maildrop', 'unix'],
      ['postlog', 'unix-dgram'],
      ['pickup', 'fifo'],
      ['smtpd', 'pass'],
      ['$name', 'odd'],
    ]);
  });

  test('continues over several lines, with comments between them', () => {
    const text = `smtp inet n - n - - smtpd
  -o a=1
# -o b=2
  -o c=3

  -v
next unix - - n - - smtp
`;
    const [smtp, next] = items(text);
    expect(smtp?.kind === 'service' && smtp.arguments.map(show)).toEqual([
      'override [a] = [1]',
      'override [c] = [3]',
      'option -v',
    ]);
    expect(next?.fields[0]?.text).toBe('next');
  });

  test('knows where its fields are', () => {
    const [item] = items('smtp inet\n# x\n n - n - - smtpd\n');
    expect(item?.fields.map(({ start, end }) => item.line.text.slice(start, end))).toEqual(
      item?.fields.map((f) => f.text),
    );
  });

  test('can end with CR LF', () => {
    const [item] = items('smtp inet n - n - - smtpd\r\n  -o a=b\r\n');
    expect(item?.kind === 'service' && item.arguments.map(show)).toEqual(['override [a] = [b]']);
    expect(item?.fields[7]?.text).toBe('smtpd');
  });

  test('ends at a NUL', () => {
    expect(argumentsOf('-o a=b\0 -o c=d')).toEqual(['override [a] = [b]']);
  });
});

describe('a line that is not a service', () => {
  test.each([
    ['smtp inet n - n - -', 'field-count'],
    ['-o smtpd_tls_wrappermode=yes', 'field-count'],
    ['GNU nano 2.2.6  File: master.cf', 'field-count'],
    ['  smtp inet n - n - - smtpd', 'leading-whitespace'],
    ['{smtp inet} n - n - - smtpd', 'field-count'],
  ])('%j', (text, problem) => {
    expect(items(`${text}\n`)).toMatchObject([{ kind: 'malformed', problem }]);
  });

  test('keeps its incomplete fields', () => {
    expect(items('smtp inet n\n')[0]?.fields.map((f) => f.text)).toEqual(['smtp', 'inet', 'n']);
  });

  test('eight words pasted from a title bar are a service to Postfix', () => {
    expect(items('GNU nano 2.2.6 File: master.cf Modified 1 2 3\n')).toMatchObject([{ kind: 'service' }]);
  });
});

describe('-o', () => {
  test.each([
    ['-o a=b', ['override [a] = [b]']],
    ['-oa=b', ['override [a] = [b]']],
    ['-o a=', ['override [a] = []']],
    ['-o a=b=c', ['override [a] = [b=c]']],
    ['-o a=$b', ['override [a] = [$b]']],
    ['-o a=b,c', ['override [a] = [b,c]']],
    ['-o { a = b c }', ['braces [a] = [b c]']],
    ['-o {a=b c}', ['braces [a] = [b c]']],
    ['-o { a = {b} c }', ['braces [a] = [{b} c]']],
    ['-o { a = }', ['braces [a] = []']],
    ['-o a={b c}', ['override [a] = [{b c}]']],
    ['-o a=${b?{c d}}', ['override [a] = [${b?{c d}}]']],
    ['-o a=x -o a=y', ['override [a] = [x]', 'override [a] = [y]']],
    ['-oalso=foo', ['override [also] = [foo]']],
    ['-v -o a=b -v', ['option -v', 'override [a] = [b]', 'option -v']],
    ['-vo a=b', ['option -v', 'override [a] = [b]']],
    ['-voa=b', ['option -v', 'override [a] = [b]']],
    ['-vvo a=b', ['option -vv', 'override [a] = [b]']],
  ])('%s', (text, expected) => {
    expect(argumentsOf(text)).toEqual(expected);
  });

  test('a value ends at a space; the rest are words, and there are no more options', () => {
    expect(argumentsOf('-o a=b, c -o d=e')).toEqual(['override [a] = [b,]', 'word c', 'word -o', 'word d=e']);
    expect(argumentsOf('-o a = b')).toEqual(['override [a] missing-equals', 'word =', 'word b']);
  });

  test.each([
    ['-o', ['option -o']],
    ['-o a', ['override [a] missing-equals']],
    ['-o =b', ['override missing-name']],
    ['-o { }', ['braces missing-name']],
    ['-o { a }', ['braces [a] missing-equals']],
    ['-o { a = b', ['braces [a] = [b] missing-brace']],
    ['-o {a=b}x', ['braces [a] = [b] text-after-brace']],
    ['-o {a b}x', ['braces [a] text-after-brace']],
    ['-o{ a = b }', ['override [{] missing-equals']],
    ['-o{a=b c}', ['override [{a] = [b c}]']],
    ['-o -o a=b', ['override [-o] missing-equals', 'word a=b']],
    ['-v', ['option -v']],
    ['-', ['option -']],
  ])('%s is wrong or has no value', (text, expected) => {
    expect(argumentsOf(text)).toEqual(expected);
  });

  test('knows where each part is', () => {
    const [item] = items('smtp inet n - n - - smtpd -v\n# x\n  -o { name = the value }\n');
    if (item?.kind !== 'service') throw new Error('no service');
    const [, override] = item.arguments;
    if (override?.kind !== 'override') throw new Error('no override');
    const at = ({ start, end }: { start: number; end: number }): string => item.line.text.slice(start, end);
    expect(at(override)).toBe('-o { name = the value }');
    expect(at(override.option)).toBe('-o');
    expect(at(override.word)).toBe('{ name = the value }');
    expect(override.name && at(override.name)).toBe('name');
    expect(override.value && at(override.value)).toBe('the value');
  });
});

describe('words', () => {
  test.each([
    ['-- -o a=b', ['word --', 'word -o', 'word a=b']],
    ['a -o a=b', ['word a', 'word -o', 'word a=b']],
    ['{ a b } {c}', ['word a b', 'word c']],
    ['{a}b', ['word a']],
    ['{a b', ['word a b']],
    ['{ -o { x } }', ['word -o { x }']],
  ])('%s', (text, expected) => {
    expect(argumentsOf(text)).toEqual(expected);
  });

  test('the attributes of pipe are words, even if one of them is -o', () => {
    const text =
      'flags=DRhu user=vmail:vmail argv=/usr/bin/spamc -u ${user}@${nexthop} -e { sendmail -oi } -f ${sender} $(recipient)';
    expect(argumentsOf(text)).toEqual([
      'word flags=DRhu',
      'word user=vmail:vmail',
      'word argv=/usr/bin/spamc',
      'word -u',
      'word ${user}@${nexthop}',
      'word -e',
      'word sendmail -oi',
      'word -f',
      'word ${sender}',
      'word $(recipient)',
    ]);
  });

  test('a comment after text is not a comment', () => {
    expect(argumentsOf('-o a=b # note')).toEqual(['override [a] = [b]', 'word #', 'word note']);
  });
});
