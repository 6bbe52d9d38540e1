// What follows when a scenario's change is in the editors: saving in the right order, indexes, the reload, and what
// remains for a person to do.

import type { PlanScenarioResult, ScenarioSummary } from '../../../server/src/lsp/protocol.ts';
import { commandLine } from '../postfix/command-line.ts';
import { reloadTarget } from '../postfix/reload.ts';
import type { File } from './context.ts';
import { tryPostmap } from './postmap.ts';
import { directoryOf, reloadPostfix } from './reload.ts';
import { manageTrust, mayRun, needProgram } from './say.ts';
import type { Edit, ScenarioContext } from './scenario-context.ts';

export interface Change {
  /** A file of the instance. */
  readonly uri: string;
  readonly scenario: ScenarioSummary;
  readonly plan: PlanScenarioResult;
}

const whatRemains = 'What Remains';

/** A remark of this length is read in a notification, in characters; a longer one on a page. */
const SHORT = 140;

/** The plan changes nothing: the configuration does it already, or the remarks say why. */
export async function sayUnchanged(context: ScenarioContext, change: Change): Promise<void> {
  await sayWithRemarks(context, change, `“${change.scenario.title}”: nothing is to be changed.`);
}

/** The change is in the editors, and in no file but new ones, which are empty. */
export async function carryOn(context: ScenarioContext, change: Change): Promise<void> {
  const { ui } = context;
  const { plan, scenario } = change;
  const tables = await tablesOf(context, change);
  const obstacle = await whyNoPrograms(context);
  const save = tables.length > 0 && obstacle === undefined ? 'Save All and Index' : 'Save All';
  const buttons = context.isTrusted() ? [save] : [save, manageTrust];
  const text = `“${scenario.title}” is in the editors, and not saved yet.`;
  const pressed = await sayWithRemarks(context, change, obstacle ? `${text} ${obstacle}` : text, ...buttons);
  if (pressed === manageTrust) ui.manageTrust();
  if (pressed !== save) return;

  // Meanwhile the person may have taken the change back.
  const others = await filesAt(
    context,
    urisOf(plan.edit).filter((uri) => !plan.tables.some((table) => table.uri === uri)),
  );
  const present = await tablesOf(context, change);
  if (present.length < tables.length) {
    ui.tell('Nothing is saved: the change was undone');
  } else if (obstacle === undefined) {
    await saveAndIndex(context, change, present, others);
  } else if (await saveAll([...present, ...others])) {
    await sayWithRemarks(context, change, `Saved. ${inWords(commandsOf(change))} ${whereItRuns(context)}.`);
  }
}

/** Why none of Postfix's programs can be run, as a sentence. */
async function whyNoPrograms(context: ScenarioContext): Promise<string | undefined> {
  if (!context.isTrusted()) {
    return 'This workspace is not trusted, so none of Postfix’s programs is run in it.';
  }
  const { found } = await context.findProgram('postmap');
  return found ? undefined : 'There is no Postfix on this machine to index tables or to reload.';
}

function whereItRuns({ isTrusted }: ScenarioContext): string {
  return isTrusted() ? 'are to be run where Postfix runs' : 'are yours to run';
}

/**
 * First the tables and their indexes, then main.cf and master.cf: a service of Postfix that starts in between reads
 * them, and must find no table that it cannot open.
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
  if (missed.length > 0 && !(await isToBeSaved(context, others, missed))) return;
  if (await saveAll(others)) await offerReload(context, change, indexed);
}

/** Asks whether files are saved that name tables which are not there. */
async function isToBeSaved(
  { ui }: ScenarioContext,
  files: readonly File[],
  missed: readonly File[],
): Promise<boolean> {
  if (files.length === 0) return false;
  const saveAnyway = 'Save All the Same';
  const text = `${namesOf(missed)} ${missed.length === 1 ? 'is' : 'are'} not indexed, so ${namesOf(files)} ${files.length === 1 ? 'is' : 'are'} not saved yet: Postfix would look for an index that is not there.`;
  return (await ui.say('warning', text, saveAnyway)) === saveAnyway;
}

