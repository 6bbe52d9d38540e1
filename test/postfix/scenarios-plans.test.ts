// Every scenario, set up in realistic configurations: Postfix has no new complaints, and reads nothing different except
// what the scenario is about. The plan can be undone, and settings that should be kept are kept.
import { afterAll, expect, test } from 'vitest';
import { type Answers, Folder, type Texts, uriOf } from '../scenarios/folder.ts';
import { realConfigurations } from '../scenarios/real.ts';
import { scenarios } from '../scenarios/scenarios.ts';
import { debianStock } from '../scenarios/stock.ts';
import { touches } from '../scenarios/touches.ts';
import {
  describeRunningPostfix,
  findPostfix,
  postconf,
  postfixCheck,
  readByPrograms,
  withInstanceDirectory,
} from './harness';

type Scenario = (typeof scenarios)[number];
type Check = typeof postfixCheck;

/** What Postfix reads in a configuration, by name, and what it says about it. */
interface Reading {
  readonly settings: ReadonlyMap<string, string>;
  /** By name and type, `smtp/inet`: the whole line. */
  readonly services: ReadonlyMap<string, string>;
  /** By service and name: `smtp/inet/content_filter`. */
  readonly overrides: ReadonlyMap<string, string>;
  readonly complaints: readonly string[];
  /** The exit status of `postfix check`, or of the programs that replace it. */
  readonly code: number;
}

/** The names that a host must have, and many lack. */
const named: Partial<Record<Scenario, Answers>> = {
  basic: { myhostname: 'mail.example.com' },
  dyndns: { myhostname: 'home.example.net' },
};

const wanted = 10;
let compared = 0;
let conflicts = 0;

describeRunningPostfix('Each scenario changes what it is about, and nothing else', () => {
  test('in Debian’s configuration', async (context) => {
    const stock = debianStock();
    if (stock === undefined) return context.skip('Debian’s files are not here');
    expect((await readingOf(stock, postfixCheck)).code).toBe(0);
    expect(await problemsIn(stock, postfixCheck, await choices(stock))).toEqual([]);
  });

  test('in real configurations', async () => {
    const chosen = await realOnes();
    expect(chosen.length).toBeGreaterThan(2);
    const problems = chosen.map(async ([name, texts]) =>
      (await problemsIn(texts, readByPrograms)).map((problem) => `${name}: ${problem}`),
    );
    expect((await Promise.all(problems)).flat()).toEqual([]);
  });

  afterAll(() => console.log(`${compared} plans compared, ${conflicts} conflicts decided both ways`));
});

/** The requested number of those that pass `postfix check`, spread over the alphabet. */
async function realOnes(): Promise<readonly (readonly [string, Texts])[]> {
  const all = [...realConfigurations()];
  const mixed = [0, 1, 2].flatMap((rest) => all.filter((_, i) => i % 3 === rest));
  const chosen: (readonly [string, Texts])[] = [];
  for (const [name, texts] of mixed)
    if (chosen.length < wanted && (await readingOf(texts, postfixCheck)).code === 0)
      chosen.push([name, texts]);
  return chosen;
}

/** A scenario, and the answers that differ from the usual ones. */
type Case = readonly [scenario: Scenario, given: Answers | undefined];

const usual: readonly Case[] = scenarios.map((scenario) => [scenario, named[scenario]]);

/** Each scenario once for each choice that it offers. */
async function choices(texts: Texts): Promise<readonly Case[]> {
  const folder = new Folder(texts, findPostfix()?.version);
  const cases = scenarios.map(async (scenario): Promise<readonly Case[]> => {
    const questions = await folder.service.scenarioQuestions(uriOf('main.cf'), scenario);
    const answers = questions.flatMap(
      (each) => each.choices?.map(({ value }) => ({ [each.id]: value })) ?? [],
    );
    return answers.length === 0 ? [[scenario, named[scenario]]] : answers.map((given) => [scenario, given]);
  });
  return (await Promise.all(cases)).flat();
}

async function problemsIn(texts: Texts, check: Check, cases = usual): Promise<readonly string[]> {
  const before = await readingOf(texts, check);
  const problems = await Promise.all(
    cases.map(async ([scenario, given = {}]) => {
      const found = await problemsWith(scenario, given, texts, before, check).catch((error: unknown) => [
        `${error}`,
      ]);
      return found.map((problem) => `${scenario} ${JSON.stringify(given)}: ${problem}`);
    }),
  );
  return problems.flat();
}

