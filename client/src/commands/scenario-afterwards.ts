// What happens after the change of a scenario is in the editors: saving in the right order, indexing, the reload, and
// the steps that the user has to do.

import type { PlanScenarioResult, ScenarioSummary } from '../../../server/src/lsp/protocol.ts';
import { commandLine } from '../postfix/command-line.ts';
import { controlTarget } from '../postfix/control-target.ts';
import type { File } from './context.ts';
import { directoryOf, reloadPostfix } from './control.ts';
import { tryPostmap } from './postmap.ts';
import { manageTrust, mayRun, needProgram, notTrusted, sayUnknownTarget } from './say.ts';
import type { Edit, ScenarioContext } from './scenario-context.ts';

export interface Change {
  /** A file of the configuration. */
  readonly uri: string;
  readonly scenario: ScenarioSummary;
  readonly plan: PlanScenarioResult;
}

const remainingSteps = 'Remaining Steps';

/** The maximum length of a remark in a notification, in characters. A longer one is shown on a page. */
const SHORT = 140;

/** The plan changes nothing, because the scenario is already set up, or for a reason that the remarks give. */
export async function sayUnchanged(context: ScenarioContext, change: Change): Promise<void> {
  await sayWithRemarks(context, change, `“${change.scenario.title}”: no changes are needed.`);
}

/** The change is in the editors. On disk, there are only the new files, which are still empty. */
export async function finish(context: ScenarioContext, change: Change): Promise<void> {
  const { ui } = context;
  const { plan, scenario } = change;
  const tables = await tablesOf(context, change);
  const obstacle = await whyNoPrograms(context);
  const save = tables.length > 0 && obstacle === undefined ? 'Save All and Index' : 'Save All';
  const buttons = context.isTrusted() ? [save] : [save, manageTrust];
  const text = `“${scenario.title}”: the changes are in the editors, but not saved yet.`;
  if (plan.remarks.length > 0 && !isShort(plan.remarks)) await showRemaining(context, change);
  // VS Code is about to save the files anyway, in an order of its own.
  const pressed = context.savesAutomatically()
    ? save
    : await sayWithRemarks(context, change, obstacle ? `${text} ${obstacle}` : text, ...buttons);
  if (pressed === manageTrust) ui.manageTrust();
  if (pressed !== save) return;

  // In the meantime, the user may have undone the change.
  const others = await filesAt(
    context,
    urisOf(plan.edit).filter((uri) => !plan.tables.some((table) => table.uri === uri)),
  );
  const present = await tablesOf(context, change);
  if (present.length < tables.length) {
    ui.tell('Nothing was saved, because the change was undone');
  } else if (obstacle === undefined) {
    await saveAndIndex(context, change, present, others);
  } else if (await saveAll([...present, ...others])) {
    await sayWithRemarks(
      context,
      change,
      `The files are saved. Run ${inWords(commandsOf(change))} ${whereItRuns(context)}.`,
    );
  }
}

/** A sentence that says why no Postfix program can run; undefined if they can. */
async function whyNoPrograms(context: ScenarioContext): Promise<string | undefined> {
  if (!context.isTrusted()) return notTrusted;
  const { found } = await context.findProgram('postmap');
  return found
    ? undefined
    : 'Postfix is not installed on this host, so you cannot index tables or reload Postfix here.';
}

function whereItRuns({ isTrusted }: ScenarioContext): string {
  return isTrusted() ? 'on the host where Postfix runs' : 'in a terminal';
}

/**
 * First saves and indexes the tables, then saves main.cf and master.cf. A Postfix service that starts in between reads
 * these two files and must be able to open every table that they name.
 */
async function saveAndIndex(
  context: ScenarioContext,
  change: Change,
  tables: readonly File[],
  others: readonly File[],
): Promise<void> {
  const indexed: File[] = [];
  for (const table of tables) if ((await tryPostmap(context, table)).usable) indexed.push(table);
  const missed = tables.filter((table) => !indexed.includes(table));
  if (missed.length > 0 && !(await confirmSave(context, others, missed))) return;
  if (await saveAll(others)) await offerReload(context, change, indexed);
}

/** Asks whether to save files that name tables without an index. */
async function confirmSave(
  { ui }: ScenarioContext,
  files: readonly File[],
  missed: readonly File[],
): Promise<boolean> {
  if (files.length === 0) return false;
  const saveAnyway = 'Save Anyway';
  const text = `${namesOf(missed)} ${missed.length === 1 ? 'is' : 'are'} not indexed, so ${namesOf(files)} ${files.length === 1 ? 'was' : 'were'} not saved. Postfix would look for an index that does not exist.`;
  return (await ui.say('warning', text, saveAnyway)) === saveAnyway;
}

async function offerReload(
  context: ScenarioContext,
  change: Change,
  indexed: readonly File[],
): Promise<void> {
  const { uri, plan } = change;
  const done =
    indexed.length === 0
      ? 'The files are saved.'
      : `The files are saved, and ${namesOf(indexed)} ${indexed.length === 1 ? 'is' : 'are'} indexed.`;
  const reload = plan.needsRestart ? 'Stop and Start in a Terminal' : 'Check and Reload';
  const next = plan.needsRestart
    ? 'To apply the changes, stop and start Postfix. A reload is not enough.'
    : 'To apply the changes, reload Postfix.';
  const pressed = await sayWithRemarks(context, change, `${done} ${next}`, reload);
  if (pressed !== reload) return;
  const file = await context.fileAt(uri);
  if (plan.needsRestart) await restart(context, file);
  else await reloadPostfix(context, file);
}

