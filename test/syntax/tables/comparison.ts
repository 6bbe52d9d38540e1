// Compares our reading of table files with that of the installed Postfix: what is stored, and what is reported about
// which line. Texts have one character for each byte (latin1).
import { join } from 'node:path';
import { aliasParser } from '../../../server/src/syntax/tables/aliases.ts';
import { cidrParser } from '../../../server/src/syntax/tables/cidr.ts';
import { keyValueParser } from '../../../server/src/syntax/tables/key-value.ts';
import { checkNesting, type NestingItem } from '../../../server/src/syntax/tables/nesting.ts';
import {
  type PatternDialect,
  type PatternItem,
  patternParser,
} from '../../../server/src/syntax/tables/patterns.ts';
import { problemsOf, type TableProblem } from '../../../server/src/syntax/tables/problem.ts';
import { findPostfix, postalias, postmap, withInstanceDirectory } from '../../postfix/harness.ts';
import { readCdb } from '../../postfix/support/cdb.ts';
import { itemsOf, type NumberedItem } from './support.ts';

/** File names and file contents. */
export type Tables = ReadonlyMap<string, string>;

export interface Comparison {
  readonly files: number;
  /** Logical lines. */
  readonly lines: number;
  /** Lines that one of the two reports. */
  readonly warnings: number;
  /** Lines whose pattern only the engine can judge, and which it rejects: we report nothing. */
  readonly unjudged: number;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly file: string;
  readonly onlyOurs: readonly string[];
  readonly onlyTheirs: readonly string[];
}

/** The result of one reading of a file: warnings as `line N: words`, stored entries as postmap -s prints them. */
interface Reading {
  readonly warnings: readonly string[];
  readonly stored?: readonly string[];
  readonly duplicates?: number;
}

interface OurReading extends Reading {
  readonly lines: number;
  /** Lines on which Postfix may report more. */
  readonly unjudged: readonly number[];
}

const batchSize = 100;

export interface MapOptions {
  /**
   * smtputf8_enable. With it, other rules apply to the case of non-ASCII keys, so the entries of such files are not
   * compared.
   */
  readonly smtputf8?: boolean;
}

export function compareKeyValue(tables: Tables, { smtputf8 = false }: MapOptions = {}): Promise<Comparison> {
  const options = { smtputf8, bytes: true, release: release() };
  const read = (text: string): OurReading => {
    const items = itemsOf(text, keyValueParser(options));
    const entries = items.filter(({ item }) => item.problem?.skipped !== true);
    return {
      lines: items.length,
      unjudged: [],
      warnings: items.flatMap(warningsOf),
      ...stored(
        entries.map(({ item }) => [item.key.text, item.text]),
        '\t',
      ),
    };
  };
  return compare(tables, read, (names, dir) => index(names, dir, 'postmap'), smtputf8);
}

export function compareAliases(tables: Tables, { smtputf8 = false }: MapOptions = {}): Promise<Comparison> {
  const options = { smtputf8, bytes: true, release: release() };
  const read = (text: string): OurReading => {
    const items = itemsOf(text, aliasParser(options));
    const entries = items.filter(({ item }) => item.problem?.skipped !== true && item.name !== undefined);
    return {
      lines: items.length,
      unjudged: [],
      warnings: items.flatMap(warningsOf),
      // postalias(1) adds an entry for sendmail.
      ...stored([...entries.map(({ item }): [string, string] => [item.key, item.text]), ['@', '@']], ':\t'),
    };
  };
  return compare(tables, read, (names, dir) => index(names, dir, 'postalias'), smtputf8);
}

export interface PatternOptions {
  /** Compares only which lines have warnings, not the texts. */
  readonly linesOnly?: boolean;
}

export function comparePatterns(
  tables: Tables,
  dialect: PatternDialect,
  { linesOnly = false }: PatternOptions = {},
): Promise<Comparison> {
  const read = (text: string): OurReading => {
    const items = itemsOf(text, patternParser({ dialect, bytes: true, release: release() }));
    return {
      lines: items.length,
      unjudged: items.filter(({ item }) => isUnjudged(item)).map(({ lineNumber }) => lineNumber),
      warnings: nestedWarnings(items, (item) => replacementWords(item.problems)),
    };
  };
  return compare(tables, read, (names, dir) => open(names, dir, dialect), false, !linesOnly);
}

