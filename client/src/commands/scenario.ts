// postfix.setUpScenario: asks the questions of a scenario, and shows the change to all files before anything changes.

import type {
  PlanScenarioResult,
  ScenarioConflict,
  ScenarioSummary,
  ScenariosResult,
} from '../../../server/src/lsp/protocol.ts';
import { type Back, back, type Choice, type File } from './context.ts';
import { showLog } from './say.ts';
import { finish, sayUnchanged } from './scenario-afterwards.ts';
import type { Edit, ScenarioContext } from './scenario-context.ts';
import { Questions } from './scenario-questions.ts';

/** A scenario with its final plan. */
interface Settled {
  readonly scenario: ScenarioSummary;
  readonly plan: PlanScenarioResult;
}

/** The server does not respond. The user gets one notification. */
class NoAnswer extends Error {}

/**
 * @param file the file in the editor, which determines the configuration
 * @param name the scenario; undefined to ask for it
 */
export async function setUpScenario(
  context: ScenarioContext,
  file: File | undefined,
  name?: string,
): Promise<void> {
  try {
    const instance = await chooseInstance(context, file);
    if (instance === undefined) return;
    const settled = await settle(context, instance, name);
    if (settled !== undefined) await applyPlan(context, instance, settled);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const text = 'The language server does not respond, so no scenario can be set up.';
    if ((await context.ui.say('error', text, showLog)) === showLog) context.ui.showLog();
  }
}

/** A configuration: one of its files, its directory, and its scenarios. */
interface ChosenInstance extends NonNullable<ScenariosResult> {
  readonly uri: string;
}

async function chooseInstance(
  context: ScenarioContext,
  file: File | undefined,
): Promise<ChosenInstance | undefined> {
  const own = file && (await instanceOf(context, file.uri));
  if (own) return own;
  const mainFiles = await context.mainFiles();
  if (mainFiles.length === 0) return createInstance(context);
  const choices = mainFiles.map((uri) => ({ label: context.nameOf(directoryOf(uri)), uri }));
  const [only] = choices;
  const chosen =
    choices.length === 1
      ? only
      : await context.ui.pick(
          'Which configuration do you want to change?',
          choices.sort((a, b) => (a.label < b.label ? -1 : 1)),
        );
  if (chosen === undefined) return undefined;
  const instance = await instanceOf(context, chosen.uri);
  if (instance === undefined) {
    await context.ui.say('information', `${chosen.label} is not a Postfix configuration.`);
  }
  return instance;
}

/** Offers to create a configuration where there is none. */
async function createInstance(context: ScenarioContext): Promise<ChosenInstance | undefined> {
  const { scenarios, ui, nameOf } = context;
  const create = 'Create main.cf and master.cf';
  const folders = context.folders();
  const pressed = await ui.say(
    'information',
    'There is no main.cf in this workspace. Open the configuration that you want to change, or create a new one.',
    ...(folders.length === 0 ? [] : [create]),
  );
  if (pressed !== create) return undefined;
  const choices = folders.map((folder) => ({ label: nameOf(folder), folder }));
  const chosen =
    choices.length === 1
      ? choices[0]
      : await ui.pick('In which folder do you want to create the configuration?', choices);
  if (chosen === undefined) return undefined;
  const texts = answered(await scenarios.newConfiguration());
  if (texts === null) throw new NoAnswer();
  await context.createFiles(chosen.folder, { 'main.cf': texts.main, 'master.cf': texts.master });
  return instanceOf(context, `${chosen.folder}/main.cf`);
}

async function instanceOf({ scenarios }: ScenarioContext, uri: string): Promise<ChosenInstance | undefined> {
  const instance = answered(await scenarios.list({ uri }));
  return instance === null ? undefined : { uri, ...instance };
}

function directoryOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** Asks for a scenario, the answers to its questions, and the decisions on conflicting settings. */
async function settle(
  context: ScenarioContext,
  instance: ChosenInstance,
  name: string | undefined,
): Promise<Settled | undefined> {
  let scenario =
    instance.scenarios.find((each) => each.name === name) ?? (await chooseScenario(context, instance));
  while (scenario !== undefined) {
    const confirmed = await confirm(context, instance, scenario);
    if (confirmed === undefined) return undefined;
    if (confirmed !== back && confirmed !== scenario) {
      scenario = confirmed;
      continue;
    }
    const plan = confirmed === back ? back : await planOf(context, instance, scenario);
    if (plan !== back) return plan && { scenario, plan };
    scenario = await chooseScenario(context, instance, scenario);
  }
  return undefined;
}

async function chooseScenario(
  { steps, nameOf }: ScenarioContext,
  { directory, scenarios }: ChosenInstance,
  active?: ScenarioSummary,
): Promise<ScenarioSummary | undefined> {
  const choices = scenarios.map((scenario) => ({
    label: scenario.title,
    description: scenario.inPlace ? `${scenario.name} $(check) already set up` : scenario.name,
    detail: scenario.description,
    scenario,
  }));
  const chosen = await steps.choose(
    { title: 'Set Up a Scenario', about: `What should ${nameOf(directory)} do?`, hasBack: false },
    choices,
    choices.find(({ scenario }) => scenario === active),
  );
  return chosen === back ? undefined : chosen?.scenario;
}

