// Plans every scenario for realistic configurations, with the suggested answers. A plan causes no warnings and errors,
// changes no other settings and comments, and has nothing left to do afterward.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Instance } from '../../server/src/instance/instance.ts';
import { overrides } from '../../server/src/instance/instance.ts';
import type { PlanScenarioResult } from '../../server/src/lsp/protocol.ts';
import { type Answers, Folder, type Texts, uriOf } from './folder.ts';
import { realConfigurations } from './real.ts';
import { scenarios } from './scenarios.ts';
import { debianStock } from './stock.ts';

type Scenario = (typeof scenarios)[number];

const main = uriOf('main.cf');

describe('in the fixtures', () => {
  test.each([...own()])('%s', async (_, texts) => {
    await expectPlans(texts);
  });
});

test('in Debian’s configuration', async (context) => {
  const stock = debianStock();
  if (stock === undefined) return context.skip('The files of Debian are not installed.');
  await expectPlans(stock);
});

describe('in real configurations', () => {
  test.each([...realConfigurations()])('%s', async (_, texts) => {
    await expectPlans(texts, ['3.7']);
  });
});

/** Small configurations, the fixtures, and the example. */
function own(): ReadonlyMap<string, Texts> {
  const root = fileURLToPath(new URL('../fixtures/', import.meta.url));
  const example = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));
  const folders = ['standard', 'configurations'].flatMap((kind) =>
    readdirSync(root + kind).map((name) => [`${kind}/${name}`, `${root}${kind}/${name}`] as const),
  );
  return new Map([
    ['an empty main.cf', { 'main.cf': '' }],
    ['two empty files', { 'main.cf': '', 'master.cf': '' }],
    ...[...folders, ['the example', example] as const].map(
      ([name, folder]) => [name, textsIn(folder)] as const,
    ),
  ]);
}

function textsIn(folder: string): Texts {
  const names = readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));
}

async function expectPlans(texts: Texts, versions = ['3.11', '3.7', '2.9']): Promise<void> {
  for (const version of versions) {
    const before = await stateOf(new Folder(texts, version));
    for (const scenario of scenarios) {
      const problems = await problemsOf(scenario, texts, version, before);
      expect.soft(problems.map((problem) => `${version} ${scenario}: ${problem}`)).toEqual([]);
    }
  }
}

async function problemsOf(
  scenario: Scenario,
  texts: Texts,
  version: string,
  before: State,
): Promise<readonly string[]> {
  const folder = new Folder(texts, version);
  const answers = await answersFor(folder, scenario);
  const plan = await folder.plan(scenario, answers);
  folder.apply(plan.edit);
  const after = await stateOf(folder);
  const again = await folder.plan(scenario, answers);
  const kept = await keptIn(new Folder(texts, version), scenario, answers, plan, before);
  return [
    ...kept.map((name) => `changes ${name}, which should be kept`),
    ...folder.logged,
    ...newOnes(before.serious, after.serious)
      .filter((finding) => !uncovered.test(finding))
      .map((finding) => `finds ${finding}`),
    ...changedSettings(before.settings, after.settings, plan).map((name) => `changes ${name}`),
    ...newOnes(after.comments, before.comments).map((comment) => `drops ${comment}`),
    ...(again.edit.documentChanges === undefined ? [] : [`plans again ${JSON.stringify(again.edit)}`]),
    ...(again.conflicts.length === 0 ? [] : [`finds conflicts again: ${JSON.stringify(again.conflicts)}`]),
    ...((await isInPlace(folder, scenario)) || needsMasterCf(plan) ? [] : ['is not recognized as set up']),
  ];
}

/**
 * Faults that the configuration already had, and that matter only after the change: a service that other hosts can now
 * reach, or that now takes mail, a password that now goes to a relay host, and a pattern of aliases that matches the new
 * domain.
 */
const uncovered =
  /^(?:submission-without-login: |password-without-tls: TLS is optional|domain-in-two-classes: This pattern also matches)/;

