// What is true for any text: nothing throws, each node is in its line and returns its text, and the work grows with the
// length.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LogicalLine, logicalText } from '../../../server/src/syntax/lines.ts';
import { type ActionRole, parseAction } from '../../../server/src/syntax/tables/actions.ts';
import { isTableLanguage, type TableLanguage, tableParser } from '../../../server/src/syntax/tables/index.ts';
import { checkNesting } from '../../../server/src/syntax/tables/nesting.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { itemsOf, spansBelow } from './support.ts';

const seed = Number(process.env.SEED ?? 19_981_214);
const runs = { seed, numRuns: 1000 };

const languages: TableLanguage[] = [
  'postfix-table',
  'postfix-aliases',
  'postfix-regexp',
  'postfix-cidr',
  'postfix-database',
];
const roles: ActionRole[] = [
  'access',
  'header-checks',
  'body-checks',
  'delivery-header-checks',
  'delivery-body-checks',
  'milter-header-checks',
  'transport',
  'addresses',
];

const pieces = [
  ...[
    '\n',
    '\n',
    '\n ',
    '\n# note\n\t',
    ' ',
    '\t',
    '\r\n',
    '\r',
    '\v',
    '\0',
    '#',
    'a',
    'B',
    '7',
    'é',
    '😀',
    '\ud800',
  ],
  ...[
    '/',
    '/i ',
    '!',
    'if ',
    'endif',
    '$1',
    '${',
    '$(2)',
    '$$',
    '(',
    ')',
    '(?',
    '(?:',
    '[',
    ']',
    '[^',
    '[:alpha:]',
  ],
  ...[
    '{',
    '}',
    '{1,2}',
    '*',
    '+',
    '?',
    '|',
    '^',
    '.',
    '-',
    '\\',
    '\\Q',
    '\\E',
    '\\x{',
    '\\1',
    '"',
    "'",
    ',',
    ';',
    ':',
  ],
  ...[
    '<',
    '>',
    '@',
    '%',
    '=',
    ':include:',
    '192.0.2.0',
    '/24',
    '2001:db8::',
    'REJECT ',
    'FILTER ',
    'PREPEND ',
    '5.7.1 ',
  ],
];

const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

const options = fc.record({
  dialect: fc.constantFrom('regexp' as const, 'pcre' as const),
  bytes: fc.boolean(),
  smtputf8: fc.boolean(),
  release: fc.constantFrom('3.4', '3.7.11', '3.11'),
});

describe.each(languages)('%s', (language) => {
  test('any text can be read, and every node is in its line and returns its text', () => {
    fc.assert(
      fc.property(texts, options, (text, given) => {
        for (const { item } of itemsOf(text, tableParser(language, given))) checkSpans(item, item.line);
      }),
      runs,
    );
  });
});

test('any text can be an action', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, references) => {
      for (const { item } of itemsOf(text, tableParser('postfix-table'))) {
        if (!('value' in item)) continue;
        for (const role of roles)
          checkSpans(parseAction(role, item.line, item.value, { references }), item.line);
      }
    }),
    runs,
  );
});

test('any text has blocks, and every if and endif is in one, or skipped', () => {
  fc.assert(
    fc.property(texts, options, (text, given) => {
      for (const language of ['postfix-regexp', 'postfix-cidr'] as const) {
        const { blocks, problems } = checkNesting(itemsOf(text, tableParser(language, given)));
        const open = problems.filter(({ code }) => code === 'if-without-endif');
        expect(blocks.filter(({ close }) => close === undefined).length).toBe(open.length);
        for (const { start, end } of blocks) expect(start < end && end <= text.length).toBe(true);
      }
    }),
    runs,
  );
});

function checkSpans(node: unknown, line: LogicalLine): void {
  for (const span of spansBelow(node)) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(line.text.length);
    // If a text differs from the source (quotes, $$), the kind of the node shows that.
    if (typeof span.text === 'string' && !('kind' in span)) expect(logicalText(line, span)).toBe(span.text);
  }
}

test.each<[TableLanguage, string]>([
  ['postfix-table', 'a'],
  ['postfix-table', '"'],
  ['postfix-aliases', '('],
  ['postfix-aliases', 'a:<'],
  ['postfix-aliases', '>'],
  ['postfix-aliases', ';:'],
  ['postfix-aliases', '\\"'],
  ['postfix-regexp', '/('],
  ['postfix-regexp', '[[:'],
  ['postfix-regexp', '/a{1'],
  ['postfix-regexp', '/a/ ${'],
  ['postfix-regexp', '!'],
  ['postfix-regexp', '((?<a>'],
  ['postfix-regexp', '/\\x{'],
  ['postfix-regexp', '/(?'],
  ['postfix-cidr', '!['],
  ['postfix-cidr', '1:'],
])('%s: half a megabyte of %j takes no longer than its length', async (language, piece) => {
  const text = `/${piece.repeat(500_000 / piece.length)}/ x`;
  for (const dialect of ['regexp', 'pcre'] as const) {
    expect(await cpuTime(() => itemsOf(text, tableParser(language, { dialect })))).toBeLessThan(2000);
  }
});

test('a language id is one of these', () => {
  expect(languages.every(isTableLanguage)).toBe(true);
  expect(isTableLanguage('postfix-main')).toBe(false);
});
