// `postfix-lint show` against postconf: the same bytes on standard output, for every real configuration that
// is at hand, and the same warnings about lines that both judge.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { parseRelease } from '../../server/src/catalog/release.ts';
import { readClientFile } from '../../server/src/host-node/client-file.ts';
import { machineFacts } from '../../server/src/host-node/machine.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import {
  listing,
  type Shown,
  showOverrides,
  showParameters,
  showServices,
} from '../../server/src/instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { handPicked, parameters, value } from '../instance/expressions.ts';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inParallel } from '../support/parallel.ts';
import { describePostfix, findPostfix, postconf, type RunResult, withInstanceDirectory } from './harness.ts';
import { writeCold } from './support/directory.ts';

/** A configuration directory: the bytes of its files as Latin-1 text. */
interface Configuration {
  readonly name: string;
  readonly main?: string;
  readonly master?: string;
  /** Further files in the directory, whose name is `DIR` in the texts. */
  readonly files?: Readonly<Record<string, string>>;
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
    await compareAll(realConfigurations(orSkip(ctx, corpusFiles())));
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

  test('reports what postconf reports about values that cannot be expanded', async () => {
    const values = [...handPicked, ...fc.sample(value, { numRuns: 150, seed })];
    const own = Object.entries(parameters).map(([name, text]) => `${name} = ${text}\n`);
    const settings = (text: string): string[] => [
      `smtpd_restriction_classes = x\nx = ${text}\n`,
      `myorigin = ${text} \${`,
      `relayhost = $y\ny = ${text} \${z!} \${{$y} <level {3}}`,
      `myhostname = ${text}\nmydomain = a.example`,
    ];
    await compareAll(
      values.map((text, i) => ({
        name: text,
        main: `${own.join('')}${settings(text)[i % 4]}\n`,
        master: `a unix - - n - - smtp -o { myorigin = ${text} }\n`,
      })),
      [['-n', '-x'], ['-M', '-x'], ['-n']],
    );
  });

  test('reports what postconf reports about databases', async () => {
    await compareAll(
      databaseValues.flatMap((text) => {
        const lines = `virtual_alias_maps = ${text}\nxx_domain = a\nyy_backup = b\nxx_nothing = c\nzz_user = d\n`;
        const files = clientFiles;
        return [
          { name: text, main: `${lines}xx_user = e\n`, master: '', files },
          {
            name: `-o ${text}`,
            main: 'compatibility_level = 3.6\n',
            master: `a unix - - n - - smtpd -o { virtual_alias_maps = ${text} } -o xx_domain=a -o zz_user=b\n`,
            files,
          },
        ];
      }),
      [['-n'], ['-M']],
    );
  });

  test('lists for comparisons in an editor what postconf prints', async () => {
    const defaults = await installedDefaults();
    const compared = await Promise.all(
      ownConfigurations().map((configuration) =>
        withInstanceDirectory({}, async (directory) => {
          const texts = placed(configuration, directory);
          for (const [name, text] of Object.entries({ 'main.cf': texts.main, 'master.cf': texts.master }))
            if (text !== undefined) await writeCold(join(directory, name), Buffer.from(text, 'latin1'));
          const instance = instanceOf(texts, directory, defaults);
          const bare = instanceOf({ ...texts, main: undefined }, directory, defaults);
          const ours = listing(instance, namesOf(instance), bare);
          const set = await postconf(directory, ['-n'], { encoding: 'latin1' });
          const services = await postconf(directory, ['-M'], { encoding: 'latin1' });
          // postconf stops at a line that it cannot read. An editor compares the rest nevertheless.
          if (set.code !== 0 || services.code !== 0) return false;
          expect(ours.parameters).toBe(set.stdout.replace(/^config_directory = .*\n/m, ''));
          expect(ours.services).toBe(services.stdout);
          const names = [...ours.defaults.matchAll(/^(\S+) =/gm)].map(([, name = '']) => name);
          const theirs = names.length === 0 ? '' : (await postconf(directory, ['-d', ...names])).stdout;
          expect(ours.defaults).toBe(theirs);
          return true;
        }),
      ),
    );
    expect(compared.filter(Boolean).length).toBeGreaterThan(3);
  });

