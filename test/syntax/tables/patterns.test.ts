// regexp_table(5) and pcre_table(5).
import { describe, expect, test } from 'vitest';
import type { LineParser } from '../../../server/src/syntax/document.ts';
import { type CidrItem, cidrParser } from '../../../server/src/syntax/tables/cidr.ts';
import { checkNesting } from '../../../server/src/syntax/tables/nesting.ts';
import {
  type Pattern,
  type PatternItem,
  type PatternRule,
  patternParser,
} from '../../../server/src/syntax/tables/patterns.ts';
import { at, itemOf, itemsOf, marked } from './support.ts';

const regexp = patternParser({ dialect: 'regexp' });
const pcre = patternParser({ dialect: 'pcre' });

function rule(text: string, parse = regexp): PatternRule {
  const item = itemOf(text, parse);
  if (item.kind !== 'rule') throw new Error(`no rule: ${text}`);
  return item;
}

function pattern(text: string, parse = regexp): Pattern {
  const found = rule(text, parse).pattern;
  if (found === undefined) throw new Error(`no pattern: ${text}`);
  return found;
}

function codes(text: string, parse = regexp): string[] {
  return itemOf(text, parse).problems.map(({ code }) => code);
}

describe('a rule', () => {
  test('has a pattern between delimiters, flags and a result', () => {
    const item = rule('!/^Received: \\/x/im   WARN here');
    expect(item.pattern).toMatchObject({
      negated: true,
      source: { text: '^Received: \\/x' },
      flags: [
        { text: 'i', known: true },
        { text: 'm', known: true },
      ],
    });
    expect(item.replacement?.text).toBe('WARN here');
    const { line, pattern: found } = item;
    expect([at(line, found), at(line, found?.open), at(line, found?.close)]).toEqual([
      '!/^Received: \\/x/im',
      '/',
      '/',
    ]);
  });

  test.each(['#a#', '|a|', '"a"', '%a%', '(a(', '$a$'])('takes any delimiter: %s', (text) => {
    // A line that begins with # is a comment, but not if # follows a !.
    expect(pattern(`!${text} x`).source.text).toBe('a');
  });

  test('keeps what can be read if the rest is missing or wrong', () => {
    expect(rule('/a/').replacement).toMatchObject({ text: '', start: 3, end: 3, parts: [] });
    expect(itemOf('!', regexp)).toMatchObject({ kind: 'rule' });
    expect(itemOf('if', regexp)).toMatchObject({ kind: 'if', keyword: { text: 'if' } });
    expect(itemOf('if /a', regexp)).toMatchObject({ kind: 'if', pattern: { source: { text: 'a' } } });
    const open = pattern('/a');
    expect(open).toMatchObject({ kind: 'pattern', flags: [], groups: undefined, judged: false });
    expect(open.close).toBeUndefined();
    const flagged = rule('/a/iq x');
    expect(at(flagged.line, flagged.pattern)).toBe('/a/iq');
    expect(flagged.replacement).toBeUndefined();
    expect(flagged.pattern).toMatchObject({
      flags: [
        { text: 'i', known: true },
        { text: 'q', known: false },
      ],
      groups: undefined,
      judged: false,
    });
    const second = rule('/a/!/b x');
    expect([second.second?.source.text, second.replacement]).toEqual(['b x', undefined]);
    expect(rule('/a/!').second).toBeUndefined();
  });

  test('has a place for each ! and each flag', () => {
    const { line, pattern: found } = rule('! !/a/im x');
    expect(found?.negations.map((each) => at(line, each))).toEqual(['!', '!']);
    expect(found?.negations.map(({ start }) => start)).toEqual([0, 2]);
    expect(found?.flags.map((each) => at(line, each))).toEqual(['i', 'm']);
    expect(pattern('/a/ x').flags).toEqual([]);
    const wide = itemOf('éaã x', regexp);
    expect(at(wide.line, wide.problems[0])).toBe('ã');
  });

  test('can require two patterns only in a regexp: table', () => {
    expect(rule('/a/!/b/i c').second).toMatchObject({ negated: true, source: { text: 'b' } });
    expect(rule('/a/!/b/i c').replacement?.text).toBe('c');
    expect(codes('/a/!/b/ c', pcre)).toEqual(['unknown-flag']);
  });

  test('can continue over several lines, even in the pattern', () => {
    const item = rule('/a\n b/ c\n  d\n');
    expect([item.pattern?.source.text, item.replacement?.text]).toEqual(['a b', 'c  d']);
    expect(rule('/a\\\n b/ c\n').pattern?.source.text).toBe('a\\ b');
  });

  test('has references to groups in its result', () => {
    const { line, replacement } = rule('/(a)(b)(c)/ $1 ${2}x$(3) $$4 $1b');
    expect(
      replacement?.parts.map((part) => (part.kind === 'text' ? part.text : (part.index ?? part.name.text))),
    ).toEqual([1, ' ', 2, 'x', 3, ' $4 ', '1b']);
    expect(replacement?.parts.map((part) => at(line, part))).toEqual([
      '$1',
      ' ',
      '${2}',
      'x',
      '$(3)',
      ' $$4 ',
      '$1b',
    ]);
  });
});

