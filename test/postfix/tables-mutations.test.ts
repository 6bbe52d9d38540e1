// Compares hundreds of damaged tables of each kind with Postfix, as tables.test.ts does. Each run uses the same tables
// unless TABLES_SEED is set. TABLES_ROUNDS multiplies their number.
import { expect, test } from 'vitest';
import {
  type Comparison,
  compareAliases,
  compareCidr,
  compareKeyValue,
  comparePatterns,
  summary,
  type Tables,
} from '../syntax/tables/comparison.ts';
import { kindOf, realFiles, type TableKind } from '../syntax/tables/corpus.ts';
import { join, mutate, pick, type Random, randomFrom } from '../syntax/tables/random.ts';
import { describePostfix, findPostfix } from './harness.ts';

const seed = Number(process.env.TABLES_SEED ?? 19_981_214);
const rounds = Number(process.env.TABLES_ROUNDS ?? 1);
const mutationsPerFile = 10;
const linesPerFile = 400;

const files = realFiles();
const hasPcre = findPostfix()?.tableTypes.includes('pcre') ?? false;

type Compare = (tables: Tables) => Promise<Comparison>;

/** Compares `batches` batches and prints how many tables were compared. */
async function compareFor(
  what: string,
  batches: number,
  make: (random: Random) => Tables,
  compare: Compare,
): Promise<void> {
  const random = randomFrom(seed);
  const sum = { files: 0, lines: 0, warnings: 0, unjudged: 0, differences: [] as Comparison['differences'] };
  for (let i = 0; i < batches * rounds && sum.differences.length === 0; i++) {
    const found = await compare(make(random));
    sum.files += found.files;
    sum.lines += found.lines;
    sum.warnings += found.warnings;
    sum.unjudged += found.unjudged;
    sum.differences = [...sum.differences, ...found.differences];
  }
  console.log(`${summary(what, sum)} (TABLES_SEED=${seed})`);
  expect(sum.differences).toEqual([]);
}

