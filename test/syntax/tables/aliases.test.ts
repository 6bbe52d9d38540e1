// aliases(5), as postalias(1) stores them and local(8) reads them.
import { describe, expect, test } from 'vitest';
import { type Alias, aliasParser, parseAlias } from '../../../server/src/syntax/tables/aliases.ts';
import { at, itemOf, marked } from './support.ts';

function alias(text: string): Alias {
  return itemOf(text, parseAlias);
}

/** The destinations as `[kind, text]`. */
function destinations(value: string): [string, string][] {
  return alias(`name: ${value}`).destinations.map((to) => {
    if (to.kind === 'command') return [to.kind, to.command];
    if (to.kind === 'address')
      return [to.kind, to.domain === undefined ? to.localPart : `${to.localPart} at ${to.domain}`];
    return [to.kind, to.path];
  });
}

describe('a destination', () => {
  test.each<[string, [string, string][]]>([
    ['root', [['address', 'root']]],
    ['\\user', [['address', 'user']]],
    [
      'a, b@example.com',
      [
        ['address', 'a'],
        ['address', 'b at example.com'],
      ],
    ],
    ['"first last"@example.com', [['address', 'first last at example.com']]],
    [
      'Some One <one@example.com>, <two>',
      [
        ['address', 'one at example.com'],
        ['address', 'two'],
      ],
    ],
    ['one (a comment, with comma)', [['address', 'one']]],
    ['/var/mail/archive', [['file', '/var/mail/archive']]],
    ['"/var/mail/with blank/"', [['file', '/var/mail/with blank/']]],
    [':include:/etc/mail/list', [['include', '/etc/mail/list']]],
    ['":Include:/etc/mail/my list"', [['include', '/etc/mail/my list']]],
    ['|/usr/bin/filter', [['command', '/usr/bin/filter']]],
    ['"|exit 67"', [['command', 'exit 67']]],
    ['"|sh -c \\"a b\\""', [['command', 'sh -c "a b"']]],
    ['~/mail', [['home-file', '~/mail']]],
    [
      'members: a, b;',
      [
        ['address', 'a'],
        ['address', 'b'],
      ],
    ],
    ['user@[192.0.2.1]', [['address', 'user at [192.0.2.1]']]],
    ['<>', []],
  ])('%s', (value, expected) => {
    expect(destinations(value)).toEqual(expected);
  });

  test('ends at a space that is not quoted, and another one follows', () => {
    expect(destinations('|cmd arg')).toEqual([
      ['command', 'cmd'],
      ['address', 'arg'],
    ]);
    expect(destinations('/dir/my file')).toEqual([
      ['file', '/dir/my'],
      ['address', 'file'],
    ]);
  });

  test('has its place in the file', () => {
    const { line, name, colon, destinations: found } = alias('"a b": c,\n# note\n  "|d e"\n');
    expect([at(line, name), at(line, colon), ...found.map((to) => at(line, to))]).toEqual([
      '"a b"',
      ':',
      'c',
      '"|d e"',
    ]);
  });
});

test.each([
  ['postmaster: root', 'postmaster', 'root'],
  ['"first last": a', 'first last', 'a'],
  ['first last: a', 'first last', 'a'],
  ['"a:b"  :  c,d', 'a:b', 'c, d'],
  ['a: b c', 'a', 'b c'],
  ['a: "|cmd \\"x y\\"" , \tb', 'a', '"|cmd \\"x y\\"", b'],
  ['a: x\\ y', 'a', '"x y"'],
  ['a: Some  One<b@c.d>', 'a', 'Some One <b@c.d>'],
  ['a: "no end', 'a', '"no end"'],
])('%j is stored as postalias -s shows it', (text, key, value) => {
  expect(alias(text)).toMatchObject({ key, text: value });
});

test('what postalias(1) warns about', () => {
  const text = `
postmaster: root
no colon here
^^^^^^^^^^^^^ missing-pair
: no name
^ missing-pair
no-value:
        ^ missing-pair
one, two: three
   ^ missing-pair
user@example.com: other
    ^ name-not-local
"user@example.com": other
user%example: other
    ^ name-not-local
`;
  expect(marked(text, parseAlias)).toBe(text);
});

test('the words change with the release', () => {
  const words = (release: string): string | undefined =>
    itemOf('a@b: c', aliasParser({ release })).problem?.message;
  expect(words('3.7.11')).toBe('name must be local');
  expect(words('3.10')).toBe('name must be local and have no domain');
});

test('an alias that postalias(1) reports is left out', () => {
  expect(alias('a b').problem).toMatchObject({ message: 'need name:value pair', skipped: true });
  expect(alias('a@b: c').problem).toMatchObject({ code: 'name-not-local', skipped: true });
});