async function offerReload(
  context: ScenarioContext,
  change: Change,
  indexed: readonly File[],
): Promise<void> {
  const { uri, plan } = change;
  const done = indexed.length === 0 ? 'Saved.' : `Saved, and ${namesOf(indexed)} indexed.`;
  const reload = plan.needsRestart ? 'Stop and Start in a Terminal' : 'Check and Reload';
  const next = plan.needsRestart
    ? 'Postfix must be stopped and started for it: a reload is not enough.'
    : 'Postfix goes by it after a reload.';
  const pressed = await sayWithRemarks(context, change, `${done} ${next}`, reload);
  if (pressed !== reload) return;
  const file = await context.fileAt(uri);
  if (plan.needsRestart) await restart(context, file);
  else await reloadPostfix(context, file, context.unsavedIn);
}

/** Types the commands, for the person to run. A configuration that Postfix finds broken stops nothing. */
async function restart(context: ScenarioContext, file: File | undefined): Promise<void> {
  const { ui, run, isSuperuser } = context;
  if (!(await mayRun(context))) return;
  const postfix = await needProgram(context, 'postfix');
  if (postfix === undefined) return;
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return;
  const target = await reloadTarget(postconf, await directoryOf(context, file), run);
  const { directory } = target;
  if (target.kind === 'copy') {
    const text = `${directory} is not the configuration that Postfix runs with here: that is ${target.live}.`;
    await ui.say('warning', text);
    return;
  }
  const lines = ['check', 'stop', 'start'].map((word) =>
    commandLine([...(isSuperuser ? [] : ['sudo']), postfix, '-c', directory, word]),
  );
  if (lines.every((line) => line !== undefined)) ui.typeInTerminal(lines.join(' && '));
}

/** Says it with what remains to be done, which can be read on a page as often as the person likes. */
async function sayWithRemarks(
  context: ScenarioContext,
  change: Change,
  text: string,
  ...buttons: string[]
): Promise<string | undefined> {
  const { remarks } = change.plan;
  const [first = ''] = remarks;
  const isShort = remarks.length === 1 && first.length <= SHORT;
  const remains = remarks.length === 1 ? 'One thing remains' : `${remarks.length} things remain`;
  const said =
    remarks.length === 0 ? text : isShort ? `${text} ${first}` : `${text} ${remains} for you to do.`;
  for (;;) {
    const all = remarks.length === 0 || isShort ? buttons : [...buttons, whatRemains];
    const pressed = await context.ui.say('information', said, ...all);
    if (pressed !== whatRemains) return pressed;
    await context.showPage(`${change.scenario.name}: what remains`, pageOf(change));
    if (buttons.length === 0) return undefined;
  }
}

function pageOf(change: Change): string {
  const { scenario, plan } = change;
  return [
    `# ${escaped(scenario.title)}: what remains`,
    plan.remarks.map((remark, index) => `${index + 1}. ${escaped(remark)}`).join('\n'),
    '## Then',
    'The files are to be saved, tables indexed, and Postfix told. The buttons of the notification do that; these are the commands:',
    ['```sh', ...commandsOf(change), '```'].join('\n'),
    '',
  ].join('\n\n');
}

/** Plain text as Markdown shows it. */
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
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function tablesOf(context: ScenarioContext, { plan }: Change): Promise<readonly File[]> {
  return filesAt(
    context,
    plan.tables.map(({ uri }) => uri),
  );
}

/** A person may have left a new file out. */
async function filesAt({ fileAt }: ScenarioContext, uris: readonly string[]): Promise<readonly File[]> {
  const files = await Promise.all([...new Set(uris)].map((uri) => fileAt(uri)));
  return files.filter((file) => file !== undefined);
}

/** The files that an edit makes or changes, in its order. */
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
