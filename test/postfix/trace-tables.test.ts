// What we find in a table, and what `postmap -q` finds: keys of every readable type, and random patterns.
import { expect, test } from 'vitest';
import { restrictionsIn } from '../../server/src/instance/restriction-classes.ts';
import { dictionary } from '../../server/src/mail/dictionary.ts';
import { describePostfix, withInstanceDirectory } from './harness';
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
    expect(certain.length).toBeGreaterThan(comparisons.length * 0.9);
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
  const [node] = restrictionsIn(table);
  if (node?.kind !== 'table') throw new Error(table);
  const found = dictionary(tables, node, { fold: true, substitution: true }).find(key);
  const answers = found.kind === 'one-of' ? found.answers : [found];
  return answers.map((each) =>
    each.kind === 'found' ? (each.text ?? '(any)') : each.kind === 'none' ? '(none)' : '(error)',
  );
}