describe('what Postfix logs about rules', () => {
  test('of a regexp: table', () => {
    const text = `
/a/ OK
/a OK
^ missing-delimiter
/a/q OK
   ^ unknown-flag
/a/
^^^ missing-replacement
!
^ missing-pattern
!/(a)/ $1
       ^^ reference-in-negated-pattern
!!/(a)/ $1
/(a)/ $2
      ^^ reference-out-of-range
/(a)/ $0
      ^^ reference-out-of-range
/(a)/ $name
      ^^^^^ non-numeric-reference
/(a)/ to \${1
         ^^^ truncated-reference
/(a)/ $ 1
      ^ empty-reference
/(a/ OK
 ^^ bad-pattern
/*a/ OK
 ^ bad-pattern
/[a/ OK
 ^^ bad-pattern
/[z-a]/ OK
  ^^^ bad-pattern
/[\\w-.]/ OK
   ^^^ bad-pattern
no pattern
^^^^^^^^^^ unrecognized-request
`;
    expect(marked(text, regexp)).toBe(text);
  });

  test('of a pcre: table', () => {
    const text = `
/(?<!a)\\bb(?=c)/x OK
/a/X OK
   ^ obsolete-flag
/(?:a)(b)/ $2
           ^^ reference-out-of-range
/(?|(a)|(b)(c))/ $2
/a)/ OK
  ^ bad-pattern
/(a/ OK
 ^^ bad-pattern
/a**/ OK
   ^ bad-pattern
/^*/ OK
  ^ bad-pattern
/\\j/ OK
 ^^ bad-pattern
/[[:alfa:]]/ OK
  ^^^^^^^^ bad-pattern
/(a)\\2/ OK
    ^^ bad-pattern
/(?<=a+)b/ OK
      ^ bad-pattern
`;
    expect(marked(text, pcre)).toBe(text);
  });

  test('in its own words', () => {
    const words = (text: string, parse = regexp): string[] =>
      itemOf(text, parse).problems.map(({ message }) => message);
    expect(words('/a OK')).toEqual(['no closing regexp delimiter "/"']);
    expect(words('/a/q OK')).toEqual(['unknown regexp option "q"']);
    expect(words('/a/')).toEqual(['no replacement text: using empty string']);
    expect(words('/(/ OK')).toEqual(['Unmatched ( or \\(']);
    expect(words('/(/ OK', pcre)).toEqual(['error in regex: missing closing parenthesis']);
    expect(words('/(a)/ $0')).toEqual(['out-of-range replacement index "0"']);
    expect(words('/(a)/ $0', pcre)).toEqual(['out of range replacement index "0"']);
    expect(words('/(a)/ $3')).toEqual(['out of range replacement index "3"']);
    expect(words('if /a/ b')).toEqual(['ignoring extra text after IF statement: "b"']);
  });

  // The messages of postmap(1), which are the same for both types of table where only one list is given.
  test.each<[string, readonly string[], (readonly string[])?]>([
    ['! /a/ x', []],
    ['! ! !/b/ x', []],
    ['!', ['no regexp']],
    ['! ! ', ['no regexp']],
    ['/a/!/c/ x', [], ['unknown regexp option "!"']],
    ['/a/!!/c/ x', [], ['unknown regexp option "!"']],
    ['/a/!', ['no regexp'], ['unknown regexp option "!"']],
    ['/a/ !/c/ x', []],
    ['/a/!/c x', ['no closing regexp delimiter "/"'], ['unknown regexp option "!"']],
    ['/a/!/c/q x', ['unknown regexp option "q"'], ['unknown regexp option "!"']],
    ['/a/!/(/ x', ['Unmatched ( or \\('], ['unknown regexp option "!"']],
    ['/(/!/b/ x', ['Unmatched ( or \\('], ['unknown regexp option "!"']],
    ['/a/!/c/', ['no replacement text: using empty string'], ['unknown regexp option "!"']],
    ['!/(a)/!/c/ $1', ['$number found in negative match replacement text'], ['unknown regexp option "!"']],
    // Only the groups of the first pattern have numbers.
    ['/(a)/!/(b)/ $2', ['out of range replacement index "2"'], ['unknown regexp option "!"']],
    ['/(a)/!/(b)/ $1', [], ['unknown regexp option "!"']],
    ['!/(a)/ $1', ['$number found in negative match replacement text']],
    ['!!/(a)/ $1', []],
    ['!/(a)/ x', []],
    ['!/(a/ $x', ['non-numeric replacement index "x"']],
    ['/a/i/ x', ['unknown regexp option "/"']],
    ['/a #(/x x', []],
    ['/a/X x', ['unknown regexp option "X"'], ['ignoring obsolete regexp option "X"']],
    ['/a/é x', ['unknown regexp option "?"']],
    ['/a/\tx', []],
    ['if', ['no regexp']],
    ['if !', ['no regexp']],
    ['if /a', ['no closing regexp delimiter "/"']],
    ['if /a/q', ['unknown regexp option "q"']],
    [
      'if /a/X b',
      ['unknown regexp option "X"'],
      ['ignoring obsolete regexp option "X"', 'ignoring extra text after IF statement: "b"'],
    ],
    ['if !!/a/', []],
    ['if /a/q b', ['unknown regexp option "q"']],
    ['endif x', ['ignoring extra text after ENDIF']],
    ['/(a/ $5', ['Unmatched ( or \\('], ['missing closing parenthesis']],
    ['/(/!/(/ x', ['Unmatched ( or \\('], ['unknown regexp option "!"']],
    ['!/(a)/ $1 $x', ['non-numeric replacement index "x"']],
    ['éaã x', ['unknown regexp option "?"']],
    ['é', ['no closing regexp delimiter "?"']],
    ['\x7fa\x7f x', []],
    [' /a/ x', ['logical line must not start with whitespace']],
    ['if /a/!/b/', ['ignoring extra text after IF statement: "!/b/"'], ['unknown regexp option "!"']],
    ['endif1 x', ['ignoring unrecognized request']],
    ['ENDIFx', ['ignoring unrecognized request']],
    ['2 x', ['ignoring unrecognized request']],
    ['_a_ x', []],
    ['/a\\/b/ x', []],
    ['/a\\ x', ['no closing regexp delimiter "/"']],
    ['a/ x', ['ignoring unrecognized request']],
    ['\\a\\ x', ['no closing regexp delimiter "\\"']],
    // With flag x, a regexp: pattern has no groups but \\(…\\).
    ['/(a)/x $1', ['out of range replacement index "1"'], []],
    ['/(a)/xx $1', []],
    ['/(a)/xxx $1', ['out of range replacement index "1"'], []],
    ['/\\(a\\)/x $1', [], ['out of range replacement index "1"']],
  ])('%s', (text, ofRegexp, ofPcre = ofRegexp) => {
    const messages = (parse: typeof regexp) =>
      itemOf(text, parse).problems.map(({ message }) => message.replace(/^error in regex: /, ''));
    expect({ regexp: messages(regexp), pcre: messages(pcre) }).toEqual({ regexp: ofRegexp, pcre: ofPcre });
  });

  test.each([
    ['/a/', false],
    ['if /a/ b', false],
    ['endif a', false],
    ['/a/X b', false],
    ['/a/ $x', true],
    ['!/(a)/ $1', true],
    ['/a/ $1', true],
    ['/(/ x', true],
    ['/a x', true],
    ['/a/q x', true],
    ['éaé x', true],
    ['!', true],
    ['a', true],
    [' /a/ x', true],
  ])('%s: Postfix skips the line: %s', (text, skipped) => {
    expect(itemOf(text, pcre).problems).toMatchObject([{ skipped }]);
  });

  test('in the order of Postfix', () => {
    const { problems } = itemOf('/a/XX', pcre);
    expect(problems.map(({ code }) => code)).toEqual([
      'obsolete-flag',
      'obsolete-flag',
      'missing-replacement',
    ]);
  });

  // Postfix 3.9 began to warn about the byte. Every release reads the line up to it.
  test('a NUL byte ends the line', () => {
    expect(rule('/a/ x\0y').replacement?.text).toBe('x');
    expect(codes('/a/\0 x')).toEqual(['missing-replacement', 'null-byte']);
    expect(itemOf('\0/a/ x', regexp)).toMatchObject({
      kind: 'nonsense',
      problems: [{ code: 'null-byte', skipped: false }],
    });
    expect(codes('/a/\0 x', patternParser({ dialect: 'regexp', release: '3.8' }))).toEqual([
      'missing-replacement',
    ]);
  });
});

