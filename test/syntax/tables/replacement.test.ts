// The results of regexp: and pcre: tables: text with `$number` references. The messages are those of postmap(1).
import { describe, expect, test } from 'vitest';
import { patternParser } from '../../../server/src/syntax/tables/patterns.ts';
import { at, itemOf } from './support.ts';

const parsers = { regexp: patternParser({ dialect: 'regexp' }), pcre: patternParser({ dialect: 'pcre' }) };

function read(replacement: string, dialect: keyof typeof parsers = 'regexp') {
  const item = itemOf(`/(a)/ ${replacement}`, parsers[dialect]);
  if (item.kind !== 'rule') throw new Error(`no rule: ${replacement}`);
  return { messages: item.problems.map(({ message }) => message), ...item };
}

/** Each part: text in its meaning, and the number or the name of a reference. */
function parts(replacement: string): readonly unknown[] {
  return (read(replacement).replacement?.parts ?? []).map((part) =>
    part.kind === 'text' ? part.text : (part.index ?? { name: part.name.text }),
  );
}

describe('a reference is', () => {
  test.each([
    ['$1', [1]],
    ['${1}', [1]],
    ['$(1)', [1]],
    ['$01', [1]],
    ['$0000000000001', [1]],
    ['a$1b', ['a', { name: '1b' }]],
    ['$1.$1', [1, '.', 1]],
    ['$1-${1}-$(1)', [1, '-', 1, '-', 1]],
    ['a ${1} b', ['a ', 1, ' b']],
    ['$1$$', [1, '$']],
    ['$$$1', ['$', 1]],
    ['a$$1$$b', ['a$1$b']],
    ['$$$$', ['$$']],
    ['($(1)', ['(', 1]],
    ['$0', [{ name: '0' }]],
    ['$x', [{ name: 'x' }]],
    // atoi() keeps the lower 32 bits.
    ['$4294967297', [1]],
  ])('%s: %j', (replacement, expected) => {
    expect(parts(replacement)).toEqual(expected);
  });
});

describe('Postfix skips a rule, and logs the same for both types of table', () => {
  test.each([
    ['to ${1', ['truncated macro reference: "to ${1"']],
    ['$(1}', ['truncated macro reference: "$(1}"']],
    ['${{1}', ['truncated macro reference: "${{1}"']],
    ['$ 1', ['empty macro name: "$ 1"']],
    ['${}', ['empty macro name: "${}"']],
    ['$()', ['empty macro name: "$()"']],
    ['$', ['empty macro name: "$"']],
    ['$1$', ['empty macro name: "$1$"']],
    ['$name', ['non-numeric replacement index "name"']],
    ['$1a', ['non-numeric replacement index "1a"']],
    ['$a1', ['non-numeric replacement index "a1"']],
    ['$1_', ['non-numeric replacement index "1_"']],
    ['${1 }', ['non-numeric replacement index "1 "']],
    ['${{1}}', ['non-numeric replacement index "{1}"']],
    ['$((1))', ['non-numeric replacement index "(1)"']],
    ['$x $y', ['non-numeric replacement index "x"', 'non-numeric replacement index "y"']],
    ['$x$$$y', ['non-numeric replacement index "x"', 'non-numeric replacement index "y"']],
    // After an error, mac_parse() goes on to the next bracket, or to an error of syntax.
    ['$x ${y} $z', ['non-numeric replacement index "x"']],
    ['$x $ $z', ['non-numeric replacement index "x"', 'empty macro name: "$x $ $z"']],
    [
      '$x $y ${z',
      [
        'non-numeric replacement index "x"',
        'non-numeric replacement index "y"',
        'truncated macro reference: "$x $y ${z"',
      ],
    ],
    ['$2', ['out of range replacement index "2"']],
    ['$1.$2', ['out of range replacement index "2"']],
    ['$10', ['out of range replacement index "10"']],
    ['$1 $x', ['non-numeric replacement index "x"']],
    // Postfix compares unsigned numbers.
    ['$2147483648', ['out of range replacement index "-2147483648"']],
    ['$2147483648 $1', ['out of range replacement index "-2147483648"']],
    ['$1 $2147483648', ['out of range replacement index "-2147483648"']],
    ['$4294967295 $2147483648', ['out of range replacement index "-1"']],
    ['$2147483648 $4294967295', ['out of range replacement index "-1"']],
    ['$1000000000000000001', ['out of range replacement index "-1486618623"']],
    ['$9223372036854775808', ['out of range replacement index "-1"']],
    ['$99999999999999999999', ['out of range replacement index "-1"']],
  ])('%s', (replacement, messages) => {
    for (const dialect of ['regexp', 'pcre'] as const) {
      const found = read(replacement, dialect);
      expect(found.messages).toEqual(messages);
      expect(found.problems.every(({ skipped }) => skipped)).toBe(true);
    }
  });

  test.each(['$0', '${0}', '$00', '$4294967296'])('except for a zero: %s', (replacement) => {
    const digits = replacement.replace(/\D/g, '');
    expect(read(replacement).messages).toEqual([`out-of-range replacement index "${digits}"`]);
    expect(read(replacement, 'pcre').messages).toEqual([`out of range replacement index "${digits}"`]);
  });
});

test('the text after an error is still there', () => {
  const { line, replacement } = read('$x ${y} b');
  expect(replacement?.parts.map((part) => [part.kind, at(line, part)])).toEqual([
    ['group-reference', '$x'],
    ['text', ' '],
    ['text', '${y} b'],
  ]);
  expect(parts('a ${1')).toEqual(['a ', '${1']);
});