export function compareCidr(tables: Tables): Promise<Comparison> {
  const read = (text: string): OurReading => {
    const items = itemsOf(text, cidrParser({ bytes: true, release: release() }));
    const warnings = nestedWarnings(items, (item) => problemsOf(item).map(({ message }) => message));
    return { lines: items.length, unjudged: [], warnings };
  };
  return compare(tables, read, (names, dir) => open(names, dir, 'cidr'), false);
}

function release(): string {
  return findPostfix()?.version ?? '';
}

// --- ours

function warningsOf<T extends Parameters<typeof problemsOf>[0]>({
  item,
  lineNumber,
}: NumberedItem<T>): string[] {
  return problemsOf(item).map((problem) => warning(problem, lineNumber));
}

/** Postfix gives no line number if a file begins with white space. */
function warning({ code, message }: TableProblem, line: number): string {
  return code === 'leading-whitespace' ? message : `line ${line}: ${printable(message)}`;
}

function nestedWarnings<T extends NestingItem>(
  items: readonly NumberedItem<T>[],
  words: (item: T) => readonly string[],
): string[] {
  const nesting = new Map(checkNesting(items).problems.map((problem) => [problem.start, problem]));
  return items.flatMap(({ item, start, lineNumber }) => {
    const said = nesting.get(start);
    if (problemsOf(item)[0]?.code === 'leading-whitespace') {
      return [...words(item)];
    }
    // An endif without an if is not examined further.
    const own = said?.code === 'endif-without-if' ? [] : words(item);
    return [...own, ...(said ? [said.message] : [])].map((text) => `line ${lineNumber}: ${printable(text)}`);
  });
}

/** Some of mac_parse.c's warnings have no line number; "bad replacement syntax" follows them, which has one. */
function replacementWords(problems: readonly TableProblem[]): string[] {
  const unnumbered = ['truncated-reference', 'empty-reference'];
  const words = problems.filter(({ code }) => !unnumbered.includes(code)).map(({ message }) => message);
  const isBad = problems.some(({ code }) => unnumbered.includes(code));
  return isBad && !problems.some(isReplacementProblem) ? [...words, 'bad replacement syntax'] : words;
}

function isReplacementProblem({ message }: TableProblem): boolean {
  return /^(non-numeric|out.of.range) replacement index/.test(message);
}

function isUnjudged(item: PatternItem): boolean {
  if (item.kind === 'if') return item.pattern?.judged === false;
  return item.kind === 'rule' && (item.pattern?.judged === false || item.second?.judged === false);
}

/** The contents of an index: the first of two entries with one key (dict_db.c). */
function stored(
  entries: readonly (readonly [string, string])[],
  separator: string,
): { stored: string[]; duplicates: number } {
  const index = new Map<string, string>();
  for (const [key, value] of entries) {
    const folded = key.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    if (!index.has(folded)) index.set(folded, value);
  }
  const lines = [...index].map(([key, value]) => `${key}${separator}${value}`);
  return { stored: lines, duplicates: entries.length - index.size };
}

// --- theirs

async function index(
  names: readonly string[],
  dir: string,
  program: 'postmap' | 'postalias',
): Promise<Map<string, Reading>> {
  const run = program === 'postmap' ? postmap : postalias;
  const types = findPostfix()?.tableTypes ?? [];
  const type = ['cdb', 'hash', 'btree', 'lmdb'].find((name) => types.includes(name)) ?? 'hash';
  const tables = names.map((name) => `${type}:${join(dir, name)}`);
  const { stderr, code } = await run(dir, tables, { encoding: 'latin1' });
  if (code !== 0) throw new Error(`${program}: ${code}: ${stderr}`);
  const warnings = warningsByFile(stderr, dir);
  const duplicate = (text: string): boolean => text.startsWith('duplicate entry');
  const readings = names.map(async (name): Promise<[string, Reading]> => {
    const path = join(dir, name);
    const records =
      type === 'cdb' ? await recordsOf(path, program) : await printedOf(`${type}:${path}`, dir, program);
    const said = warnings.get(name) ?? [];
    return [
      name,
      {
        warnings: said.filter((text) => !duplicate(text)),
        duplicates: said.filter(duplicate).length,
        // postalias(1) adds two entries for NIS, with the time and the machine's name.
        stored: records.filter((line) => !/^YP_(LAST_MODIFIED|MASTER_NAME):?\t/.test(line)),
      },
    ];
  });
  return new Map(await Promise.all(readings));
}