describe('regexp: and pcre: differ', () => {
  test('a backslash at the end of the line closes a regexp: pattern', () => {
    expect(codes('/a\\')).toEqual(['missing-replacement']);
    expect(codes('/a\\', pcre)).toEqual(['missing-delimiter']);
  });

  test('in their flags', () => {
    expect([codes('/a/s OK'), codes('/a/s OK', pcre)]).toEqual([['unknown-flag'], []]);
    expect([codes('/a/ii OK'), codes('/a/xAEUms OK', pcre)]).toEqual([[], []]);
    // PCRE2 came with Postfix 3.7.
    expect(codes('/a/X OK', patternParser({ dialect: 'pcre', release: '3.6' }))).toEqual([]);
  });

  test('in what they treat as a group', () => {
    const groups = (text: string): (number | undefined)[] => [
      pattern(text).groups,
      pattern(text, pcre).groups,
    ];
    expect(groups('/(a)(b(c))/ x')).toEqual([3, 3]);
    expect(groups('/\\(a[(]/ x')).toEqual([0, 0]);
    expect(groups('/[]()](a)/ x')).toEqual([1, 1]);
    expect(groups('/\\Q(\\E(a)/ x')[1]).toBe(1);
    expect(groups('/(?:a)(?<n>b)(?#()(?=c)/ x')[1]).toBe(1);
    expect(groups('/(?|(a)|(b)(c))(d)/ x')[1]).toBe(3);
    expect(groups('/a #(/x x')[1]).toBe(0);
    // Flag x selects the basic syntax for a regexp: pattern, in which \( begins a group.
    expect(pattern('/(a)\\(b\\)/x x').groups).toBe(1);
  });
});

