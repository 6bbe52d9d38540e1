// The text of a line in memory, and its places in the file.
import { describe, expect, test } from 'vitest';
import type { LogicalLine } from '../../../server/src/syntax/lines.ts';
import {
  isAlphanumeric,
  isKeyword,
  LogicalText,
  skipSpace,
  trimEnd,
} from '../../../server/src/syntax/tables/logical.ts';
import { itemOf } from './support.ts';

function logical(text: string): LogicalText {
  return new LogicalText(itemOf<LogicalLine>(text, (line) => line));
}

describe('the text in memory', () => {
  const file = 'ab\n# note\n  cd\n\n\te';
  const it = logical(file);

  test('has no line breaks and no comments', () => {
    expect(it.text).toBe('ab  cd\te');
    expect(logical('ab').text).toBe('ab');
  });

  test('has each of its characters in the file', () => {
    for (const [i, c] of Array.from(it.text).entries()) {
      const span = it.span(i, i + 1);
      expect(file.slice(span.start, span.end)).toBe(c);
      expect(it.range(span)).toEqual({ start: i, end: i + 1 });
      expect(it.name({ start: i, end: i + 1 })).toEqual({ ...span, text: c });
    }
  });

  test.each([
    [0, 2, 'ab'],
    [1, 5, 'b\n# note\n  c'],
    [0, 8, file],
    [2, 4, '  '],
  ])('from %i to %i is in the file', (start, end, expected) => {
    const span = it.span(start, end);
    expect(file.slice(span.start, span.end)).toBe(expected);
  });

  test('has empty spans after the character before them', () => {
    expect(it.span(0, 0)).toEqual({ start: 0, end: 0 });
    expect(it.span(2, 2)).toEqual({ start: 2, end: 2 });
    expect(it.span(3, 2)).toEqual({ start: 11, end: 11 });
    expect(it.name({ start: 4, end: 3 })).toEqual({ start: 12, end: 12, text: '' });
  });

  test('has no characters of comments', () => {
    const comment = file.indexOf('# note');
    expect(it.range({ start: comment, end: comment + 6 })).toEqual({ start: 2, end: 2 });
    expect(it.range({ start: 1, end: comment + 3 })).toEqual({ start: 1, end: 2 });
    expect(it.range({ start: 5, end: 1 })).toEqual({ start: 2, end: 2 });
    expect(it.range({ start: 0, end: 99 })).toEqual({ start: 0, end: 8 });
    expect(logical('ab').range({ start: 1, end: 9 })).toEqual({ start: 1, end: 2 });
  });
});

test('letters and digits are those of ASCII', () => {
  const characters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  expect(characters.filter((c) => isAlphanumeric(c, 0)).join('')).toBe(
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  );
  expect([isAlphanumeric('-a', 1), isAlphanumeric('a', 1)]).toEqual([true, false]);
});

test.each([
  ['if', true],
  ['IF /a/', true],
  ['if/a/', true],
  ['if1', false],
  ['iffy', false],
  ['i', false],
  [' if', false],
])('%j begins with "if": %s', (text, expected) => {
  expect(isKeyword(text, 'if')).toBe(expected);
});

test('white space is skipped at both ends', () => {
  expect([skipSpace(' \t a', 0), skipSpace(' \t a', 0, 2), skipSpace('a', 0), skipSpace('  ', 0)]).toEqual([
    3, 2, 0, 2,
  ]);
  expect([trimEnd('a \t'), trimEnd('a'), trimEnd('  '), trimEnd('   ', 2)]).toEqual([1, 1, 0, 2]);
});
