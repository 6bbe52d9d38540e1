// What regcomp(3) accepts, and what it reports. The installed postmap(1) reports the same.
import { describe, expect, test } from 'vitest';
import { scanPosix } from '../../../server/src/syntax/tables/posix-regex.ts';

/** Letters are compared regardless of case unless the test says otherwise. */
function scanner(extended: boolean) {
  return (pattern: string, letters = 'ignoring case') => {
    const text = `/${pattern}/ [(`;
    const span = { start: 1, end: 1 + pattern.length };
    const ignoreCase = letters === 'ignoring case';
    const { error, ...others } = scanPosix(text, span, { extended, ignoreCase, bytes: false });
    return error === undefined
      ? others
      : { ...others, error: { message: error.message, place: text.slice(error.start, error.end) } };
  };
}

describe('extended expressions', () => {
  const scan = scanner(true);
  describe('valid', () => {
    test.each<[string, number, string?]>([
      ['(a)(b(c))', 3],
      ['a)', 0],
      ['[]a]', 0],
      ['[^]a]', 0],
      ['[a-z]', 0],
      ['[a-]', 0],
      ['[-a]', 0],
      ['[--a]', 0],
      ['[[:alpha:]]', 0],
      ['[[.a.]-c]', 0],
      ['[[=a=]]', 0],
      ['[a[:digit:]b]', 0],
      ['a**', 0],
      ['a+?', 0],
      ['|', 0],
      ['a|', 0],
      ['(|a)', 1],
      ['()', 1],
      ['\\(', 0],
      ['(a)\\1', 1],
      ['\\<a', 0],
      ['a{2}', 0],
      ['a{2,}', 0],
      ['a{2,3}', 0],
      ['(a{100}){10}', 1],
      ['a{0}', 0],
      ['a{2}{3}', 0],
      ['a{2}*', 0],
      ['a$b', 0],
      ['^a^', 0],
      ['a.b', 0],
      ['\\.', 0],
      ['\\{', 0],
      ['(é)', 1],
      ['[é-ü]', 0],
      ['[Z-a]', 0, 'with case'],
      ['[B-a]', 0, 'with case'],
    ])('%j', (text, groups, letters) => {
      expect(scan(text, letters)).toEqual({ groups, complete: true });
    });
  });

  describe('that only the library can judge', () => {
    test.each<[string, number, string?]>([
      ['[---]', 0],
      ['[[.space.]]', 0],
      ['[[=a=]-z]', 0],
      ['[a-[=b=]]', 0],
      ['^*', 0],
      ['(a)|\\1', 1],
      ['\\b*', 0],
      ['a{,3}', 0],
      ['^{2}', 0],
      ['a{32767}', 0],
      ['a{1001}', 0],
      ['a{100}{11}', 0],
      ['a{1\\,2}', 0],
      ['$*', 0],
      ['[Z-a]', 0, 'ignoring case'],
      ['[a-Z]', 0, 'ignoring case'],
      ['[B-a]', 0, 'ignoring case'],
    ])('%j', (text, groups, letters) => {
      expect(scan(text, letters)).toEqual({ groups, complete: false });
    });
  });

  describe('wrong', () => {
    test.each<[string, string, string, string?]>([
      ['(', 'Unmatched ( or \\(', '('],
      ['(a', 'Unmatched ( or \\(', '(a'],
      ['((a)', 'Unmatched ( or \\(', '((a)'],
      ['a(b', 'Unmatched ( or \\(', '(b'],
      ['[a', 'Unmatched [, [^, [:, [., or [=', '[a'],
      ['[', 'Invalid regular expression', '['],
      ['[^', 'Invalid regular expression', '[^'],
      ['[]', 'Unmatched [, [^, [:, [., or [=', '[]'],
      ['[z-a]', 'Invalid range end', 'z-a'],
      ['[a-', 'Unmatched [, [^, [:, [., or [=', '[a-'],
      ['[a--]', 'Invalid range end', 'a--'],
      ['[a-b-c]', 'Invalid range end', '-'],
      ['[[:alfa:]]', 'Invalid character class name', '[:alfa:]'],
      ['[[:alpha:]-z]', 'Invalid range end', '-'],
      ['[a-[:alpha:]]', 'Invalid range end', 'a-[:alpha:]'],
      ['[[:alpha', 'Unmatched [, [^, [:, [., or [=', '[[:alpha'],
      ['[c-[.a.]]', 'Invalid range end', 'c-[.a.]'],
      ['[[.a', 'Unmatched [, [^, [:, [., or [=', '[[.a'],
      [
        '[[.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.]]',
        'Unmatched [, [^, [:, [., or [=',
        '[[.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.]]',
      ],
      ['*a', 'Invalid preceding regular expression', '*'],
      ['+', 'Invalid preceding regular expression', '+'],
      ['?', 'Invalid preceding regular expression', '?'],
      ['a|*b', 'Invalid preceding regular expression', '*'],
      ['(*a)', 'Invalid preceding regular expression', '*'],
      ['a\\', 'Trailing backslash', '\\'],
      ['\\', 'Trailing backslash', '\\'],
      ['a{3,2}', 'Invalid content of \\{\\}', '{3,2}'],
      ['a{2', 'Unmatched \\{', '{2'],
      ['a{2,', 'Unmatched \\{', '{2,'],
      ['a{2,x}', 'Invalid content of \\{\\}', '{2,x}'],
      ['a{2x}', 'Invalid content of \\{\\}', '{2x}'],
      ['{2}', 'Invalid preceding regular expression', '{'],
      ['a|{2}', 'Invalid preceding regular expression', '{'],
      ['({2})', 'Invalid preceding regular expression', '{'],
      ['a{32768}', 'Regular expression too big', '{32768}'],
      ['é(', 'Unmatched ( or \\(', '('],
      ['[_-A]', 'Invalid range end', '_-A'],
      ['[a-Z]', 'Invalid range end', 'a-Z', 'with case'],
    ])('%j', (text, message, place, letters) => {
      expect(scan(text, letters)).toMatchObject({ error: { message, place } });
    });
  });
});