describe('what only the engine can tell', () => {
  test.each([
    '/^*a/ x',
    '/a{,3}/ x',
    '/(a)|\\1/ x',
    '/[[.space.]]/ x',
    '/[Z-a]/ x',
    '/[a---]/ x',
    '/a{1\\,3}/ x',
  ])('regexp: %s', (text) => {
    expect(rule(text).problems).toEqual([]);
    expect(pattern(text).judged).toBe(false);
  });

  test.each([
    '/(a)?(?(1)a)/ x',
    '/\\p{Greek}/ x',
    '/\\p{^Script_Ext-ensions: Greek}/ x',
    '/(?<=a|b{1,2})c/ x',
    '/(*UTF)\\x{100}/ x',
    '/(?<n>a)?(?&n)/ x',
    '/a{,3}/ x',
    '/(*UTF)\\x{1ff}(a)/ $1',
    '/[\\x{ 41 }]/ x',
  ])('pcre: %s', (text) => {
    expect(rule(text, pcre).problems).toEqual([]);
    expect(pattern(text, pcre).judged).toBe(false);
  });

  test('before Postfix 3.7, the library is an older one, about which less is certain', () => {
    const old = patternParser({ dialect: 'pcre', release: '3.4' });
    expect([codes('/\\j/ x', old), codes('/(/ x', old)]).toEqual([[], ['bad-pattern']]);
  });
});

