// Words: mystrtok.c splits at separators, mystrtokq.c keeps `{ }` together, and extpar.c removes braces.
import { describe, expect, test } from 'vitest';
import {
  closingBrace,
  commaOrSpace,
  insideBraces,
  masterBlank,
  space,
  splitWords,
  trim,
} from '../../server/src/syntax/words.ts';

type Options = Parameters<typeof splitWords>[3];

function words(text: string, options: Partial<Options> = {}): string[] {
  return splitWords(text, 0, text.length, { separator: commaOrSpace, ...options }).map((w) =>
    text.slice(w.start, w.end),
  );
}

const braces = (text: string): string[] => words(text, { braces: true });
const unexpanded = (text: string): string[] => words(text, { references: true });

describe('mystrtok', () => {
  // The first three are the tests of mystrtok.c itself.
  test.each([
    ['', []],
    ['  foo  ', ['foo']],
    ['  foo  bar  ', ['foo', 'bar']],
    ['a,b', ['a', 'b']],
    [', a ,, b ,', ['a', 'b']],
    ['a\tb\rc\nd\ve\ff', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['a;b', ['a;b']],
    ['{ a b }', ['{', 'a', 'b', '}']],
    ['a\u00a0b', ['a\u00a0b']],
    [',', []],
    ['"a b"', ['"a', 'b"']],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('can be limited to a part of the text', () => {
    expect(splitWords('aa bb cc', 1, 4, { separator: commaOrSpace })).toEqual([
      { start: 1, end: 2 },
      { start: 3, end: 4 },
    ]);
  });

  test('accepts other separators: master.cf does not use the comma, vertical tab, and form feed', () => {
    expect(words('a,b c\td\ve\ff', { separator: masterBlank })).toEqual(['a,b', 'c', 'd\ve\ff']);
    expect(words('a,b c\vd', { separator: space })).toEqual(['a,b', 'c', 'd']);
  });
});

describe('mystrtokq', () => {
  // The first five are the tests of mystrtok.c itself.
  test.each([
    ['', []],
    ['foo bar', ['foo', 'bar']],
    ['{ bar }  ', ['{ bar }']],
    ['foo { bar } baz', ['foo', '{ bar }', 'baz']],
    ['foo{ bar } baz', ['foo{ bar }', 'baz']],
    ['foo { bar }baz', ['foo', '{ bar }baz']],
    ['{a, {b, c}, d} e', ['{a, {b, c}, d}', 'e']],
    ['{ a b', ['{ a b']],
    ['a } b', ['a', '}', 'b']],
    ['a }{ b c} d', ['a', '}{ b c}', 'd']],
    ['inline:{{a=b}, {c=d}} x', ['inline:{{a=b}, {c=d}}', 'x']],
    ['{}', ['{}']],
  ])('%j', (text, expected) => {
    expect(braces(text)).toEqual(expected);
  });
});

describe('text that is not expanded yet', () => {
  test.each([
    ['$a, ${b c} d', ['$a', '${b c}', 'd']],
    ['${a?b, c} d', ['${a?b, c}', 'd']],
    ['x${a ? {b c} : {d, e}}y z', ['x${a ? {b c} : {d, e}}y', 'z']],
    ['$(a b) c', ['$(a b)', 'c']],
    ['$(a {b) c} d', ['$(a {b)', 'c}', 'd']],
    ['${a ( b} c', ['${a ( b}', 'c']],
    ['$$ {a b}', ['$$', '{a', 'b}']],
    ['$${a b}', ['$${a', 'b}']],
    ['$ {a b}', ['$', '{a', 'b}']],
    ['${a b', ['${a b']],
    ['a$', ['a$']],
    ['a$$', ['a$$']],
    ['$', ['$']],
  ])('%j', (text, expected) => {
    expect(unexpanded(text)).toEqual(expected);
  });

  test('an incomplete reference ends with the given part', () => {
    const text = '$$ ${a b} c';
    expect(splitWords(text, 0, 1, { separator: commaOrSpace, references: true })).toEqual([
      { start: 0, end: 1 },
    ]);
    expect(splitWords(text, 0, 4, { separator: commaOrSpace, references: true }).at(-1)).toEqual({
      start: 3,
      end: 4,
    });
    expect(splitWords(text, 0, 6, { separator: commaOrSpace, references: true }).at(-1)).toEqual({
      start: 3,
      end: 6,
    });
  });
});

describe('braces', () => {
  const inside = (text: string): string | undefined => {
    const span = insideBraces(text, { start: 0, end: text.length });
    return span && text.slice(span.start, span.end);
  };

  test.each([
    ['{ a = b }', 'a = b'],
    ['{a}', 'a'],
    ['{}', ''],
    ['{  }', ''],
    ['{ {a} {b} }', '{a} {b}'],
    ['{a}b', undefined],
    ['{a', undefined],
    ['{a}}', undefined],
    ['a{b}', undefined],
    ['', undefined],
  ])('%j contains %j', (text, expected) => {
    expect(inside(text)).toBe(expected);
  });

  test('the closing brace is the one that balances', () => {
    expect(closingBrace('{a{b}c}d}', { start: 0, end: 9 })).toBe(6);
    expect(closingBrace('{a{b}', { start: 0, end: 5 })).toBe(-1);
    expect(closingBrace('{a}', { start: 0, end: 2 })).toBe(-1);
  });
});

test('trim removes only ASCII white space', () => {
  const text = ' \t\v\f\r\n\u00a0a \u2003\n';
  const { start, end } = trim(text, { start: 0, end: text.length });
  expect(text.slice(start, end)).toBe('\u00a0a \u2003');
  expect(trim('   ', { start: 0, end: 3 })).toEqual({ start: 3, end: 3 });
});