/** The records of an index of type cdb, as `postmap -s` or `postalias -s` prints them. */
async function recordsOf(path: string, program: 'postmap' | 'postalias'): Promise<readonly string[]> {
  const separator = program === 'postmap' ? '\t' : ':\t';
  return (await readCdb(`${path}.cdb`)).map((record) => record.join(separator));
}

async function printedOf(
  table: string,
  dir: string,
  program: 'postmap' | 'postalias',
): Promise<readonly string[]> {
  const run = program === 'postmap' ? postmap : postalias;
  return (await run(dir, ['-s', table], { encoding: 'latin1' })).stdout.split('\n').slice(0, -1);
}

/** A union opens all its tables, regardless of their answers. */
async function open(names: readonly string[], dir: string, type: string): Promise<Map<string, Reading>> {
  const union = `unionmap:{${names.map((name) => `${type}:${join(dir, name)}`).join(',')}}`;
  const { stderr } = await postmap(dir, ['-q', '192.0.2.254', union], { encoding: 'latin1' });
  const fatal = /^\w+: (?:fatal|panic): .*/m.exec(stderr);
  if (fatal) throw new Error(fatal[0]);
  const warnings = warningsByFile(stderr, dir);
  return new Map(names.map((name) => [name, { warnings: patternWarnings(warnings.get(name) ?? []) }]));
}

function patternWarnings(warnings: readonly string[]): string[] {
  const said = new Set(
    warnings.filter((text) => /(non-numeric|out.of.range) replacement index/.test(text)).map(lineOf),
  );
  return (
    warnings
      .filter((text) => !text.includes('do not prepend whitespace to statements between IF and ENDIF'))
      .filter((text) => !text.includes('bad replacement syntax') || !said.has(lineOf(text)))
      // Concerns the lookup, not the table.
      .filter((text) => !/nested recursion|limit exceeded/.test(text))
      .map((text) => text.replace(/error in regex at offset \d+/, 'error in regex'))
  );
}

/** Warnings without program and file name, by the file's base name. */
function warningsByFile(stderr: string, dir: string): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const line of stderr.split('\n')) {
    const match = /^\w+: warning: (?:\w+ map )?(.+?)(?:\.db|\.lmdb|\.cdb)?(?:, |: )(.*)$/.exec(line);
    const [, path = '', words = ''] = match ?? [];
    if (!path.startsWith(`${dir}/`)) continue;
    const name = path.slice(dir.length + 1);
    byFile.set(name, [...(byFile.get(name) ?? []), words]);
  }
  return byFile;
}

// --- both