describe('an error in the GNU library only', () => {
  test.each([
    ['/a{/ x', 'Unmatched \\{'],
    ['/a{?b/ x', 'Unmatched \\{'],
    ['/a{x,/ x', 'Invalid content of \\{\\}'],
    ['/a{,/ x', 'Unmatched \\{'],
    ['/a{}/ x', 'Invalid content of \\{\\}'],
    ['/a{x}/ x', 'Invalid content of \\{\\}'],
    ['/a${.9}b/ x', 'Invalid preceding regular expression'],
    ['/a|({)/ x', 'Invalid preceding regular expression'],
    ['/\\1/ x', 'Invalid back reference'],
    ['/(a\\1)/ x', 'Invalid back reference'],
  ])('%s', (text, message) => {
    expect(rule(text).problems).toMatchObject([
      { code: 'bad-pattern', message, skipped: true, gnuOnly: true },
    ]);
  });

  test('is none in a basic expression, in which other libraries agree', () => {
    expect(rule('/\\1/x x').problems).toMatchObject([{ message: 'Invalid back reference' }]);
    expect(rule('/\\1/x x').problems).not.toMatchObject([{ gnuOnly: true }]);
  });

  test.each(['/a\\{/ x', '/[{]/ x', '/(a)\\1/ x', '/a}/ x'])('is not seen in %s', (text) => {
    expect(rule(text).problems).toEqual([]);
  });
});

describe('names in a pcre: pattern', () => {
  test.each([
    ['/\\p{Foo}/ x', 'unknown property after \\P or \\p'],
    ['/[\\P{^Gre ex}]/ x', 'unknown property after \\P or \\p'],
    ['/\\k<c>/ x', 'reference to non-existent subpattern'],
    ["/\\k'c'(?<d>a)/ x", 'reference to non-existent subpattern'],
    ['/(?P=c)/ x', 'reference to non-existent subpattern'],
    ['/(?&c)/ x', 'reference to non-existent subpattern'],
    ['/(?(<c>)a)/ x', 'reference to non-existent subpattern'],
    ['/(?(R&c)a)/ x', 'reference to non-existent subpattern'],
    ['/(?(1)a)/ x', 'reference to non-existent subpattern'],
  ])('%s is not valid', (text, message) => {
    expect(rule(text, pcre).problems.map((each) => each.message)).toEqual([`error in regex: ${message}`]);
  });

  test.each([
    '/\\p{L}\\P{^Lu}\\p{L&}\\p{greek}\\p{Old_ North-Arabian}\\p{Xan}\\pN/ x',
    '/\\p{sc:Foo}\\p{Foo=Bar}/ x',
    '/\\k<c>(?<c>a)/ x',
    '/(?(DEFINE)(?<c>a))(?P>c)\\g{c}/ x',
    '/(?<c>a)?(?(<c>)b)(?(R&c)c)(?(R)d)(?(VERSION>=10.4)e)/ x',
  ])('%s is valid or unknown', (text) => {
    expect(rule(text, pcre).problems).toEqual([]);
  });

  test.each(['/a.*?b/ $1', '/a.*?(?:b)/ $1', '/(?i).+?x*?/ $1'])('%s has no such group', (text) => {
    expect(codes(text, pcre)).toEqual(['reference-out-of-range']);
    if (!text.includes('(')) expect(codes(text)).toEqual(['reference-out-of-range']);
  });
});

