// Addresses as Postfix takes them apart.
import { describe, expect, test } from 'vitest';
import {
  addressesIn,
  externalize,
  internalize,
  internalizeAddress,
  tokenize,
} from '../../../server/src/syntax/tables/rfc822.ts';

describe('the tokens', () => {
  test.each([
    ['', ''],
    [' \t\r\n', ''],
    ['a b', 'atom[a] atom[b]'],
    ['a@b.c', 'atom[a] operator[@] atom[b] operator[.] atom[c]'],
    ['<a,b;>', 'operator[<] atom[a] operator[,] atom[b] operator[;] operator[>]'],
    ['"a b" "c\\"d"e', 'quoted[a b] quoted[c"d] atom[e]'],
    ['"a', 'quoted[a]'],
    ['""', 'quoted[]'],
    ['"a\tb\r\nc"', 'quoted[a b  c]'],
    ['"a\\\tb"', 'quoted[a b]'],
    ['(a (b) c) d', 'comment[(a (b) c)] atom[d]'],
    ['(a \\) b) c', 'comment[(a \\) b)] atom[c]'],
    ['(a \\( b) c', 'comment[(a \\( b)] atom[c]'],
    ['(a (b) c', 'comment[(a (b) c]'],
    ['(a\\', 'comment[(a\\]'],
    ['() a', 'comment[()] atom[a]'],
    ['[192.0.2.1] x', 'literal[192.0.2.1] atom[x]'],
    ['[a"b\\]c]d', 'literal[a"b]c] atom[d]'],
    ['[a', 'literal[a]'],
    ['a\\ b', 'quoted[a b]'],
    ['a\\@b', 'quoted[a@b]'],
    ['a\\bc', 'atom[abc]'],
    ['\\a', 'atom[a]'],
    ['a\\', 'atom[a]'],
    ['é', 'atom[é]'],
    ['a\x7f', 'quoted[a\x7f]'],
    ['a\vb', 'quoted[a\vb]'],
  ])('of %j', (text, expected) => {
    expect(
      tokenize(text)
        .map((token) => `${token.type}[${token.text}]`)
        .join(' '),
    ).toBe(expected);
  });

  test('know their places', () => {
    const text = 'x a "b" (c) [d] e\\ f, "g';
    expect(tokenize(text, 2).map(({ start, end }) => text.slice(start, end))).toEqual([
      'a',
      '"b"',
      '(c)',
      '[d]',
      'e\\ f',
      ',',
      '"g',
    ]);
    expect(tokenize(text, 2, 6).map(({ start, end }) => text.slice(start, end))).toEqual(['a', '"b']);
    expect(tokenize(text, 8, 10).map((token) => token.text)).toEqual(['(c']);
  });
});

test.each([
  ['a b,c', 'a b, c', 'a b, c'],
  ['a,', 'a,', 'a, '],
  ['"a b"@c', 'a b@c', '"a b"@c'],
  ['"a\\"b\\\\c"', 'a"b\\c', '"a\\"b\\\\c"'],
  ['a@[b\\]c]', 'a@[b]c]', 'a@[b]c]'],
  ['[a\\\\b]', '[a\\b]', '[a\\\\b]'],
  ['A B <c>', 'A B <c>', 'A B <c>'],
  ['a <b> c', 'a <b>c', 'a <b>c'],
  ['a (b)', 'a (b)', 'a (b)'],
  ['', '', ''],
])('%j is %j without quotes, and %j with them', (text, internal, external) => {
  expect(internalize(tokenize(text))).toBe(internal);
  expect(externalize(tokenize(text))).toBe(external);
});

describe('the addresses', () => {
  test.each([
    ['', ''],
    ['a', 'a'],
    ['a, b', 'a | b'],
    ['a b', 'a | b'],
    ['a ,, b,', 'a | b'],
    ['a@b.c, d', 'a@b.c | d'],
    ['"a b"@c [d]', 'a b@c | [d]'],
    ['A B <c@d>', 'c@d'],
    ['A B <c@d> , e', 'c@d | e'],
    ['a, A B <c>', 'a | c'],
    ['A <b (x) c> (y), d', 'bc | d'],
    ['(x) a (y), (z)', 'a'],
    ['<>', ''],
    ['a <b', 'a<b'],
    ['A <a> B <b>', 'a | b'],
    ['g: a, b;', 'a | b'],
    ['g: a, b; c', 'a | b | c'],
    ['x, g: a;', 'x | a'],
    ['g: A <a>, b;', 'a | b'],
    ['g: A <a>;', 'a'],
    ['g: h: a;', 'a'],
    ['x:a', 'x:a'],
    ['x: A <a>', 'x | a'],
    ['x; A <a>', 'x | a'],
  ])('in %j', (text, expected) => {
    expect(addressesIn(tokenize(text)).map(internalizeAddress).join(' | ')).toBe(expected);
  });
});