  test('fails where postconf fails, and warns about requests that match nothing', async () => {
    const main = 'compatibility_level = 3.6\nmyorigin = a\n';
    const master = 'a unix - - n - - smtp -o myorigin=b\na unix - - n - - smtp\n';
    const flags = [
      ['-M'],
      ['-M', 'a'],
      ['-M', 'b', 'a/unix', 'a/inet'],
      ['-M', '/a'],
      ['-M', 'a*'],
      ['-P', 'a/unix/myorigin', 'a/unix/mydomain', 'b', '*'],
      ['-P', 'a/b/c/d'],
      ['-P'],
      ['-n', 'myorigin', 'mydomain', 'nothing'],
    ];
    await compareAll([
      { name: 'both', main, master, flags },
      { name: 'no services', main, master: '', flags },
      { name: 'no master.cf', main, flags },
      { name: 'no main.cf', master, flags },
    ]);
  });

  test('reads lines with null bytes as postconf does', async () => {
    const files = [
      'a = b\0c\n',
      '# \0\na = b\n  c\n# x\n\nd = e\0\n\n',
      ' \0\na = b\n d = e\n#\0',
      'a\0 = b\n',
    ];
    await compareAll(
      files.map((main) => ({ name: main, main, master: main.replaceAll(' = ', ' unix - - n - - x ') })),
      [['-n'], ['-M']],
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
  '-o own=\r$two\n\rb unix',
  '-o smtpd_restriction_classes=own,two -o own=permit -o two=$three',
];

const databaseValues = [
  'ldap:xx',
  'proxy:ldap:xx, debug:ldap:xx proxy:debug:proxy:ldap:xx',
  'mysql:xx pgsql:yy sqlite:zz mongodb:xx memcache:yy',
  'ldap: ldap ldap:. ldap:./xx :xx',
  'pipemap:{ldap:xx, memcache:yy}x',
  'pipemap:{ldap:xx, memcache:yy',
  'unionmap:{{ldap:xx} {memcache:yy}x} ldap:zz',
  '{ldap:xx, {search_order=x}}x',
  'inline:{ {a = ldap:xx} #b ldap:zz } ldap:zz',
  'pcre:{ {/a#b/ ldap:xx} {/#c/ y} #d ldap:zz } ldap:zz',
  'regexp:{{#a} {/x/ ldap:xx}}',
  'hash:a #ldap:xx ldap:zz',
  '# b ldap:xx',
  '$nowhere ${x?ldap:xx}',
  'mysql:DIR/client.cf, proxy:mysql:DIR/client.cf mysql:DIR/client.cf',
  'ldap:DIR/client.cf pgsql:DIR/missing.cf sqlite:DIR/client.cf/x',
  'mysql:DIR mysql:/dev/null hash:DIR/missing',
  'ldap:DIR/broken.cf',
  'ldap:DIR/odd.cf, ldap:DIR/\xe9\x01',
];

const clientFiles = {
  'client.cf': ' bad\nuser = a\nhosts = b\nuser = c\nnot_read = d\n# query = e\nserver_host = f\n',
  'broken.cf': 'server_host = a\nsearch base\n',
  'odd.cf': 'server_host\x07 = a\n\xe9\x07=b\n',
};

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

function placed(configuration: Configuration, directory: string): Texts {
  const inDirectory = (text: string | undefined): string | undefined => text?.replaceAll('DIR', directory);
  return { main: inDirectory(configuration.main), master: inDirectory(configuration.master) };
}

interface Texts {
  readonly main: string | undefined;
  readonly master: string | undefined;
}

type Difference = string | typeof incomparable | undefined;

/** Writes the configuration once and returns all answers of postconf about it. */
async function compare(
  configuration: Configuration,
  flags: readonly string[][],
  defaults: ReadonlyMap<string, string>,
): Promise<readonly (readonly [string[], Difference])[]> {
  const files: Record<string, Buffer> = {};
  for (const [name, text] of Object.entries(configuration.files ?? {}))
    files[name] = Buffer.from(text, 'latin1');
  return withInstanceDirectory(files, async (directory) => {
    const { main, master } = placed(configuration, directory);
    if (main !== undefined) await writeCold(join(directory, 'main.cf'), Buffer.from(main, 'latin1'));
    if (master !== undefined) await writeCold(join(directory, 'master.cf'), Buffer.from(master, 'latin1'));
    return Promise.all(
      flags.map(async (flag): Promise<readonly [string[], Difference]> => {
        const theirs = await postconf(directory, flag, { encoding: 'latin1' });
        return [flag, difference(show({ main, master }, directory, flag, defaults), theirs)];
      }),
    );
  });
}

function difference(ours: Shown, theirs: RunResult): Difference {
  if (isAboutThisHost.test(theirs.stderr)) return incomparable;
  if (ours.output !== withoutProcess(theirs.stdout)) {
    return `${firstDifference(ours.output, withoutProcess(theirs.stdout))} ${theirs.stderr.slice(-300)}`;
  }
  if ((ours.fatal === undefined) !== (theirs.code === 0))
    return `exit ${theirs.code}: ${theirs.stderr.slice(-200)}; ours: ${ours.fatal ?? 'no failure'}`;
  const theirLines = theirs.stderr.split('\n').map((line) => line.replace(/^(?:\S*\/)?postconf: /, ''));
  const fatal = theirLines.find((line) => line.startsWith('fatal: '));
  const ourFatal = ours.fatal === undefined ? undefined : `fatal: ${ours.fatal}`;
  // Comparisons without end exhaust the stack of postconf.
  if (theirs.code < 0 && ourFatal?.startsWith('fatal: unreasonable macro call nesting')) return undefined;
  if (fatal !== ourFatal) return `ours ${ourFatal}, postconf ${fatal}`;
  const [a, b] = [ours.warnings.map((w) => `warning: ${w}`), theirLines].map((lines) =>
    lines.filter((line) => line.startsWith('warning: ')),
  );
  // postconf examines the settings in the order of its hash table, and a fatal error ends that.
  const [c, d] = fatal === undefined ? [a, b] : [a, b].map((lines) => lines?.filter(isOfFiles));
  const [e, f] = [c, d].map((lines = []) => [...lines].sort());
  return `${e}` === `${f}`
    ? undefined
    : `warnings: ${firstDifference(e?.join('\n') ?? '', f?.join('\n') ?? '')}`;
}

/** What postconf reports while it reads the files, in their order. */
function isOfFiles(warning: string): boolean {
  return /overriding earlier entry|must not start with whitespace|^warning: master\.cf: /.test(warning);
}

/** postconf dies where inet_interfaces names no interface of this machine, or nothing that its DNS knows. */
const incomparable = Symbol('about this host');
const isAboutThisHost = /fatal: (config variable|parameter) inet_interfaces: /;

function show(
  { main, master }: Texts,
  directory: string,
  flags: readonly string[],
  defaults: ReadonlyMap<string, string>,
): Shown {
  const instance = instanceOf({ main, master }, directory, defaults);
  const options = {
    set: flags.includes('-n'),
    expanded: flags.includes('-x'),
    names: flags.filter((flag) => !flag.startsWith('-')),
    clientFile: readClientFile,
  };
  const view = flags.includes('-M') ? showServices : flags.includes('-P') ? showOverrides : showParameters;
  return view(instance, namesOf(instance), options);
}

function instanceOf(
  { main, master }: Texts,
  directory: string,
  defaults: ReadonlyMap<string, string>,
): Instance {
  const release = parseRelease(defaults.get('mail_version') ?? '');
  if (release === undefined) throw new Error('the installed Postfix has no version');
  const file = <T>(name: string, text: string, parse: LineParser<T>) => ({
    uri: `file://${directory}/${name}`,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  });
  return new Instance(
    {
      directory: `file://${directory}`,
      ...(main === undefined ? {} : { main: file('main.cf', main, parseMainLine) }),
      ...(master === undefined ? {} : { master: file('master.cf', master, parseMasterLine) }),
    },
    catalog,
    release,
    { ...machineFacts(), defaults },
  );
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
