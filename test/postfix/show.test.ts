// `postfix-lint show` against postconf: the same bytes on standard output, for every real configuration that
// is at hand, and the same warnings about lines that both judge.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { parseRelease } from '../../server/src/catalog/release.ts';
import { machineFacts } from '../../server/src/host-node/machine.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import {
  type Shown,
  showOverrides,
  showParameters,
  showServices,
} from '../../server/src/instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles, noCorpus } from '../support/corpus.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inParallel } from '../support/parallel.ts';
import { describePostfix, findPostfix, postconf, type RunResult, withInstanceDirectory } from './harness.ts';

/** A configuration directory: the bytes of its files as Latin-1 text. */
interface Configuration {
  readonly name: string;
  readonly main?: string;
  readonly master?: string;
  /** The questions for postconf, if not all of them are useful. */
  readonly flags?: readonly string[][];
}

/**
 * Defaults that the installed Postfix was built with, or that come from this host; nothing else is
 * excused. Our answer is given these, by name, from `postconf -d`.
 */
const hostAndBuild = [
  'alias_maps',
  'command_directory',
  'daemon_directory',
  'data_directory',
  'html_directory',
  'mail_release_date',
  'mail_version',
  'manpage_directory',
  'meta_directory',
  'process_id',
  'process_name',
  'readme_directory',
  'shlib_directory',
];

const catalog = new Catalog();

describePostfix('postfix-lint show', () => {
  test('prints for every real configuration what postconf prints', async (ctx) => {
    const files = corpusFiles();
    if (files === undefined) ctx.skip(noCorpus);
    await compareAll(realConfigurations(files ?? []));
  });

  test('prints for configurations of our own what postconf prints', async () => {
    await compareAll(ownConfigurations());
  });

  test('reads the options of services as postconf does', async () => {
    await compareAll(
      oddArguments.map((words) => ({
        name: words,
        main: 'one = 1\nmyorigin = $one\nsmtpd_restriction_classes = own\n',
        master: `a unix - - n - - smtpd ${words}\nb unix - - n - - pipe\n  -vo own=$two user=x\n`,
      })),
    );
  });

  test('prints for damaged configurations what postconf prints', async () => {
    const files = corpusFiles();
    const whole = files === undefined ? ownConfigurations() : realConfigurations(files);
    console.log(`mutations with seed ${seed}`);
    await compareAll(damaged(whole, 1200), [['-n'], ['-M']]);
  });
});

/** Arguments that postconf reads in a way of its own. */
const oddArguments = [
  '- own=permit',
  '-v - -o own=permit',
  '- {a b} -o own=$one',
  '-o {own=$one',
  '-o {own = $one $two -o two=2',
  '-o { own = $one }x -o two=$own',
  '-o {own} -o two=$own',
  '-o own',
  '-o',
  '-oown=$two',
  '-o{own=$one}',
  '-ofoo=$two',
  '-o own=$two-vofoo=bar',
  '-voown=1',
  '-o -o=$two',
  '-oo own=$two',
  '-- -o own=$two',
  '{ a b }x',
  '{ a b',
  '-v {-o own=$two} x',
  '{}',
  '-o {}',
  '-o {=}',
  '-o smtpd_restriction_classes=own,two -o own=permit -o two=$three',
];

const allFlags = [['-n'], ['-n', '-x'], ['-M'], ['-P'], ['-M', '-x'], ['-P', '-x']];
/** The questions that depend on both files: the values of one in the other, and which settings are used. */
const flagsOfBoth = [['-n'], ['-M', '-x'], ['-P', '-x']];

