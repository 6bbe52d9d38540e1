// "Did you mean": how different a known word may be from a misspelled one.
import { describe, expect, test } from 'vitest';
import { closest, isSlip, isSlipInParts } from '../../server/src/lint/suggest.ts';

describe('the closest word', () => {
  test.each([
    // One mistake in a short word, and one in each three letters of a longer word.
    ['abc', ['abx'], 'abx'],
    ['abc', ['axx'], undefined],
    ['abcdef', ['abcdxx'], 'abcdxx'],
    ['abcdef', ['abcxxx'], undefined],
    ['abcdefghi', ['abcdefxxx'], 'abcdefxxx'],
    ['a', ['b'], 'b'],
    ['', ['a'], 'a'],
    ['', ['ab'], undefined],
    // Letters that are missing, added, or swapped with a neighbor are one mistake.
    ['abcd', ['abcde'], 'abcde'],
    ['abcd', ['abd'], 'abd'],
    ['abcd', ['abcdef'], undefined],
    ['abc', ['acb'], 'acb'],
    ['abc', ['bac'], 'bac'],
    ['abc', ['cba'], undefined],
    ['ab', ['bx'], undefined],
    ['ab', ['xa'], undefined],
    ['abcdef', ['badcef'], 'badcef'],
    ['abcdef', ['badcfe'], undefined],
    // The nearest, or else the first.
    ['abcdef', ['abcdxx', 'abcdex', 'abcdxf'], 'abcdex'],
    ['abcdef', ['abcdex', 'abcdef'], 'abcdef'],
    ['abc', [], undefined],
  ])('to %j among %j is %j', (word, known, expected) => {
    expect(closest(word, known)).toBe(expected);
  });

  test('may be one of the words of the configuration', () => {
    const known = ['abcdxx'];
    expect(closest('abcdef', known, ['abcxxx'])).toBe('abcdxx');
    expect(closest('abcdef', known, ['abxdxf'])).toBe('abcdxx');
    expect(closest('abcdef', known, ['abcdex'])).toBe('abcdex');
    // The answer for the known words stays what it was.
    expect(closest('abcdef', known)).toBe('abcdxx');
    expect(closest('xyz', known, ['xyy'])).toBe('xyy');
  });

  test('is found for any number of words', () => {
    const known = ['abcdef'];
    for (let i = 0; i < 2500; i++) closest(`${i}`, known);
    expect(closest('abcdex', known)).toBe('abcdef');
  });
});

test.each([
  ['submission', 'submissions', true],
  ['abcd', 'abxx', true],
  ['abcd', 'axxx', false],
  ['abcd', 'badc', true],
  ['abcd', 'wxyz', false],
  ['abc', 'abc', true],
])('%s for %s is a slip: %j', (word, other, expected) => {
  expect(isSlip(word, other)).toBe(expected);
});

test.each([
  ['reject_unknown', 'reject_unknwon', true],
  ['reject_all', 'reject_alx', true],
  ['reject_all', 'reject_axx', false],
  ['abcdef_x', 'abcdxx_x', true],
  ['abcdef_x', 'abcxxx_x', false],
  ['ab_c', 'abc', false],
  ['abc', 'ab_c', false],
  ['a_b_c', 'a_b', false],
])('%s for %s is a slip in each part: %j', (word, other, expected) => {
  expect(isSlipInParts(word, other, '_')).toBe(expected);
});