function mutantsOf(kind: TableKind): (random: Random) => Tables {
  const originals = [...files].filter(([path, text]) => kindOf(path) === kind && /^[^#\s]/m.test(text));
  return (random) =>
    new Map(
      Array.from({ length: 50 }, (_, i) => {
        const [path, text] = pick(random, originals);
        return [`${i} ${path}`, mutate(random, text, mutationsPerFile)];
      }),
    );
}

function linesOf(line: (random: Random) => string): (random: Random) => Tables {
  return (random) => {
    const lines = (): string => Array.from({ length: linesPerFile }, () => `${line(random)}\n`).join('');
    return new Map(Array.from({ length: 10 }, (_, i) => [`${i}`, lines()]));
  };
}

const words = [
  'a',
  'B',
  'user',
  'example.com',
  '.',
  '@',
  '%',
  '!',
  ':',
  ';',
  ',',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
];
const quotes = [
  '"',
  '\\',
  "'",
  ' ',
  '\t',
  '\v',
  '\r',
  '#',
  '|',
  '/dev/null',
  ':include:',
  '~/',
  '\xe9',
  '\xc3\xa9',
];

const regexPieces = [
  ...[
    'a',
    'b',
    '.',
    '*',
    '+',
    '?',
    '(',
    ')',
    '|',
    '[',
    ']',
    '[^',
    '^',
    '$',
    '{',
    '}',
    '{1}',
    '{1,2}',
    '{2,1}',
  ],
  ...[
    '{,2}',
    '{1,',
    '{a}',
    '{99999}',
    '\\',
    '\\(',
    '\\)',
    '\\{',
    '\\}',
    '\\1',
    '\\2',
    '\\w',
    '\\b',
    '\\<',
    '\\.',
  ],
  ...['-', 'a-z', 'z-a', 'Z', '_', '[a-z]', '[^]a]', '[:alpha:]', '[:foo:]', '[[:digit:]]', '[.a.]', '[=a=]'],
  ...['[[.', ':]', '(a)', '(?:', '\\\\', '\\|', '0', ',', '#', ' ', '\xe9', '\x80'],
];

const perlPieces = [
  ...regexPieces,
  ...[
    '(?i)',
    '(?x)',
    '(?',
    '(?<n>',
    '(?P<n>',
    "(?'m'",
    '(?|',
    '(?=',
    '(?!',
    '(?<=',
    '(?<!',
    '(?>',
    '(?#',
    '(?^',
  ],
  ...[
    '(?-i)',
    '(?i-m:',
    '(?xx)',
    '(?n)',
    '(?J)',
    '*?',
    '+?',
    '++',
    '{1,2}?',
    '{3}+',
    '{ 1}',
    '{1, 2}',
    '\\d',
    '\\D',
  ],
  ...[
    '\\s',
    '\\h',
    '\\R',
    '\\X',
    '\\N',
    '\\K',
    '\\A',
    '\\z',
    '\\Q',
    '\\E',
    '\\x',
    '\\x{41}',
    '\\x{',
    '\\x{zz}',
  ],
  ...[
    '\\x{1ff}',
    '\\o{',
    '\\o{7}',
    '\\o',
    '\\012',
    '\\777',
    '\\8',
    '\\10',
    '\\c',
    '\\ca',
    '\\g',
    '\\g1',
    '\\g{1}',
  ],
  ...[
    '\\g{-1}',
    '\\g{n}',
    '\\k',
    '\\k<n>',
    '\\p',
    '\\pL',
    '\\p{L}',
    '\\pq',
    '\\j',
    '\\L',
    '\\u',
    '(*',
    '(*)',
  ],
  ...[
    '(*ACCEPT)',
    '(*foo)',
    '(*FOO)',
    '(*pla:',
    '(*:x)',
    '(?R)',
    '(?1)',
    '(?+1)',
    '(?-1)',
    '(?0)',
    '(?C)',
    '(?C1)',
  ],
  ...[
    '(?(1)',
    '(?(n)',
    '(?(DEFINE)',
    '(?P>n)',
    '(?P=n)',
    '(?&n)',
    '[\\d-a]',
    '[a-\\d]',
    '[\\b]',
    '[\\Q',
    '[\\w-]',
  ],
  ...['[[:<:]]', '[[:alpha:]-z]', '[[:alpha:]-]', '(*UTF)'],
];

const results = [
  'OK',
  '',
  '$1',
  '${2}',
  '$(3)',
  'a$1b',
  '$0',
  '$x',
  '$',
  '$$',
  '${',
  '$12',
  '${1',
  '$$1',
  '$01 $$ ${1}',
];

function patternLine(random: Random, pieces: readonly string[], flags: readonly string[]): string {
  const delimiter = random() < 0.9 ? '/' : pick(random, ['|', '!', '#', '%', '\\', 'x', '(', '\xe9', '"']);
  const source = join(random, pieces, random() < 0.5 ? 3 : 8).replaceAll(delimiter, '');
  const pattern = `${delimiter}${source}${delimiter}${random() < 0.25 ? join(random, flags, 3) : ''}`;
  const result = ` ${pick(random, results)}`;
  const kind = random();
  if (kind < 0.05) return `!${pattern}${result}`;
  if (kind < 0.1) return `${pattern}!${pattern}${result}`;
  // Only the engine can judge some patterns, and then whether the blocks of a table fit.
  if (kind < 0.13)
    return `${pick(random, ['if', 'IF ', 'If!'])}/plain/${pick(random, ['', '', ' more', 'i'])}`;
  if (kind < 0.15)
    return pick(random, ['endif', 'ENDIF ', 'endif more', 'endiff', 'if', 'if !', 'if/x', 'ifx', '!', '/']);
  return pattern + result;
}

const addressPieces = [
  ...[
    '192.0.2.1',
    '10.0.0.0',
    '0.0.0.0',
    '1.2.3',
    '256.1.1.1',
    '01.2.3.4',
    '2001:db8::',
    '::',
    '::1',
    'fe80::1%eth0',
  ],
  ...[
    '::ffff:192.0.2.1',
    '1:2:3:4:5:6:7:8',
    '1::8:',
    ':1',
    'example.com',
    '/24',
    '/8',
    '/0',
    '/32',
    '/33',
    '/128',
  ],
  ...['/129', '/256', '/280', '/-1', '/', '/x', '[', ']', '!', ' ', '.', ':', '1', 'ffff'],
];

function cidrLine(random: Random): string {
  const network = join(random, addressPieces, random() < 0.7 ? 2 : 5);
  const kind = random();
  if (kind < 0.1) return `${pick(random, ['if', 'IF ', 'if !'])} ${network}`;
  if (kind < 0.15) return pick(random, ['endif', 'ENDIF', 'endif x', 'if', 'endifx', '!']);
  return `${kind < 0.25 ? '!' : ''}${network} ${pick(random, ['OK', 'REJECT no', ''])}`;
}

describePostfix(`Broken tables (TABLES_SEED=${seed})`, () => {
  test('mutants of tables', () =>
    compareFor('mutants, postmap', 12, mutantsOf('key-value'), (t) => compareKeyValue(t)));
  test('mutants of aliases', () =>
    compareFor('mutants, postalias', 12, mutantsOf('aliases'), (t) => compareAliases(t)));
  test('mutants of regexp tables', () =>
    compareFor('mutants, regexp', 30, mutantsOf('pattern'), (t) => comparePatterns(t, 'regexp')));
  test.skipIf(!hasPcre)('mutants of pcre tables', () =>
    compareFor('mutants, pcre', 30, mutantsOf('pattern'), (t) => comparePatterns(t, 'pcre')),
  );
  test('mutants of cidr tables', () => compareFor('mutants, cidr', 6, mutantsOf('cidr'), compareCidr));

  test('random entries', () =>
    compareFor(
      'random lines, postmap',
      12,
      linesOf(
        (random) => `${join(random, [...words, ...quotes], 5)} ${join(random, [...words, ...quotes], 3)}`,
      ),
      (t) => compareKeyValue(t),
    ));
  test('random aliases', () =>
    compareFor(
      'random lines, postalias',
      12,
      linesOf(
        (random) => `${join(random, [...words, ...quotes], 3)}: ${join(random, [...words, ...quotes], 8)}`,
      ),
      (t) => compareAliases(t),
    ));
  test('random regexp patterns', () =>
    compareFor(
      'random lines, regexp',
      12,
      linesOf((random) => patternLine(random, regexPieces, ['i', 'x', 'm', 'q', 'X'])),
      (t) => comparePatterns(t, 'regexp', { linesOnly: true }),
    ));
  test.skipIf(!hasPcre)('random pcre patterns', () =>
    compareFor(
      'random lines, pcre',
      12,
      linesOf((random) => patternLine(random, perlPieces, ['i', 'x', 'm', 'q', 'X', 's', 'A', 'E', 'U'])),
      (t) => comparePatterns(t, 'pcre', { linesOnly: true }),
    ),
  );
  test('random networks', () => compareFor('random lines, cidr', 12, linesOf(cidrLine), compareCidr));
});