/**
 * Types the commands, which the user can then run. Postfix is not stopped if its check finds an error.
 */
async function restart(context: ScenarioContext, file: File | undefined): Promise<void> {
  const { ui, run } = context;
  if (!(await mayRun(context))) return;
  const postfix = await needProgram(context, 'postfix');
  if (postfix === undefined) return;
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return;
  const target = await controlTarget(postconf, await directoryOf(context, file), run);
  if (target.kind === 'unknown') return sayUnknownTarget(context);
  const { directory } = target;
  if (target.kind === 'copy') {
    const text = `${directory} is not the active Postfix configuration on this host. The active configuration is ${target.live}.`;
    await ui.say('warning', text);
    return;
  }
  const superuser = await context.isSuperuser();
  const lines = ['check', 'stop', 'start'].map((word) =>
    commandLine([...(superuser ? [] : ['sudo']), postfix, '-c', directory, word]),
  );
  if (lines.every((line) => line !== undefined)) ui.typeInTerminal(lines.join(' && '));
}

/**
 * Shows a notification with the remaining steps. A button shows them on a page, after which the notification returns.
 */
async function sayWithRemarks(
  context: ScenarioContext,
  change: Change,
  text: string,
  ...buttons: string[]
): Promise<string | undefined> {
  const { remarks } = change.plan;
  const [first = ''] = remarks;
  const remains = remarks.length === 1 ? 'One step remains' : `${remarks.length} steps remain`;
  const said = remarks.length === 0 ? text : isShort(remarks) ? `${text} ${first}` : `${text} ${remains}.`;
  for (;;) {
    const all = remarks.length === 0 || isShort(remarks) ? buttons : [...buttons, remainingSteps];
    const pressed = await context.ui.say('information', said, ...all);
    if (pressed !== remainingSteps) return pressed;
    await showRemaining(context, change);
    if (buttons.length === 0) return undefined;
  }
}

function isShort(remarks: readonly string[]): boolean {
  const [first = ''] = remarks;
  return remarks.length === 1 && first.length <= SHORT && !first.includes('\n');
}

function showRemaining(context: ScenarioContext, change: Change): Promise<void> {
  return context.showPage(`${change.scenario.name}: remaining steps`, pageOf(change));
}

/** A numbered step. The lines after the first one are for copying. */
function stepOf(remark: string, index: number): string {
  const [first = '', ...lines] = remark.split('\n');
  const step = `${index + 1}. ${escaped(first)}`;
  if (lines.length === 0) return step;
  return [step, '', ...['```', ...lines, '```'].map((line) => `   ${line}`)].join('\n');
}

function pageOf(change: Change): string {
  const { scenario, plan } = change;
  return [
    `# ${escaped(scenario.title)}: remaining steps`,
    plan.remarks.map(stepOf).join('\n\n'),
    '## Finally',
    `Save the files${plan.tables.length > 0 ? ', index the tables,' : ''} and let Postfix read the new configuration. Use the buttons of the notification, or save the files and run ${inNumber(commandsOf(change))}:`,
    ['```sh', ...commandsOf(change), '```'].join('\n'),
    '',
  ].join('\n\n');
}

function inNumber(commands: readonly string[]): string {
  return commands.length === 1 ? 'this command' : 'these commands';
}

/** Plain text, escaped for Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&');
}

function commandsOf({ plan }: Change): readonly string[] {
  const tables = plan.tables.map(({ reference }) => commandLine(['postmap', reference]) ?? reference);
  const next = plan.needsRestart ? ['postfix check', 'postfix stop', 'postfix start'] : ['postfix reload'];
  return [...tables, ...next];
}

function namesOf(files: readonly File[]): string {
  return inWords(files.map(({ name }) => name));
}

function inWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 3 ? words.join(' and ') : `${words.slice(0, -1).join(', ')}, and ${last}`;
}

function tablesOf(context: ScenarioContext, { plan }: Change): Promise<readonly File[]> {
  return filesAt(
    context,
    plan.tables.map(({ uri }) => uri),
  );
}

/** The files that exist. The user may have left out a new file. */
async function filesAt({ fileAt }: ScenarioContext, uris: readonly string[]): Promise<readonly File[]> {
  const files = await Promise.all([...new Set(uris)].map((uri) => fileAt(uri)));
  return files.filter((file) => file !== undefined);
}

/** The files that an edit creates or changes, in the order of the edit. */
function urisOf({ changes = {}, documentChanges = [] }: Edit): readonly string[] {
  const uris = documentChanges.flatMap((change) => {
    if ('textDocument' in change) return [change.textDocument.uri];
    return change.kind === 'create' ? [change.uri] : [];
  });
  return [...new Set([...uris, ...Object.keys(changes)])];
}

async function saveAll(files: readonly File[]): Promise<boolean> {
  for (const file of files) if (!(await file.save())) return false;
  return true;
}