async function compareAll(
  configurations: readonly Configuration[],
  flags: readonly string[][] = allFlags,
): Promise<void> {
  const defaults = await installedDefaults();
  const differences: string[] = [];
  let compared = 0;
  let ofThisHost = 0;
  await inParallel(configurations, 64, async (configuration) => {
    const results = await compare(configuration, configuration.flags ?? flags, defaults);
    for (const [flag, difference] of results) {
      if (difference === incomparable) ofThisHost++;
      else compared++;
      if (typeof difference === 'string')
        differences.push(`${configuration.name} ${flag.join('')}: ${difference}`);
    }
  });
  console.log(
    `${configurations.length} configurations, ${compared} outputs compared, ${differences.length} differ, ` +
      `${ofThisHost} left out, since postconf dies of the interfaces of this machine`,
  );
  expect(differences.slice(0, 20)).toEqual([]);
}

type Difference = string | typeof incomparable | undefined;

/** Writes the configuration once and returns all answers of postconf about it. */
async function compare(
  configuration: Configuration,
  flags: readonly string[][],
  defaults: ReadonlyMap<string, string>,
): Promise<readonly (readonly [string[], Difference])[]> {
  const files: Record<string, Buffer> = {};
  if (configuration.main !== undefined) files['main.cf'] = Buffer.from(configuration.main, 'latin1');
  if (configuration.master !== undefined) files['master.cf'] = Buffer.from(configuration.master, 'latin1');
  const asked = flags.filter((flag) => configuration.master !== undefined || flag.includes('-n'));
  return withInstanceDirectory(files, (directory) =>
    Promise.all(
      asked.map(async (flag): Promise<readonly [string[], Difference]> => {
        const theirs = await postconf(directory, flag, { encoding: 'latin1' });
        return [flag, difference(show(configuration, directory, flag, defaults), theirs)];
      }),
    ),
  );
}

function difference(ours: Shown, theirs: RunResult): Difference {
  if (isAboutThisHost.test(theirs.stderr)) return incomparable;
  if (ours.output !== withoutProcess(theirs.stdout)) {
    return `${firstDifference(ours.output, withoutProcess(theirs.stdout))} ${theirs.stderr.slice(-300)}`;
  }
  if ((ours.fatal === undefined) !== (theirs.code === 0))
    return `exit ${theirs.code}: ${theirs.stderr.slice(-200)}; ours: ${ours.fatal ?? 'no failure'}`;
  // A postconf that fails has examined only some of the settings, in the order of its hash table.
  const lines = (all: readonly string[]) =>
    judged(all).filter((w) => ours.fatal === undefined || !isFromScan(w));
  const [a, b] = [lines(ours.warnings.map((w) => `warning: ${w}`)), lines(theirs.stderr.split('\n'))];
  return `${a}` === `${b}` ? undefined : `warnings: ${firstDifference(a.join('\n'), b.join('\n'))}`;
}

/** postconf dies where inet_interfaces names no interface of this machine, or nothing that its DNS knows. */
const incomparable = Symbol('about this host');
const isAboutThisHost = /fatal: (config variable|parameter) inet_interfaces: /;

function show(
  { main, master }: Configuration,
  directory: string,
  flags: readonly string[],
  defaults: ReadonlyMap<string, string>,
): Shown {
  const release = parseRelease(defaults.get('mail_version') ?? '');
  if (release === undefined) throw new Error('the installed Postfix has no version');
  const file = <T>(name: string, text: string, parse: LineParser<T>) => ({
    uri: `file://${directory}/${name}`,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  });
  const instance = new Instance(
    {
      directory: `file://${directory}`,
      ...(main === undefined ? {} : { main: file('main.cf', main, parseMainLine) }),
      ...(master === undefined ? {} : { master: file('master.cf', master, parseMasterLine) }),
    },
    catalog,
    release,
    { ...machineFacts(), defaults },
  );
  const options = { set: flags.includes('-n'), expanded: flags.includes('-x'), names: [] };
  const view = flags.includes('-M') ? showServices : flags.includes('-P') ? showOverrides : showParameters;
  return view(instance, namesOf(instance), options);
}

/** Every process has its own number. */
const processNumber = '4242';
function withoutProcess(output: string): string {
  return output.replace(/(postconf[ .])\d+\b/g, `$1${processNumber}`);
}

