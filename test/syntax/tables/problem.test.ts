// The problems that every kind of table can have.
import { describe, expect, test } from 'vitest';
import type { LogicalLine } from '../../../server/src/syntax/lines.ts';
import { isTableLanguage, tableParser } from '../../../server/src/syntax/tables/index.ts';
import {
  isBefore,
  isUtf8,
  leadingWhitespace,
  notUtf8,
  nullByte,
  printable,
  problemsOf,
  type TableProblem,
} from '../../../server/src/syntax/tables/problem.ts';
import { itemOf } from './support.ts';

const line = (text: string) => itemOf<LogicalLine>(text, (each) => each);

test('the problems of an item, one or several', () => {
  const problem: TableProblem = { code: 'c', message: 'm', skipped: true, start: 0, end: 1 };
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ problem })).toEqual([problem]);
  expect(problemsOf({ problems: [problem, problem] })).toEqual([problem, problem]);
});

test('only ASCII is printable', () => {
  expect(Array.from('\x1f ~\x7fé!', printable).join('')).toBe('? ~??!');
});

test.each([
  ['3.8', true],
  ['3.9', false],
  ['3.10', false],
  ['2.11', true],
  ['4.0', false],
  ['3.8.4', true],
  ['13.0', false],
  ['v3.8', false],
  [undefined, false],
])('Postfix %s is older than 3.9: %s', (release, expected) => {
  expect(isBefore(release, 3, 9)).toBe(expected);
});

test('white space at the beginning of a file', () => {
  expect(leadingWhitespace(line(' \ta b'))).toEqual({
    code: 'leading-whitespace',
    message: 'logical line must not start with whitespace',
    skipped: true,
    start: 0,
    end: 2,
  });
  expect(leadingWhitespace(line('a b'))).toBeUndefined();
});

describe('a null byte', () => {
  const found = (text: string, release?: string) =>
    nullByte(line(text), release === undefined ? {} : { release });

  test('is a warning since Postfix 3.9', () => {
    expect(found('a b\0c\0')).toEqual({
      code: 'null-byte',
      message: 'text after null byte may be ignored',
      skipped: false,
      start: 3,
      end: 4,
    });
    expect(found('a b\0c', '3.9')).toMatchObject({ start: 3 });
    expect(found('a b\0c', '3.8')).toBeUndefined();
    expect(found('a b')).toBeUndefined();
  });

  test('does not matter in a comment', () => {
    expect(found('a\n#\0\n b')).toBeUndefined();
    expect(found('a\n#\0\n b\0')).toMatchObject({ start: 7, end: 8 });
    expect(found('\0a\n b')).toMatchObject({ start: 0, end: 1 });
  });
});

describe('text that is not UTF-8', () => {
  const isFound = (text: string, options = {}) =>
    notUtf8(line(text), { smtputf8: true, ...options }) !== undefined;

  test('is left out with smtputf8_enable = yes', () => {
    expect(notUtf8(line('a \uFFFD'), { smtputf8: true })).toEqual({
      code: 'not-utf8',
      message: 'non-UTF-8 input',
      skipped: true,
      start: 0,
      end: 3,
    });
    expect(notUtf8(line('a \uFFFD'), { smtputf8: false })).toBeUndefined();
    expect(notUtf8(line('a \uFFFD'), {})).toBeUndefined();
  });

  test.each([
    ['a b', false],
    ['a é', false],
    ['a \x7f', false],
    ['a \udcfc', true],
    ['a\n# \uFFFD\n b', false],
  ])('%j: %s', (text, expected) => {
    expect(isFound(text)).toBe(expected);
  });

  test('is found in bytes', () => {
    expect(isFound('a \xe9', { bytes: true })).toBe(true);
    expect(isFound('a \xc3\xa9', { bytes: true })).toBe(false);
    expect(isFound('a \xe9')).toBe(false);
  });

  test('after a null byte is found only by releases before 3.9, and only in a line that has other characters', () => {
    expect(isFound('é\0\uFFFD', { release: '3.8' })).toBe(true);
    expect(isFound('é\0\uFFFD', { release: '3.9' })).toBe(false);
    expect(isFound('e\0\uFFFD', { release: '3.8' })).toBe(false);
  });

  test.each([
    ['', true],
    ['a', true],
    ['\xc3\xa9\xe2\x82\xac', true],
    ['\xc3', false],
    ['\xc3\xa9\xa9', false],
    ['\xc0\x80', false],
  ])('the bytes %j are UTF-8: %s', (bytes, expected) => {
    expect(isUtf8(bytes)).toBe(expected);
  });
});

describe('the parser of a language', () => {
  test.each([
    ['postfix-table', 'a b', 'table-entry'],
    ['postfix-aliases', 'a: b', 'alias'],
    ['postfix-regexp', '/a/ b', 'rule'],
    ['postfix-cidr', '192.0.2.1 b', 'rule'],
    ['postfix-database', 'a = b', 'entry'],
  ] as const)('%s', (language, text, kind) => {
    expect(isTableLanguage(language)).toBe(true);
    expect(itemOf<{ readonly kind: string }>(text, tableParser(language)).kind).toBe(kind);
  });

  test('has options', () => {
    const second = '/a/!/b/ c';
    expect(problemsOf(itemOf(second, tableParser('postfix-regexp')))).toEqual([]);
    expect(problemsOf(itemOf(second, tableParser('postfix-regexp', { dialect: 'pcre' })))).not.toEqual([]);
    for (const [language, text] of [
      ['postfix-table', 'a \uFFFD'],
      ['postfix-aliases', 'a: \uFFFD'],
    ] as const) {
      expect(problemsOf(itemOf(text, tableParser(language, { smtputf8: true })))).toMatchObject([
        { code: 'not-utf8' },
      ]);
      expect(problemsOf(itemOf(text, tableParser(language)))).toEqual([]);
    }
    for (const [language, text] of [
      ['postfix-cidr', '1.2.3.4 a\0'],
      ['postfix-regexp', '/a/ b\0'],
    ] as const) {
      expect(problemsOf(itemOf(text, tableParser(language)))).toMatchObject([{ code: 'null-byte' }]);
      expect(problemsOf(itemOf(text, tableParser(language, { release: '3.7' })))).toEqual([]);
    }
  });

  test.each(['postfix-main', '', 'table'])('%j is not one', (language) => {
    expect(isTableLanguage(language)).toBe(false);
  });
});