/** Shows the caution of a scenario. Resolves to this scenario, or to the one that the user selects instead. */
async function confirm(
  { steps }: ScenarioContext,
  { scenarios }: ChosenInstance,
  scenario: ScenarioSummary,
): Promise<ScenarioSummary | Back | undefined> {
  const { caution } = scenario;
  if (caution === undefined) return scenario;
  const instead = scenarios.find(({ name }) => name === scenario.instead);
  const choices = [
    ...(instead
      ? [{ label: `Set Up ${instead.name} Instead`, description: instead.title, scenario: instead }]
      : []),
    { label: `Set Up ${scenario.name}`, description: scenario.title, scenario },
  ];
  const chosen = await steps.choose(
    { title: caution, about: 'What do you want to set up?', hasBack: true },
    choices,
  );
  return chosen === back ? back : chosen?.scenario;
}

async function planOf(
  context: ScenarioContext,
  { uri }: ChosenInstance,
  { name: scenario, title }: ScenarioSummary,
): Promise<PlanScenarioResult | Back | undefined> {
  const { scenarios, steps, ui } = context;
  const list = answered(await scenarios.questions({ uri, scenario }));
  const questions = new Questions(title, list, async (question, answer) => {
    return (await scenarios.check({ uri, scenario, question, answer })) ?? undefined;
  });
  let asked = await questions.ask(steps);
  while (asked === 'answered') {
    const { answers } = questions;
    const decisions: Decisions = {};
    const planNow = async () =>
      answered(
        await ui.busy(`Planning: ${title}`, () => scenarios.plan({ uri, scenario, answers, decisions })),
      );
    let plan = await planNow();
    let decided = await decide(context, title, plan.conflicts, decisions);
    while (decided === 'decided') {
      plan = await planNow();
      decided = await decide(context, title, plan.conflicts, decisions);
    }
    if (decided === 'nothing to decide') return plan;
    if (decided === undefined) return undefined;
    asked = await questions.ask(steps, 'last');
  }
  return asked;
}

type Decisions = Record<string, 'replace' | 'keep'>;

/** Asks about each undecided conflict, and stores the decisions. */
async function decide(
  { steps, show, nameOf }: ScenarioContext,
  about: string,
  conflicts: readonly ScenarioConflict[],
  decisions: Decisions,
): Promise<'decided' | 'nothing to decide' | Back | undefined> {
  const open = conflicts.filter(({ id }) => decisions[id] === undefined);
  if (open.length === 0) return 'nothing to decide';
  for (let i = 0; i < open.length; ) {
    const conflict = open[i] as ScenarioConflict;
    const { setting, whenKept, at } = conflict;
    const chosen = await steps.choose(
      {
        title: `${setting} has a different value. If you keep it, ${whenKept}`,
        about,
        place: { number: i + 1, of: open.length },
        hasBack: true,
      },
      decisionChoices(conflict, `${nameOf(at.uri)}, line ${at.range.start.line + 1}`),
    );
    if (chosen === undefined) return undefined;
    if (chosen === back) {
      if (i === 0) return back;
      i--;
    } else if (chosen.decision === 'show') {
      await show(at);
    } else {
      decisions[conflict.id] = chosen.decision;
      i++;
    }
  }
  return 'decided';
}

function decisionChoices(
  { current, wanted }: ScenarioConflict,
  place: string,
): readonly (Choice & { readonly decision: 'replace' | 'keep' | 'show' })[] {
  return [
    { label: '$(replace) Replace', description: onOneLine(wanted), decision: 'replace' },
    { label: '$(pin) Keep', description: onOneLine(current), decision: 'keep' },
    { label: '$(go-to-file) Show', description: place, decision: 'show' },
  ];
}

function onOneLine(value: string): string {
  return value === '' ? '(empty)' : value.replace(/\s+/g, ' ').trim();
}

async function applyPlan(
  context: ScenarioContext,
  instance: ChosenInstance,
  settled: Settled,
): Promise<void> {
  const { ui } = context;
  const { uri } = instance;
  const change = { uri, ...settled };
  if (settled.plan.refused) {
    await ui.say('error', `Nothing was changed: ${settled.plan.remarks.join(' ')}`);
    return;
  }
  if (isEmpty(settled.plan.edit)) return sayUnchanged(context, change);
  const applied = await context.applyWithPreview(settled.plan.edit, uri);
  switch (applied.kind) {
    case 'applied':
      return finish(context, change);
    case 'discarded':
      ui.tell('Nothing was changed');
      return;
    case 'impossible':
      await ui.say('error', `Nothing was changed: ${applied.reason}`);
  }
}

function isEmpty({ changes, documentChanges }: Edit): boolean {
  return (documentChanges ?? Object.values(changes ?? {})).length === 0;
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new NoAnswer();
  return answer;
}