describe('a non-ASCII character', () => {
  const bytes = patternParser({ dialect: 'regexp', bytes: true });

  test('is several bytes, the first of which is the delimiter', () => {
    expect(codes('éaé x')).toEqual(['unknown-flag']);
    expect(codes('éa x')).toEqual(['missing-delimiter']);
    expect(codes('\xe9a\xe9 x', bytes)).toEqual([]);
  });

  test('ends a range with its first byte, and begins one with its last byte', () => {
    expect([codes('/[é-ü]/ x'), codes('/[é-à]/ x'), codes('/[é-z]/ x')]).toEqual([[], [], ['bad-pattern']]);
  });
});

describe('if and endif', () => {
  test('in any case, with or without a space', () => {
    const kinds = (text: string): string[] => itemsOf(text, regexp).map(({ item }) => item.kind);
    expect(kinds('if /a/\nIF!/a/\niF/a/\nEndIf\nendif\nENDIF /x/\n')).toEqual([
      'if',
      'if',
      'if',
      'endif',
      'endif',
      'endif',
    ]);
    expect(kinds('iffy\nendiff\nif2\n!if\n')).toEqual(['nonsense', 'nonsense', 'nonsense', 'rule']);
  });

  test('belong together', () => {
    const text = `
if /a/
if !/b/i
/c/ OK
endif
endif and more
      ^^^^^^^^ text-after-endif
endif
^^^^^ endif-without-if
if /no (pattern/
       ^^^^^^^^ bad-pattern
endif
^^^^^ endif-without-if
if /a/ /b/
       ^^^ text-after-if
^^ if-without-endif
if /open/
endif
`;
    expect(marked(text, regexp)).toBe(text);
  });

  test('may have more text on their line', () => {
    expect(itemOf('if /a/ b c', regexp)).toMatchObject({ extra: { text: 'b c' } });
    expect(itemOf('endif b c', regexp)).toMatchObject({ extra: { text: 'b c' } });
    expect(itemOf('if /a/', regexp)).not.toHaveProperty('extra');
    expect(itemOf('endif', regexp)).not.toHaveProperty('extra');
  });

  test('are missed in the words of Postfix', () => {
    const words = (text: string, parse: LineParser<PatternItem | CidrItem> = regexp) =>
      checkNesting(itemsOf(text, parse)).problems.map(({ message, skipped }) => [message, skipped]);
    expect(words('endif\nif /a/\n')).toEqual([
      ['ignoring ENDIF without matching IF', true],
      ['IF has no matching ENDIF', false],
    ]);
    expect(words('endif\nif 192.0.2.0/24\n', cidrParser({}))).toEqual([
      ['ENDIF without IF', true],
      ['IF has no matching ENDIF', false],
    ]);
    expect(words('if /a/\nif /b/\nendif\nendif\n')).toEqual([]);
  });

  test('make blocks', () => {
    const items: ReturnType<typeof itemsOf<PatternItem>> = itemsOf(
      'if /a/\nif /b/\n/c/ d\nendif\nendif\nif /e/\n/f/ g\n',
      regexp,
    );
    const { blocks } = checkNesting(items);
    expect(blocks.map(({ start, end, depth, close }) => [start, end, depth, close !== undefined])).toEqual([
      [7, 26, 1, true],
      [0, 32, 0, true],
      [32, 45, 0, false],
    ]);
  });
});