async function installedDefaults(): Promise<ReadonlyMap<string, string>> {
  return withInstanceDirectory({ 'main.cf': '', 'master.cf': '' }, async (directory) => {
    const { stdout } = await postconf(directory, ['-d', ...hostAndBuild]);
    const defaults = new Map(
      stdout.split('\n').map((l) => [l.split(' = ')[0]?.replace(/ =$/, '') ?? '', l.split(' = ')[1] ?? '']),
    );
    defaults.set('process_id', processNumber);
    defaults.set('mail_version', findPostfix()?.version ?? '');
    defaults.delete('');
    return defaults;
  });
}

/** The kinds of warnings about lines that we judge too. */
function judged(lines: readonly string[]): string[] {
  const kinds =
    /(overriding earlier entry|undefined parameter|unused parameter|read-only parameter assignment|support for parameter)/;
  return [
    ...new Set(lines.map((l) => l.replace(/^(?:\S*\/)?postconf: /, '')).filter((l) => kinds.test(l))),
  ].sort();
}

/** What postconf says while it goes through the settings. */
function isFromScan(warning: string): boolean {
  return /undefined parameter|read-only parameter/.test(warning);
}

function firstDifference(ours: string, theirs: string): string {
  const [a, b] = [ours.split('\n'), theirs.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  return `ours ${JSON.stringify(a[line])}, postconf ${JSON.stringify(b[line])}`;
}

/** Every main.cf alone and with a stock master.cf, every master.cf, and every pair of a tree. */
function realConfigurations(files: readonly string[]): Configuration[] {
  const text = (path: string): string => readFileSync(path, 'latin1');
  const stock = '/usr/share/postfix/master.cf.dist';
  const stockMaster = statSync(stock, { throwIfNoEntry: false }) === undefined ? undefined : text(stock);
  const result: Configuration[] = [];
  for (const path of files) {
    if (path.includes('/corpus/main/')) {
      result.push({ name: basename(path), main: text(path) });
      if (stockMaster !== undefined)
        result.push({ name: basename(path), main: text(path), master: stockMaster, flags: flagsOfBoth });
    }
    if (path.includes('/corpus/master/'))
      result.push({ name: basename(path), main: 'compatibility_level = 3.6\n', master: text(path) });
    if (!path.includes('/corpus/trees/') || !basename(path).startsWith('main.cf')) continue;
    const folder = join(path, '..');
    const masters = readdirSync(folder).filter((f) => f.startsWith('master.cf'));
    for (const master of masters)
      result.push({
        name: `${basename(folder)}/${basename(path)}`,
        main: text(path),
        master: text(join(folder, master)),
      });
    if (masters.length === 0)
      result.push({ name: `${basename(folder)}/${basename(path)}`, main: text(path) });
  }
  return result;
}

function ownConfigurations(): Configuration[] {
  const folder = new URL('../fixtures/configurations/', import.meta.url);
  return readdirSync(folder).map((name) => {
    const read = (file: string): string | undefined => {
      const path = new URL(`${name}/${file}`, folder);
      return statSync(path, { throwIfNoEntry: false }) === undefined
        ? undefined
        : readFileSync(path, 'latin1');
    };
    const [main, master] = [read('main.cf'), read('master.cf')];
    return { name, ...(main === undefined ? {} : { main }), ...(master === undefined ? {} : { master }) };
  });
}

function damaged(whole: readonly Configuration[], count: number): Configuration[] {
  const random = mutations(seed);
  return Array.from({ length: count }, (_, i) => {
    const from = whole[Math.floor(random.next() * whole.length)] ?? { name: 'none' };
    return {
      name: `${from.name} damaged ${i}`,
      ...(from.main === undefined ? {} : { main: random.damage(from.main) }),
      ...(from.master === undefined ? {} : { master: random.damage(from.master) }),
    };
  });
}