/** The conflicting settings that change although the decision is to keep them. */
async function keptIn(
  folder: Folder,
  scenario: Scenario,
  answers: Answers,
  { conflicts }: PlanScenarioResult,
  before: State,
): Promise<readonly string[]> {
  if (conflicts.length === 0) return [];
  const decisions = Object.fromEntries(conflicts.map(({ id }) => [id, 'keep'] as const));
  folder.apply((await folder.plan(scenario, answers, decisions)).edit);
  const { settings } = await stateOf(folder);
  // The elements of a list are kept. Missing elements can be added.
  const words = (text = '') => text.split(/[\s,]+/);
  return conflicts
    .map(({ id }) => id)
    .filter((id) => !words(before.settings.get(id)).every((word) => words(settings.get(id)).includes(word)));
}

/** The suggestions, or the examples if there is no valid suggestion. */
async function answersFor({ service }: Folder, scenario: Scenario): Promise<Answers> {
  const answers: Record<string, string> = {};
  for (const { id, initial, choices, placeholder } of await service.scenarioQuestions(main, scenario)) {
    const suggested = initial || choices?.[0]?.value || placeholder;
    const problem = await service.checkScenarioAnswer(main, scenario, id, suggested);
    answers[id] = problem === null ? suggested : placeholder;
  }
  return answers;
}

/** Services cannot be added to a missing file. The plan shows them instead. */
function needsMasterCf({ remarks }: PlanScenarioResult): boolean {
  return remarks.some((remark) => remark.startsWith('There is no master.cf'));
}

async function isInPlace(folder: Folder, name: string): Promise<boolean | undefined> {
  const found = await folder.service.scenarios(main);
  return found?.scenarios.find((scenario) => scenario.name === name)?.inPlace;
}

interface State {
  readonly serious: readonly string[];
  readonly comments: readonly string[];
  /** Raw values: in main.cf by name, of services by their key and the name. */
  readonly settings: ReadonlyMap<string, string>;
}

async function stateOf(folder: Folder): Promise<State> {
  const found = await folder.service.findings(main);
  const snapshot = await folder.service.snapshot(main);
  if (snapshot === undefined) throw new Error('no snapshot');
  return {
    serious: found
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      // The rest of a message can contain what has changed: a line number, or the value in force.
      .map(({ rule, finding }) => `${rule.code}: ${finding.message.replace(/(?: by line \d+)?\. .*/s, '')}`),
    comments: Object.entries(folder.texts)
      .filter(([name]) => name.endsWith('.cf'))
      .flatMap(([name, text]) =>
        text.split(/\r?\n/).flatMap((line) => (/^\s*#/.test(line) ? [`${name}: ${line}`] : [])),
      ),
    settings: settingsOf(snapshot.instance),
  };
}

function settingsOf(instance: Instance): ReadonlyMap<string, string> {
  const main = [...instance.entriesByName.keys()].map(
    (name) => [name, instance.value(name)?.raw ?? ''] as const,
  );
  const services = instance.services.flatMap((service) => [
    [`${service.key} itself`, service.item.fields.map(({ text }) => text).join(' ')] as const,
    ...overrides(service.item).map(
      ({ name, value }) => [`${service.key} ${name?.text}`, value?.text ?? ''] as const,
    ),
  ]);
  return new Map([...main, ...services]);
}

/** Settings that have changed although the plan does not name them. */
function changedSettings(
  before: State['settings'],
  after: State['settings'],
  { edit }: PlanScenarioResult,
): readonly string[] {
  const labels = Object.keys(edit.changeAnnotations ?? {});
  const isNamed = (name: string): boolean =>
    labels.includes(`Set ${name}`) || labels.includes(`Set up ${name.split(' ')[0]}`);
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name) && !isNamed(name),
  );
}

/** The elements of `after` that are not in `before`, or less often. */
function newOnes(before: readonly string[], after: readonly string[]): readonly string[] {
  const rest = [...before];
  return after.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