describe('basic expressions', () => {
  const scan = scanner(false);
  describe('valid', () => {
    test.each<[string, number, string?]>([
      ['\\(a\\)', 1],
      ['(a)', 0],
      ['*a', 0],
      ['^*a', 0],
      ['a*', 0],
      ['a\\{2\\}', 0],
      ['a\\+', 0],
      ['a\\|b', 0],
      ['^a', 0],
      ['a^b', 0],
      ['a\\{2,3\\}', 0],
      ['\\(a\\)\\1', 1],
      ['\\(*a\\)', 1],
      ['a\\|*', 0],
      ['a{2}', 0],
      ['a+', 0],
    ])('%j', (text, groups, letters) => {
      expect(scan(text, letters)).toEqual({ groups, complete: true });
    });
  });

  describe('that only the library can judge', () => {
    test.each<[string, number, string?]>([
      ['a**', 0],
      ['\\{2\\}', 0],
      ['a\\{x\\}', 0],
      ['a*\\{2\\}', 0],
    ])('%j', (text, groups, letters) => {
      expect(scan(text, letters)).toEqual({ groups, complete: false });
    });
  });

  describe('wrong', () => {
    test.each<[string, string, string, string?]>([
      ['\\(', 'Unmatched ( or \\(', '\\('],
      ['a\\)', 'Unmatched ( or \\(', '\\)'],
      ['a\\{2', 'Unmatched \\{', '\\{2'],
      ['a\\{2,1\\}', 'Invalid content of \\{\\}', '\\{2,1\\}'],
      ['a\\{2}', 'Unmatched \\{', '\\{2}'],
      ['[a', 'Unmatched [, [^, [:, [., or [=', '[a'],
    ])('%j', (text, message, place, letters) => {
      expect(scan(text, letters)).toMatchObject({ error: { message, place } });
    });
  });
});
