// What we find in a table, and what `postmap -q` finds: keys of every readable type, and random patterns.
import { expect, test } from 'vitest';
import { valueGrammar } from '../../server/src/catalog/restrictions.ts';
import { dictionary } from '../../server/src/mail/dictionary.ts';
import { parseValue } from '../../server/src/syntax/value.ts';
import { inParallel } from '../support/parallel.ts';
import { describePostfix, postmap, withInstanceDirectory } from './harness';
import { query } from './support/query';
import { type Dialect, somePattern, someSubject } from './trace/patterns';
import { Random, seeds } from './trace/random';
import { systemIn } from './trace/systems';

const patterns = 250;
const subjects = 40;

describePostfix('patterns: our answer and that of postmap -q', () => {
  const runs = seeds().flatMap((seed) =>
    (['pcre', 'regexp'] as const).map((dialect) => [dialect, seed] as const),
  );
  test.each(runs)('%s, seed %i', async (dialect, seed) => {
    const random = new Random(seed);
    const lines = Array.from({ length: patterns }, (_, i) => tableLine(random, dialect, i));
    const files = Object.fromEntries(lines.map((line, i) => [`t${i}`, `${line}\n`]));
    const keys = [...new Set(Array.from({ length: subjects }, () => someSubject(random).trim()))].filter(
      Boolean,
    );
    const tables = lines.map((_, i) => `${dialect}:$config_directory/t${i}`);
    const mainCf = `smtputf8_enable = no\nvirtual_alias_maps = ${tables.join(' ')}\n`;
    const comparisons = await withInstanceDirectory({ 'main.cf': mainCf, ...files }, async (directory) => {
      const system = systemIn(directory, Object.keys(files));
      const names = tables.map((table) => table.replace('$config_directory', directory));
      // The results of all tables, with commas between them. One process answers for all.
      const found = await query(directory, `unionmap:{${names.join(' ')}}`, keys);
      return keys.flatMap((key) => {
        const results = (found.get(key) ?? '').split(',');
        return lines.map((line, i) => ({
          line,
          key,
          real: results.find((result) => result.startsWith(`${i}:`)) ?? '(none)',
          ours: answer(system, names[i] ?? '', key),
        }));
      });
    });
    const wrong = comparisons.filter(({ real, ours }) => !ours.includes(real) && !ours.includes('(any)'));
    const certain = comparisons.filter(({ ours }) => ours.length === 1 && !ours.includes('(any)'));
    const matching = comparisons.filter(({ real }) => real !== '(none)');
    console.log(
      `${dialect}, seed ${seed}: ${comparisons.length} lookups (${matching.length} match), ${wrong.length} contradictions, ` +
        `${comparisons.length - certain.length} only the engine can judge`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(matching.length).toBeGreaterThan(1000);
    expect(certain.length).toBeGreaterThan(comparisons.length * (dialect === 'pcre' ? 0.9 : 0.7));
  });
});

function tableLine(random: Random, dialect: Dialect, number: number): string {
  const { source, groups } = somePattern(random, dialect);
  const flags = random.chance(0.2) ? random.pick(dialect === 'pcre' ? ['i', 's', 'x', 'A', 'U'] : ['i']) : '';
  const isNegated = random.chance(0.1);
  const result = isNegated ? '' : Array.from({ length: groups }, (_, i) => `[\${${i + 1}}]`).join('');
  return `${isNegated ? '!' : ''}/${source.replaceAll('/', '\\/')}/${flags} ${number}:${result}`;
}

/** Every possible answer. `(any)`: only the table knows it. */
function answer({ tables }: ReturnType<typeof systemIn>, table: string, key: string): readonly string[] {
  const [node] = parseValue(table, { start: 0, end: table.length }, { type: 'table' }, valueGrammar, true);
  if (node?.kind !== 'table') throw new Error(table);
  const found = dictionary(tables, node, { fold: true, substitution: true }).find(key);
  const answers = found.kind === 'one-of' ? found.answers : [found];
  return answers.map((each) =>
    each.kind === 'found' ? (each.text ?? '(any)') : each.kind === 'none' ? '(none)' : '(error)',
  );
}

/** Keys with quotes, in both cases, in other alphabets, and those that comments and white space could hide. */
const words = [
  'ann',
  'Bob',
  'ann@example.com',
  '@example.com',
  'example.com',
  '"a b"@example.com',
  'a\\ b',
  'Äé',
  '1.2.3.4',
  'x:',
  '10.0.0.1',
  '10.0.0.77',
  '2001:db8::1',
  'straße',
  'STRASSE',
  '*',
  '<>',
] as const;

interface Table {
  readonly name: string;
  /** The file that an index is created for. */
  readonly index?: string;
}

describePostfix('tables: our answer and that of postmap -q', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const random = new Random(seed);
    const files: Record<string, string> = {};
    const tables = Array.from({ length: tablesOfRun }, (_, i) => someTable(random, i, files));
    const mainCf = `smtputf8_enable = ${random.pick(['yes', 'no'])}\nvirtual_alias_maps = ${tables.map(({ name }) => name).join(' ')}\n`;
    const comparisons = await withInstanceDirectory({ 'main.cf': mainCf, ...files }, async (directory) => {
      const here = (name: string): string => name.replaceAll('$config_directory', directory);
      const indexes = new Set(tables.flatMap(({ index }) => index ?? []));
      for (const index of indexes) await postmap(directory, [here(index)]);
      const system = systemIn(directory, Object.keys(files));
      const found = await inParallel(tables, 4, async ({ name }) => {
        const real = await query(directory, here(name), words);
        return words.map((key) => ({
          table: name,
          key,
          real: real.get(key) ?? '(none)',
          ours: answer(system, here(name), key).map((each) => (each === '(error)' ? '(none)' : each)),
        }));
      });
      return found.flat();
    });
    const wrong = comparisons.filter(({ real, ours }) => !ours.includes(real));
    const certain = comparisons.filter(({ ours }) => ours.length === 1);
    console.log(
      `seed ${seed}: ${comparisons.length} lookups of ${tables.length} tables, ${wrong.length} contradictions`,
    );
    expect(wrong.slice(0, 20).map((each) => ({ ...each, files: filesOf(each.table, files) }))).toEqual([]);
    expect(certain.length).toBe(comparisons.length);
  });
});