async function problemsWith(
  scenario: Scenario,
  given: Answers,
  texts: Texts,
  before: Reading,
  check: Check,
): Promise<readonly string[]> {
  const folder = new Folder(texts, findPostfix()?.version);
  const answers = await folder.answers(scenario, given);
  const plan = await folder.plan(scenario, answers);
  const undo = folder.apply(plan.edit);
  compared++;
  const after = await readingOf(folder.texts, check);
  const problems = [
    ...strange(before, after, scenario),
    ...more(before.complaints, after.complaints).map((line) => `Postfix complains: ${line}`),
  ];
  undo();
  if (!isSame(folder.texts, texts)) problems.push('cannot be undone');

  problems.push(...(await lostWhenKept(folder, scenario, answers, before)));
  return [...problems, ...folder.logged.map((line) => `logged: ${line}`)];
}

/** Conflicting settings that have changed, although the decision was to keep them. */
async function lostWhenKept(
  folder: Folder,
  scenario: Scenario,
  answers: Answers,
  before: Reading,
): Promise<readonly string[]> {
  const { conflicts: all } = await folder.plan(scenario, answers);
  if (all.length === 0) return [];
  conflicts += all.length;
  const plan = await folder.plan(scenario, answers, Object.fromEntries(all.map(({ id }) => [id, 'keep'])));
  folder.apply(plan.edit);
  const after = await readingOf(folder.texts);
  const now = ({ setting }: { readonly setting: string }) => {
    const [, name = setting, service] = /^(\S+) of (\S+)$/.exec(setting) ?? [];
    const [old, fresh] = [before, after].map(({ settings, overrides }) =>
      service === undefined ? settings.get(name) : overrides.get(`${service}/${name}`),
    );
    return old === fresh ? [] : [`${setting} was to be kept, and is not: ${old} → ${fresh}`];
  };
  return all.flatMap(now);
}

/** What Postfix reads differently than before, although the scenario is not about it. */
function strange(before: Reading, after: Reading, scenario: Scenario): readonly string[] {
  // The complaints contain the reason.
  if (after.settings.size === 0 || after.services.size === 0) return ['Postfix cannot read it'];
  const { settings, services = [] } = touches[scenario];
  return [
    ...changed(before.settings, after.settings).filter((name) => !settings.includes(name)),
    ...changed(before.services, after.services).filter((name) => !services.includes(name)),
    ...changed(before.overrides, after.overrides).filter(
      (key) => !services.some((own) => key.startsWith(`${own}/`)),
    ),
  ].map((name) => `${name} is not its business`);
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** Those that are in the second list more often than in the first. */
function more(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...before];
  return after.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function isSame(a: Texts, b: Texts): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => a[name] === b[name])
  );
}

async function readingOf(texts: Texts, check?: Check): Promise<Reading> {
  const own = Object.fromEntries(Object.entries(texts).filter(([name]) => !name.startsWith('/')));
  return withInstanceDirectory(own, async (dir) => {
    const [n, services, overrides, checked] = await Promise.all([
      postconf(dir, ['-n']),
      postconf(dir, ['-M']),
      postconf(dir, ['-P']),
      check?.(dir) ?? { code: -1, stderr: '', stdout: '', log: '' },
    ]);
    // `postfix check` also gets lines of the harness, which override some settings. postconf reports the others.
    const found = `${checked.stderr}${checked.stdout}${checked.log}`.replace(
      /^.*overriding earlier.*\n/gm,
      '',
    );
    const said = `${n.stderr}${services.stderr}${overrides.stderr}${found}`;
    return {
      settings: byName(n.stdout.replaceAll(dir, '/etc/postfix'), /^(\S+) = ?(.*)$/),
      services: byName(services.stdout.replace(/^(\S+) +(\S+)/gm, '$1/$2'), /^(\S+) +(.*)$/),
      overrides: byName(overrides.stdout, /^(\S+) = ?(.*)$/),
      complaints: said.replaceAll(dir, '/etc/postfix').split('\n').filter(Boolean).map(withoutPlace),
      code: checked.code,
    };
  });
}

/** Lines with a name, which several services can share, and what is said about it. */
function byName(output: string, pattern: RegExp): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, name, text = ''] = pattern.exec(line) ?? [];
    if (name !== undefined) found.set(name, found.has(name) ? `${found.get(name)}\n${text}` : text);
  }
  return found;
}

/** Without the time and the process of the log, and without the number of a line, which may have moved. */
function withoutPlace(line: string): string {
  return line.replace(/^\w{3} [ \d]\d [\d:]+ \S+ \S+\[\d+\]: /, '').replace(/, lines? [\d-]+/, '');
}