async function compare(
  tables: Tables,
  ours: (text: string) => OurReading,
  theirs: (names: readonly string[], dir: string) => Promise<Map<string, Reading>>,
  smtputf8: boolean,
  words = true,
): Promise<Comparison> {
  const mainCf = `compatibility_level = 3.6\nsmtputf8_enable = ${smtputf8 ? 'yes' : 'no'}\n`;
  const all = [...tables];
  const differences: Difference[] = [];
  const sum = { lines: 0, warnings: 0, unjudged: 0 };
  for (let from = 0; from < all.length; from += batchSize) {
    const batch = all.slice(from, from + batchSize);
    const names = batch.map((_, i) => `t${i}`);
    const files = Object.fromEntries(batch.map(([, text], i) => [`t${i}`, Buffer.from(text, 'latin1')]));
    const readings = await withInstanceDirectory({ 'main.cf': mainCf, ...files }, (dir) =>
      theirs(names, dir),
    );
    batch.forEach(([file, text], i) => {
      const mine = ours(text);
      const their = readings.get(`t${i}`) ?? { warnings: [] };
      const excuse = excuseOf(mine, their, text);
      sum.lines += mine.lines;
      sum.warnings += mine.warnings.length;
      sum.unjudged += excuse.count;
      const same = words ? (one: string, other: string) => other.startsWith(one) : () => true;
      const ourWarnings = mine.warnings.filter((said) => !excuse.covers(said));
      const theirWarnings = their.warnings.filter((said) => !excuse.covers(said));
      const difference = {
        onlyOurs: missing(ourWarnings, theirWarnings, same),
        onlyTheirs: missing(theirWarnings, ourWarnings, (one, other) => same(other, one)),
      };
      const comparable = !smtputf8 || /^[\0-\x7f]*$/.test(text);
      const entries = {
        onlyOurs: comparable ? missingOf(mine.stored ?? [], their.stored ?? []) : [],
        onlyTheirs: comparable ? missingOf(their.stored ?? [], mine.stored ?? []) : [],
      };
      const sameDuplicates = !comparable || mine.duplicates === their.duplicates;
      const duplicates = sameDuplicates ? [] : [`${mine.duplicates} duplicates, not ${their.duplicates}`];
      const onlyOurs = [...difference.onlyOurs, ...entries.onlyOurs, ...duplicates];
      const onlyTheirs = [...difference.onlyTheirs, ...entries.onlyTheirs];
      if (onlyOurs.length + onlyTheirs.length === 0) return;
      const shown = (said: string): string => withLine(said, text);
      differences.push({ file, onlyOurs: onlyOurs.map(shown), onlyTheirs: onlyTheirs.map(shown) });
    });
  }
  return { files: all.length, ...sum, differences };
}

/**
 * Not compared: on a line whose pattern only the engine can judge, what exactly is wrong, or whether anything is; and
 * if such a line is an `if`, whether it opens a block.
 */
function excuseOf(
  mine: OurReading,
  their: Reading,
  text: string,
): { count: number; covers: (said: string) => boolean } {
  const [ours, theirs] = [countByLine(mine.warnings), countByLine(their.warnings)];
  const lines = new Set(mine.unjudged.filter((line) => theirs.has(line)));
  const silent = [...lines].filter((line) => (ours.get(line) ?? 0) < (theirs.get(line) ?? 0));
  const blind = silent.some((line) => /^if(?![a-z0-9])/i.test(text.split('\n')[line - 1] ?? ''));
  return {
    count: silent.length,
    covers: (warning) => lines.has(lineOf(warning)) || (blind && /\b(IF|ENDIF)\b/.test(warning)),
  };
}

/** Each element of `some` that has no counterpart among the others, both in the order of their lines. */
function missing(
  some: readonly string[],
  others: readonly string[],
  same: (one: string, other: string) => boolean,
): string[] {
  const byLine = new Map<number, string[]>();
  for (const other of others) byLine.set(lineOf(other), [...(byLine.get(lineOf(other)) ?? []), other]);
  return some.filter((one) => {
    const candidates = byLine.get(lineOf(one)) ?? [];
    const partner = candidates.findIndex((other) => same(one, other));
    if (partner >= 0) candidates.splice(partner, 1);
    return partner < 0;
  });
}

function missingOf(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return some.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

function countByLine(warnings: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const said of warnings) counts.set(lineOf(said), (counts.get(lineOf(said)) ?? 0) + 1);
  return counts;
}

function withLine(said: string, text: string): string {
  const line = lineOf(said);
  return line === 0 ? said : `${said}   ${JSON.stringify(text.split('\n')[line - 1])}`;
}

function lineOf(warning: string): number {
  return Number(/^line (\d+):/.exec(warning)?.[1] ?? 0);
}

/** printable.c: Postfix shows unprintable characters as question marks. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}

/** A line for the log of a test run. */
export function summary(what: string, { files, lines, warnings, unjudged, differences }: Comparison): string {
  const rest = unjudged > 0 ? `, ${unjudged} patterns that only the engine can judge` : '';
  return `${what}: ${files} files, ${lines} lines, ${warnings} warnings${rest}; ${differences.length} files differ`;
}