const tablesOfRun = 60;

function someTable(random: Random, number: number, files: Record<string, string>, depth = 1): Table {
  const file = `f${number}-${Object.keys(files).length}`;
  const path = `$config_directory/${file}`;
  const type = random.pick([
    'hash',
    'btree',
    'cdb',
    'texthash',
    'texthash',
    'inline',
    'static',
    'cidr',
    'regexp',
    'pcre',
    'fail',
    'union',
    'pipe',
  ] as const);
  const result = (): string => random.pick(['yes', 'ann', 'Bob', 'example.com', 'a  b', 'x=y', '10.0.0.1']);
  switch (type) {
    case 'hash':
    case 'btree':
    case 'cdb':
    case 'texthash': {
      const chosen = random.some(
        words.filter((word) => word !== 'STRASSE' || type !== 'texthash'),
        0.4,
      );
      const lines = chosen.map(
        (word) =>
          `${word}${random.pick([' ', '\t', '  '])}${result()}${random.pick(['', ' ', '\n  more', '\n# note'])}\n`,
      );
      // postmap(1) accepts a duplicate in a texthash: table, and other programs do not.
      const duplicate = type !== 'texthash' && random.chance(0.2) ? `ann ${result()}\n` : '';
      const useless = random.pick(['', '', '', 'lonely\n']);
      files[file] = `${random.pick(['', '# comment\n', '\n'])}${lines.join('')}${useless}${duplicate}`;
      return { name: `${type}:${path}`, ...(type !== 'texthash' && { index: `${type}:${path}` }) };
    }
    case 'inline': {
      const pairs = random
        .some(
          words.filter((word) => !/[\s\\]/.test(word)),
          0.4,
        )
        .map((word) => `{ ${word} = ${result()} }`);
      return { name: `inline:{ ${pairs.join(' ') || '{ a = b }'} }` };
    }
    case 'static':
      return { name: random.pick(['static:yes', 'static:{a b}', 'static:ann']) };
    case 'cidr': {
      const networks = [
        '10.0.0.0/24',
        '!10.0.0.0/8',
        '1.2.3.4',
        '2001:db8::/32',
        'if 10.0.0.0/24',
        '10.0.0.77',
        'endif',
        '0.0.0.0/0',
        '10.0.0.1/24',
      ];
      files[file] = `${random
        .some(networks, 0.4)
        .map((line) => (/^(?:if|endif)/.test(line) ? line : `${line} ${result()}`))
        .join('\n')}\n`;
      return { name: `cidr:${path}` };
    }
    case 'regexp':
    case 'pcre': {
      const lines = [
        '/^ann/',
        '/^(.*)@(.*)$/',
        'if /example/',
        '/^"/',
        'endif',
        '!/@/',
        '/^.*\\.com$/',
        '/./',
        '/^b/i',
      ];
      const text = (line: string): string =>
        line.includes('(') ? random.pick(['$1', '${2}x$1', '$$1']) : result();
      files[file] = `${random
        .some(lines, 0.4)
        .map((line) => (/^(?:if|endif)/.test(line) ? line : `${line} ${text(line)}`))
        .join('\n')}\n`;
      return { name: `${type}:${path}` };
    }
    case 'fail':
      return { name: 'fail:x' };
    case 'union':
    case 'pipe': {
      if (depth === 0) return { name: 'static:deep' };
      const parts = Array.from({ length: 2 }, () => someTable(random, number, files, depth - 1)).filter(
        ({ name, index }) => index === undefined && !name.startsWith('inline'),
      );
      return {
        name: `${type}map:{ ${parts.map(({ name }) => (name.includes(' ') ? 'static:z' : name)).join(', ') || 'static:x'} }`,
      };
    }
  }
}

function filesOf(table: string, files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([name, text]) =>
    table.includes(`/${name}`) ? `${name}:\n${text}` : [],
  );
}
