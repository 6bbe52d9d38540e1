// What a value expands to, where each character of it comes from, and that the expansion always ends. The test next to
// this file compares the result with the real postconf.
import { describe, expect, test } from 'vitest';
import { compatibilityLevel, expand, namesIn } from '../../server/src/instance/expand.ts';

type Settings = Readonly<Record<string, string>>;

const of = (value: string, settings: Settings = {}, options = {}) =>
  expand(value, (name) => settings[name], options);

describe('a value', () => {
  const settings = { a: 'one', b: '$a, two', empty: '', five: '5', ten: '10' };

  test.each([
    ['text', 'text'],
    ['$a', 'one'],
    ['${b}!', 'one, two!'],
    ['$$a', '$a'],
    ['$nowhere.', '.'],
    ['${a?yes}${empty?yes}${nowhere?yes}', 'yes'],
    ['${a:no}${empty:no}${nowhere:no}', 'nono'],
    ['${empty?{yes}:{$b}}', 'one, two'],
    ['${{$five} < {$ten} ? {less} : {more}}', 'less'],
    ['${{a5} < {a10} ? {less} : {more}}', 'more'],
    ['${{$a} == {one}}', 'true'],
    ['${{$a} == {two}}', ''],
    ['${{3.10} >level {3.6} ? {newer}}', 'newer'],
  ])('%s becomes %j', (value, expected) => {
    expect(of(value, settings)).toMatchObject({ text: expected, problems: [] });
  });

  test.each([
    ['${a', 'truncated macro reference'],
    ['$', 'empty macro name'],
    ['${a b}', 'attribute name syntax error'],
    ['${{a} = {b}}', '"==" or "!=" or "<" or "<=" or ">=" or ">" expected'],
    ['${{x} <level {3}}', 'malformed compatibility level syntax: "x"'],
    ['${{9223372036854775808} > {1}}', 'mac_exp_eval: bad conversion: 9223372036854775808'],
    ['${domain_to_ascii{example.com}}', 'attribute name syntax error'],
  ])('%s cannot be expanded', (value, problem) => {
    expect(of(value, settings).problems).toEqual([problem]);
  });

  test.each([
    ['==', [false, true, false]],
    ['!=', [true, false, true]],
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['>=', [false, true, true]],
    ['>', [false, false, true]],
  ])('%s compares numbers, text, and levels', (operator, expected) => {
    const holds = (left: string, right: string, suffix = '') =>
      of(`\${{${left}} ${operator}${suffix} {${right}}}`).text === 'true';
    expect([holds('9', '10'), holds('10', '010'), holds('10', '9')]).toEqual(expected);
    expect([holds('a', 'b'), holds('b', 'b'), holds('b', 'a')]).toEqual(expected);
    // Text that only begins or ends with a number is compared as text.
    expect([holds('10a', '9'), holds('9', '9'), holds('9', '10a')]).toEqual(expected);
    expect([holds('a10', 'a9'), holds('0', '00'), holds('a9', 'a10')]).toEqual(expected);
    expect([holds('3.9', '3.10', 'level'), holds('3', '3.0', 'level'), holds('4', '3.10', 'level')]).toEqual(
      expected,
    );
  });

  test.each([
    ['${{9223372036854775807} < {9223372036854775808}}', 'mac_exp_eval: bad conversion: 9223372036854775808'],
    ['${{00009223372036854775807} == {1}}', undefined],
    ['${{1} < {10000000000000000000}}', 'mac_exp_eval: bad conversion: 10000000000000000000'],
    ['${{3} <level {y}}', 'malformed compatibility level syntax: "y"'],
    ['${{x} <level {y}}', 'malformed compatibility level syntax: "x"'],
    ['${{$} == {$(}}', 'empty macro name'],
    ['${{a} == {$(}}', 'truncated macro reference'],
    ['${{x} ==level {3} ? {a} : {b}}', 'malformed compatibility level syntax: "x"'],
  ])('%s has at most one problem', (text, problem) => {
    expect(of(text)).toMatchObject({ text: '', problems: problem === undefined ? [] : [problem] });
  });

  test('a problem in a branch that is not taken does not matter', () => {
    expect(of('${empty?{$}:{fine}}', settings)).toMatchObject({ text: 'fine', problems: [] });
  });

  test('names without a value are reported, once each', () => {
    expect(of('$x $y ${x} ${{$z} == {} ? {a}} ${w?{v}}', settings).undefinedNames).toEqual(['x', 'y', 'z']);
  });

  test('functions are those of Postfix 3.11', () => {
    expect(of('${domain_to_ascii{ $a.example }}', settings, { functions: true })).toMatchObject({
      text: 'one.example',
      problems: [],
    });
    expect(of('${other{x}}', settings, { functions: true }).problems).toEqual(['unknown function "other"']);
  });

  test('a raw parameter is inserted unchanged', () => {
    expect(of('$b', settings, { isRaw: (name: string) => name === 'b' })).toMatchObject({
      text: '$a, two',
      problems: [],
    });
  });
});

