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
])('the compatibility levels %j and %j are the same', (one, other) => {
  expect(compatibilityLevel(one)).toBe(compatibilityLevel(other));
});

test.each([
  '',
  'a',
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
  const levels = ['0', '1', '2', '3.5', '3.6', '3.6.1', '3.10', '3.10.1', '4', '10'];
  const numbers = levels.map((text) => compatibilityLevel(text) ?? -1n);
  expect([...numbers].sort((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
});

test('namesIn finds the names of every branch', () => {
  expect(namesIn('$a ${b?{$c}:{$d}} ${{$e} == {$f}} $$g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
