// Which places of a template can have findings, line by line.
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../server/src/lint/rule.ts';
import { hasTemplatedNames, isInTemplate, withoutTemplated } from '../../server/src/lint/templates.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const [main, other] = ['file:///main.cf', 'file:///other.cf'];

/** Splits a text with places between pairs of `‸`. */
function places(marked: string, uri = main) {
  const parts = marked.split('‸');
  let offset = 0;
  const spans = parts.map((part) => {
    const start = offset;
    offset += part.length;
    return { uri, start, end: offset };
  });
  return { text: SourceText.of(parts.join('')), spans: spans.filter((_, i) => i % 2 === 1) };
}

/** Whether a finding at the first place, with the others as related places, is kept. */
function isKept(marked: string, otherText = ''): boolean {
  const { text, spans } = places(marked);
  const elsewhere = places(otherText, other);
  const [at, ...related] = [...spans, ...elsewhere.spans];
  if (at === undefined) throw new Error('no place');
  const finding: Finding = {
    at,
    message: 'm',
    ...(related.length > 0 && { related: related.map((each) => ({ at: each, message: 'r' })) }),
  };
  const rule = { code: 'witness', title: 'Witness', severity: 'error' } as const;
  const files = new Map([
    [main, text],
    [other, elsewhere.text],
  ]);
  return withoutTemplated([{ rule, severity: 'error', finding }], files).length === 1;
}

describe('a finding is kept', () => {
  test.each([
    ['in a file without templates', 'a = ‸b‸\n'],
    ['on another line', 'a = {{ b }}\nc = ‸d‸\n{{ e }}\n'],
    ['about the line before a template', '‸a = b‸\n{{ c }}\n'],
    ['about the line after a template', '{{ a }}\n‸b = c‸\n'],
    ['with a related place before it', '‸a‸ = 1\n‸a‸ = 2\n{% if b %}\n'],
    ['if the statement is before both places', '{% if b %}\n‸a‸ = 1\n‸a‸ = 2\n'],
    ['if an expression is between the places', '‸a‸ = 1\n{{ b }}\n‸a‸ = 2\n'],
    ['if a statement continues no value', 'a = ‸b‸\n{% if c %}\nd = e\n{% endif %}\n'],
    ['if the statement is inside a line', 'a = ‸b‸\nc = {% if c %}x\n  d\n'],
    ['about the setting before the one that is continued', 'a = ‸b‸\nc =\n{% if c %}\n  d\n{% endif %}\n'],
    ['after a value that is continued', 'a =\n{% if b %}\n  c\n{% endif %}\nd = ‸e‸\n'],
  ])('%s', (_, text) => {
    expect(isKept(text)).toBe(true);
  });

  test('with a related place in another file, wherever the statements are', () => {
    expect(isKept('‸a‸ = 1\n{% if b %}\nc = 1\n', 'x = 1\ny = 2\n‸z‸ = 3\n')).toBe(true);
    expect(isKept('‸a‸ = 1\n', '{% if b %}\n‸z‸ = 3\n')).toBe(true);
  });
});

describe('a finding is left out', () => {
  test.each([
    ['on a line with template text', 'a = ‸b‸ {{ c }}\n'],
    ['on several lines, the first with template text', '‸a = {{ b }}\n  c‸\n'],
    ['on several lines, the last with template text', '‸a = b\n  c {{ d‸ }}\n'],
    ['on several lines around template text', '‸a = b\n  {{ c }}\n  d‸\n'],
    ['inside template text on several lines', 'a = {{ b |\n  ‸c‸ |\n  d }}\n'],
    ['on the last line of template text', 'a = {{ b |\n  c }} ‸d‸\n'],
    ['with a related place on such a line', 'a = ‸b‸\nc = ‸d‸ {{ e }}\n'],
    ['if one of two statements is between the places', '{% if a %}\n‸b‸ = 1\n{% endif %}\n‸b‸ = 2\n'],
    ['if a statement is between the places', '‸a‸ = 1\n{% if b %}\n‸a‸ = 2\n'],
    ['if a statement is between the places, in reverse', '‸a‸ = 2\nx = 1\n{% if b %}\n‸a‸ = 1\n'],
    [
      'at the end of a value that a statement continues',
      'a = ‸b‸\n{% for c in d %}\n  {{ c }}\n{% endfor %}\n',
    ],
    ['about an empty value that a statement continues', '‸a =‸\n{% for c in d %}\n  e\n{% endfor %}\n'],
    [
      'with comments between the value and the statement',
      '‸a =‸\n# note\n\n{% if c %}\n# more\n  d\n{% endif %}\n',
    ],
    ['after several statements', '‸a =‸\n{% if c %}\n{% if d %}\n  e\n{% endif %}\n'],
    ['after an indented statement', '‸a =‸\n  {% if c %}\n  e\n{% endif %}\n'],
    ['after a statement on several lines', '‸a =‸\n{% if c\n and d %}\n  e\n{% endif %}\n'],
    ['about a value that ends without a line break', 'x = y\n‸a =‸\n{% if c %}\n  e'],
  ])('%s', (_, text) => {
    expect(isKept(text)).toBe(false);
  });

  test('with a related place on such a line of another file', () => {
    expect(isKept('‸a‸ = 1\n', 'x = ‸y‸ {{ z }}\n')).toBe(false);
  });

  test('if its related place is before the statement, and it is after', () => {
    const { text, spans } = places('‸a‸ = 1\n{% if b %}\n‸a‸ = 2\n');
    const [first, last] = spans;
    if (first === undefined || last === undefined) return expect.unreachable();
    const finding: Finding = { at: last, message: 'm', related: [{ at: first, message: 'r' }] };
    const rule = { code: 'witness', title: 'Witness', severity: 'error' } as const;
    expect(withoutTemplated([{ rule, severity: 'error', finding }], new Map([[main, text]]))).toEqual([]);
  });
});

test('text is in a template if it shares a line with one', () => {
  const isIn = (marked: string, uri = main) => {
    const { text, spans } = places(marked, uri);
    return isInTemplate(text, main, spans);
  };
  expect(isIn('a = ‸b‸\nc = {{ d }}\n')).toBe(false);
  expect(isIn('a = ‸b‸\nc = ‸d‸ {{ e }}\n')).toBe(true);
  expect(isIn('c = ‸d‸ {{ e }}\n', other)).toBe(false);
  expect(isIn('a = ‸b‸\n')).toBe(false);
});

test.each([
  ['{{ name }} = {{ value }}\n', true],
  ['a = b\n{{ name }}\t= c\n', true],
  [' {{ name }} = c\n', false],
  ['a {{ name }} = c\n', false],
  ['{{ name }} c\n', false],
  ['{{ name }} c = d\n', false],
  ['{{ name }}', false],
  ['{% name %} = c\n', false],
  [`{{ name }}${' '.repeat(99)}= c\n`, true],
  [`{{ name }}${' '.repeat(100)}= c\n`, false],
  ['a = b\n', false],
])('a template fills in the names of parameters: %j: %s', (text, expected) => {
  expect(hasTemplatedNames(SourceText.of(text), main)).toBe(expected);
});