describe('the end', () => {
  const nesting = expect.stringContaining('unreasonable macro call nesting');

  test.each<[string, Settings]>([
    ['$a', { a: '$a' }],
    ['$a', { a: '$b', b: '$c', c: '$a' }],
    ['$a', { a: '$a$a$a' }],
    ['$a', { a: '${a?{$a}:{$a}}' }],
    ['$a', { a: '${{$a} == {$a}}' }],
    ['$a', { a: '${{$a$a} == {$b} ? {$a}}', b: '$a $a' }],
    ['$a', { a: 'x ${b:$a}', b: '' }],
  ])('of a loop is a problem: %s with %j', (value, settings) => {
    expect(of(value, settings).problems).toEqual([nesting]);
  });

  test('of exponential growth is a problem', () => {
    const settings = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`x${i}`, `$x${i + 1} $x${i + 1}`]),
    );
    const { text, problems } = of('$x0', { ...settings, x60: 'y' });
    expect(problems).toEqual([nesting]);
    expect(text.length).toBeLessThan(4 << 20);
  });

  test('of growth that results in no text is also a problem', () => {
    const settings = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`x${i}`, `$x${i + 1}$x${i + 1}`]),
    );
    expect(of('$x0', { ...settings, x60: '' }).problems).toEqual([nesting]);
    const compared = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`x${i}`, `\${{$x${i + 1}} == {$x${i + 1}} ? {}}`]),
    );
    expect(of('$x0', { ...compared, x60: 'y' }).problems).toEqual([nesting]);
  });

  test('of a loop names the part that is nested too deeply', () => {
    expect(of('$a', { a: 'x$b', b: '-$a' }).problems).toEqual(['unreasonable macro call nesting: "x"']);
    expect(of('$a', { a: '$b', b: '$a' }).problems).toEqual(['unreasonable macro call nesting: "$b"']);
  });

  test('of a hundred levels is not a problem', () => {
    const settings = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`x${i}`, `$x${i + 1}`]));
    expect(of('$x0', { ...settings, x99: 'y' })).toMatchObject({ text: 'y', problems: [] });
    expect(of('$x', { ...settings, x: '$x0', x99: 'y' }).problems).toEqual([nesting]);
  });
});

describe('where it comes from', () => {
  const value = 'a $b ${c?{d $e}} $$f';
  const settings = { b: 'one $c', c: 'two', e: 'three' };
  const { text, originAt } = of(value, settings);

  test.each([
    ['a ', [], 'a '],
    ['one', ['b'], 'one '],
    ['two', ['b', 'c'], 'two'],
    ['d ', [], 'd '],
    ['three', ['e'], 'three'],
    ['$f', [], ' $$f'],
  ])('%j', (part, via, within) => {
    const origin = originAt(text.indexOf(part)) ?? expect.fail('no origin');
    expect(origin.via).toEqual(via);
    const owner = via.length === 0 ? value : (settings[via.at(-1) as keyof typeof settings] ?? '');
    expect(owner.slice(origin.within.start, origin.within.end)).toBe(within);
  });

  test('is the outermost reference in the value itself', () => {
    const { at } = originAt(text.indexOf('two')) ?? expect.fail('no origin');
    expect(value.slice(at.start, at.end)).toBe('$b');
  });

  test('of text of the value itself is exact in both places', () => {
    const { originAt: place } = of('ab cd$e', { e: 'f' });
    expect(place(4)).toEqual({ at: { start: 4, end: 5 }, via: [], within: { start: 4, end: 5 } });
    expect(place(5)).toMatchObject({ at: { start: 5, end: 7 }, via: ['e'], within: { start: 0, end: 1 } });
    const second = of('$e xy', { e: 'f' });
    expect(second.originAt(3)?.within).toEqual({ start: 4, end: 5 });
  });

  test('of raw text is the whole value', () => {
    const raw = of('x$b', { b: '$c d' }, { isRaw: () => true });
    expect(raw.text).toBe('x$c d');
    expect(raw.originAt(3)).toMatchObject({
      at: { start: 1, end: 3 },
      via: ['b'],
      within: { start: 2, end: 4 },
    });
  });

  test('is exact inside a part of the text', () => {
    expect(originAt(text.indexOf('ne'))?.within).toEqual({ start: 1, end: 4 });
  });

  test('of nothing is nothing', () => {
    expect(of('').originAt(0)).toBeUndefined();
  });
});

test.each([
  ['3', '3.0'],
  ['3.6', '3.6.0'],
  ['+3. 6', '3.6'],
  ['3.+6. +1', '3.6.1'],
  ['-0', '0'],
  ['3.-0', '3'],
  [' \t3', '3'],
  ['003', '3'],
])('the compatibility levels %j and %j are the same', (one, other) => {
  expect(compatibilityLevel(one)).toBe(compatibilityLevel(other));
});

test.each(['3.1023', '3.6.1023', '8796093022207', '3.6.12'])('%j is a compatibility level', (text) => {
  expect(compatibilityLevel(text)).toBeGreaterThan(3n << 20n);
});

test.each([
  '',
  'a',
  '3.99999999999999999999',
  '3.6.99999999999999999999',
  '3.-1',
  '+-3',
  '3.',
  '.3',
  '3.6.1.1',
  '3.1024',
  '3.6.1024',
  '-1',
  '3 ',
  '3,6',
  '8796093022208',
  '\u00a03',
])('%j is not a compatibility level', (text) => {
  expect(compatibilityLevel(text)).toBeUndefined();
});

test('levels are ordered by major, minor and patch number', () => {
  const levels = ['0', '1', '2', '3.5', '3.6', '3.6.1', '3.6.9', '3.6.10', '3.10', '3.10.1', '4', '10'];
  const numbers = levels.map((text) => compatibilityLevel(text) ?? -1n);
  expect([...numbers].sort((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
});

test('namesIn finds the names of every branch', () => {
  expect(namesIn('$a ${b?{$c}:{$d}} ${{$e} == {$f}} $$g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
