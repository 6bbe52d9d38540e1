// postfix.reload, postfix.check, postfix.start, postfix.stop, postfix.status, and postfix.flush.

import { dirname } from 'node:path';
import {
  type Action,
  canReload,
  type MailSystem,
  messagesAbout,
  type Performed,
  perform,
} from '../postfix/control.ts';
import { controlTarget } from '../postfix/control-target.ts';
import { isRunning, stateAfter } from '../postfix/instances.ts';
import { pageFor } from '../postfix/log-pages.ts';
import { mailLog } from '../postfix/mail-log.ts';
import { isError, type Message, readMessages, sentence } from '../postfix/messages.ts';
import { installedVersion } from '../postfix/parameters.ts';
import { lastSaid } from '../postfix/queue.ts';
import { ignoredChanges } from '../postfix/restart.ts';
import type { RunResult } from '../postfix/run.ts';
import type { CommandContext, File } from './context.ts';
import {
  countOf,
  failureOf,
  mayRun,
  needProgram,
  offerTerminal,
  sayDeclined,
  sayUnknownTarget,
  sayWithPlaces,
  showLog,
  showProblems,
} from './say.ts';

const stopAndStart = 'Stop and Start';
const explain = 'Explain';

/** What the commands need beyond programs and messages. */
export interface ControlContext extends CommandContext {
  /** Files of a configuration directory with unsaved changes. */
  unsavedIn(directory: string): readonly File[];
  /** The errors that the language server finds in the files of a configuration directory, without unsaved files. */
  errorsIn(directory: string): readonly FileErrors[];
  /** The parameters that were changed since the files were opened, and that need a stop and a start. */
  changedUntilRestart(directory: string): readonly string[];
  /** Postfix was stopped or started with all changes. */
  restarted(directory: string): void;
  /** The setting `postfix.checkBeforeReload`. */
  checksBeforeReload(): boolean;
  /** The environment variable PATH. */
  path(): string;
}

export interface FileErrors {
  /** `main.cf` */
  readonly name: string;
  readonly count: number;
}

/** The mail system that a command is about. */
interface Chosen {
  readonly postfix: string;
  readonly postconf: string;
  readonly directory: string;
}

/**
 * @param file the file in the editor, which determines the configuration. Without a file, or for another language, this
 *   is the default configuration of the host.
 * @returns whether Postfix was reloaded, or stopped and started
 */
export async function reloadPostfix(context: ControlContext, file: File | undefined): Promise<boolean> {
  const chosen = await choose(context, file, 'Reload');
  if (chosen === undefined || !(await saveFirst(context, chosen.directory, 'Reload'))) return false;
  const { directory } = chosen;
  const changed = context.changedUntilRestart(directory);
  if (changed.length > 0) {
    const anyway = 'Reload Anyway';
    const text = `${listed(changed)} changed. Postfix applies this change only when it is stopped and started.`;
    const pressed = await context.ui.say('information', text, stopAndStart, anyway);
    if (pressed === stopAndStart) return restart(context, chosen);
    if (pressed !== anyway) return false;
  }
  if (context.checksBeforeReload()) {
    const checked = await act(context, chosen, 'check');
    if (checked.kind !== 'done' || checked.messages.some(isError)) {
      await report(context, chosen, 'check', checked);
      return false;
    }
  }
  if (!(await mayReloadErrors(context, chosen))) return false;
  const reloaded = await act(context, chosen, 'reload');
  await report(context, chosen, 'reload', reloaded);
  return reloaded.kind === 'done';
}

export async function checkPostfix(context: ControlContext, file: File | undefined): Promise<void> {
  const chosen = await choose(context, file, 'Check');
  if (chosen === undefined || !(await saveFirst(context, chosen.directory, 'Check'))) return;
  await report(context, chosen, 'check', await act(context, chosen, 'check'));
}

export async function startPostfix(context: ControlContext, file: File | undefined): Promise<void> {
  const chosen = await choose(context, file, 'Start');
  if (chosen === undefined || !(await saveFirst(context, chosen.directory, 'Start'))) return;
  const started = await act(context, chosen, 'start');
  if (started.kind === 'done') context.restarted(chosen.directory);
  await report(context, chosen, 'start', started);
}

export async function stopPostfix(context: ControlContext, file: File | undefined): Promise<void> {
  const chosen = await choose(context, file, 'Stop');
  if (chosen === undefined) return;
  const stop = 'Stop';
  const text = `Stop Postfix with the configuration in ${chosen.directory}? Until you start it again, it will not receive or deliver mail.`;
  if ((await context.ui.say('warning', text, stop)) !== stop) return;
  await report(context, chosen, 'stop', await act(context, chosen, 'stop'));
}

export async function showStatus(context: ControlContext, file: File | undefined): Promise<void> {
  const chosen = await choose(context, file, 'Show');
  if (chosen === undefined) return;
  const { directory, postconf, postfix } = chosen;
  const { problems } = context;
  let running = await isRunning(context, directory);
  if (running === 'unknown') {
    const read = await context.run(postconf, ['-c', directory, '-n']);
    const errors = read.exitCode === 0 ? [] : (await messagesAbout(directory, read.stderr)).filter(isError);
    const said = errors.at(-1);
    if (said !== undefined) {
      const text = `Postfix cannot read its configuration, so it is unknown whether Postfix is running: ${sentence(said)}`;
      problems.report(directory, errors);
      return sayTroubles(context, chosen, 'error', text, errors);
    }
    const why = 'Only root can find out whether Postfix is running.';
    const result = await context.ui.busy(`postfix status (${directory})`, (signal) =>
      context.runAsRoot(postfix, ['-c', directory, 'status'], { why, signal }),
    );
    if (result.end === 'canceled') return context.ui.tell('postfix status was canceled');
    if (result.end === 'declined') {
      if (result.reason !== undefined) await sayDeclined(context, `${why} ${result.reason}`);
      return;
    }
    // The terminal shows the answer.
    if ('inTerminal' in result && result.inTerminal) return;
    running = await stateAfter(context, directory, result);
    if (running === 'unknown') {
      const reason = result.reason ?? lastSaid(result.stderr) ?? endOf(result);
      return sayWithPlaces(context, 'error', `postfix status failed: ${reason}.`, []);
    }
  }
  const version = await installedVersion(postconf, context.run);
  const name = version === undefined ? 'Postfix' : `Postfix ${version}`;
  if (running === 'running')
    await context.ui.say('information', `${name} is running with the configuration in ${directory}.`);
  else
    await offerStart(
      context,
      chosen,
      'information',
      `${name} is not running with the configuration in ${directory}.`,
    );
}

/** Tries to deliver all queued mail now, which every user may do unless authorized_flush_users says otherwise. */
export async function flushQueue(context: ControlContext, file: File | undefined): Promise<void> {
  const chosen = await choose(context, file, 'Flush');
  if (chosen === undefined) return;
  const { directory } = chosen;
  const postqueue = await needProgram(context, 'postqueue');
  if (postqueue === undefined) return;
  // Without root, postqueue accepts only directories that the default main.cf names.
  const target = await controlTarget(chosen.postconf, undefined, context.run);
  const isDefault = target.kind === 'instance' && target.directory === directory;
  const args = [...(isDefault ? [] : ['-c', directory]), '-f'];
  let result: Omit<RunResult, 'end'> & { readonly end: string } = await context.ui.busy(
    'postqueue -f',
    (signal) => context.run(postqueue, args, { signal }),
  );
  if (result.end === 'canceled') return context.ui.tell('postqueue was canceled');
  let messages = readMessages(result.stderr);
  if (messages.some(({ text }) => text.startsWith('unauthorized configuration directory'))) {
    const why = `Only root can flush the queue of ${directory}.`;
    const asRoot = await context.runAsRoot(postqueue, args, { why });
    if (asRoot.end === 'declined') {
      if (asRoot.reason !== undefined) await sayDeclined(context, `${why} ${asRoot.reason}`);
      return;
    }
    result = asRoot;
    messages = readMessages(asRoot.stderr);
  }
  if (result.end === 'exited' && result.exitCode === 0) {
    context.ui.tell('Postfix is trying to deliver all queued mail');
    return;
  }
  const said = messages.findLast(isError);
  if (said?.text.endsWith('mail system is down')) {
    const text = `Postfix is not running with the configuration in ${directory}, so the queue was not flushed.`;
    return offerStart(context, chosen, 'error', text);
  }
  const why = said ? sentence(said) : (failureOf('postqueue', result) ?? 'postqueue failed');
  await sayWithPlaces(context, 'error', `The queue of ${directory} was not flushed: ${why}.`, []);
}

/** Says that Postfix is not running, and offers to start it. */
async function offerStart(
  context: ControlContext,
  chosen: Chosen,
  kind: 'information' | 'error',
  text: string,
): Promise<void> {
  const start = 'Start Postfix';
  const pressed = await context.ui.say(kind, text, start);
  if (pressed === start) await report(context, chosen, 'start', await act(context, chosen, 'start'));
}

/** Stops and starts Postfix, if it can read its configuration. */
async function restart(context: ControlContext, chosen: Chosen): Promise<boolean> {
  const checked = await act(context, chosen, 'check');
  if (checked.kind !== 'done' || checked.messages.some(isError)) {
    await report(context, chosen, 'check', checked);
    return false;
  }
  const stopped = await act(context, chosen, 'stop');
  if (stopped.kind !== 'done' && stopped.kind !== 'not-running') {
    await report(context, chosen, 'stop', stopped);
    return false;
  }
  const started = await act(context, chosen, 'start');
  if (started.kind === 'done') context.restarted(chosen.directory);
  await report(context, chosen, 'start', started);
  return started.kind === 'done';
}

/** The configuration directory that a file belongs to. */
export async function directoryOf(
  context: CommandContext,
  file: File | undefined,
): Promise<string | undefined> {
  if (file?.path === undefined || !file.languageId.startsWith('postfix-')) return undefined;
  if (/(?:^|\/)(?:main|master)\.cf$/.test(file.path)) return dirname(file.path);
  return (await context.tableUses(file.uri))?.configDirectory;
}

/** @param verb for a button: `Reload /etc/postfix` */
async function choose(
  context: CommandContext,
  file: File | undefined,
  verb: string,
): Promise<Chosen | undefined> {
  const { ui, run } = context;
  if (!(await mayRun(context))) return undefined;
  const postfix = await needProgram(context, 'postfix');
  if (postfix === undefined) return undefined;
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return undefined;
  const target = await controlTarget(postconf, await directoryOf(context, file), run);
  if (target.kind === 'unknown') return void (await sayUnknownTarget(context));
  if (target.kind === 'instance') return { postfix, postconf, directory: target.directory };
  const { directory, live } = target;
  const useLive = `${verb} ${live}`;
  const pressed = await ui.say(
    'warning',
    `${directory} is not the active Postfix configuration on this host. The active configuration is ${live}.`,
    useLive,
  );
  return pressed === useLive ? { postfix, postconf, directory: live } : undefined;
}

/** False if the user cancels, or if a file cannot be saved. */
async function saveFirst(
  { ui, unsavedIn }: ControlContext,
  directory: string,
  verb: string,
): Promise<boolean> {
  const files = unsavedIn(directory);
  if (files.length === 0) return true;
  const names = files.map(({ name }) => name).join(' and ');
  const save = `Save and ${verb}`;
  const anyway = `${verb} Without Saving`;
  const question = `${names} ${files.length === 1 ? 'has' : 'have'} unsaved changes that Postfix would not see.`;
  const pressed = await ui.say('warning', question, save, anyway);
  if (pressed === anyway) return true;
  if (pressed !== save) return false;
  for (const file of files) if (!(await file.save())) return false;
  return true;
}

/**
 * False if the user does not want to reload a configuration with errors. Nobody is asked if Postfix would not reload it
 * anyway.
 */
async function mayReloadErrors(context: ControlContext, chosen: Chosen): Promise<boolean> {
  const found = context.errorsIn(chosen.directory);
  if (found.length === 0) return true;
  const ready = await context.ui.busy(`postconf (${chosen.directory})`, async (signal) =>
    canReload(await mailSystem(context, chosen, 'reload'), context.run, signal),
  );
  if (!ready) return true;
  const anyway = 'Reload Anyway';
  const errors = found.map(({ name, count }) => `${name} has ${count === 1 ? '1 error' : `${count} errors`}`);
  const text = `${listed(errors)}. After a reload, Postfix may no longer deliver mail.`;
  const pressed = await context.ui.say('warning', text, anyway, showProblems);
  if (pressed === showProblems) context.ui.showProblems();
  return pressed === anyway;
}

/** `postfix check` reads all queue files, and `postfix stop` waits for programs. In milliseconds. */
const LONG = 300_000;

const reasons: Readonly<Record<Action, string>> = {
  check: 'Only root can run postfix check.',
  reload: 'Only root can reload Postfix.',
  start: 'Only root can start Postfix.',
  stop: 'Only root can stop Postfix.',
};

async function act(context: ControlContext, chosen: Chosen, action: Action): Promise<Performed> {
  const system = await mailSystem(context, chosen, action);
  const { directory } = chosen;
  context.problems.report(directory, []);
  return context.ui.busy(`postfix ${action} (${directory})`, (signal) =>
    perform(action, system, context.run, signal),
  );
}

async function mailSystem(context: ControlContext, chosen: Chosen, action: Action): Promise<MailSystem> {
  const { postfix, postconf, directory } = chosen;
  const [postmap, log] = await Promise.all([
    context.findProgram('postmap'),
    mailLog(context, directory, context.path()),
  ]);
  return {
    programs: { postfix, postconf, ...(postmap.found && { postmap: postmap.path }) },
    directory,
    isRunning: () => isRunning(context, directory),
    runAsRoot: (args, signal) =>
      context.runAsRoot(postfix, args, {
        why: reasons[action],
        timeLimit: LONG,
        problemMatcher: '$postfix-check',
        ...(signal && { signal }),
      }),
    ...(log && { log }),
  };
}

const past: Readonly<Record<Action, string>> = {
  check: 'checked',
  reload: 'reloaded',
  start: 'started',
  stop: 'stopped',
};

async function report(
  context: ControlContext,
  chosen: Chosen,
  action: Action,
  performed: Performed,
): Promise<void> {
  const { ui, problems } = context;
  const { directory, postfix } = chosen;
  switch (performed.kind) {
    case 'done':
      return reportDone(context, chosen, action, performed);
    case 'unreadable': {
      const errors = performed.messages.filter(isError);
      problems.report(directory, errors);
      const text = `${await whoCannot(context, directory, action)} cannot read the configuration: ${sentence(performed.said)}`;
      return sayTroubles(context, chosen, 'error', text, errors);
    }
    case 'not-running':
      if (action === 'reload') {
        const text = `Postfix is not running with the configuration in ${directory}, so nothing was reloaded.`;
        return offerStart(context, chosen, 'information', text);
      }
      await ui.say('information', `Postfix is not running with the configuration in ${directory}.`);
      return;
    case 'already-running':
      await ui.say('information', `Postfix is already running with the configuration in ${directory}.`);
      return;
    case 'declined':
      if (performed.reason === undefined) return ui.tell('Nothing was changed');
      return sayDeclined(context, `${reasons[action]} ${performed.reason}`);
    case 'failed': {
      problems.report(directory, performed.messages);
      const said = performed.messages.findLast(isError);
      const state = action === 'stop' ? await stillRunning(context, directory) : '';
      const text = `${state}postfix ${action} failed: ${said ? sentence(said) : endOf(performed)}.`;
      if (said || performed.inTerminal)
        return sayTroubles(context, chosen, 'error', text, performed.messages);
      const args = [postfix, '-c', directory, action];
      return offerTerminal(context, 'error', `${text} Run it in a terminal to see more details.`, args);
    }
    case 'not-started':
      return sayWithPlaces(context, 'error', `postfix could not be started: ${performed.reason}`, []);
    case 'timed-out':
      return sayWithPlaces(context, 'error', `postfix ${action} took too long and was stopped.`, []);
    case 'canceled':
      ui.tell(`postfix ${action} was canceled`);
  }
}

/** The subject of a sentence that says why nothing was done: `Postfix was not started, because it`. */
async function whoCannot(context: ControlContext, directory: string, action: Action): Promise<string> {
  if (action === 'check') return 'Postfix';
  if (action === 'stop') return `${await stillRunning(context, directory)}postfix stop`;
  return `Postfix was not ${past[action]}, because it`;
}

/** How a sentence begins that says why Postfix was not stopped. */
async function stillRunning(context: ControlContext, directory: string): Promise<string> {
  const running = await isRunning(context, directory);
  if (running === 'stopped') return '';
  return `Postfix ${running === 'running' ? 'is still' : 'may still be'} running, because `;
}

function endOf({ exitCode, killedBy }: { readonly exitCode?: number; readonly killedBy?: string }): string {
  return killedBy === undefined
    ? `exit status ${exitCode ?? 'unknown'}`
    : `it was terminated by the signal ${killedBy}`;
}

async function reportDone(
  context: ControlContext,
  chosen: Chosen,
  action: Action,
  { messages, afterwards }: Extract<Performed, { readonly kind: 'done' }>,
): Promise<void> {
  const { ui, problems } = context;
  const { directory } = chosen;
  if (action === 'check') {
    problems.report(directory, messages);
    if (messages.length === 0) return ui.tell(`Postfix found no problems in ${directory}`);
    const [first] = messages;
    const said = messages.length === 1 && first ? sentence(first) : countOf(messages);
    return sayTroubles(context, chosen, 'warning', `postfix check reported ${said}.`, messages);
  }
  ui.tell(action === 'stop' ? 'Postfix has stopped' : `Postfix has ${past[action]} ${directory}`);
  const { hasStopped, messages: logged } = await afterwards;
  problems.report(directory, logged);
  const [first] = logged.filter(isError);
  const reason = first ?? logged[0];
  if (hasStopped) {
    const why = reason ? sentence(reason) : 'The mail log may contain the reason';
    const text = `Postfix has stopped, because master could not use the configuration in ${directory}. ${why}.`;
    return sayTroubles(context, chosen, 'error', text, logged);
  }
  if (reason === undefined) return;
  const ignored = ignoredChanges(logged.map(({ text }) => text));
  const text =
    ignored.length > 0
      ? `Postfix ignores the change to ${listed(ignored)} until it is stopped and started.`
      : `After the ${action}, Postfix logged: ${sentence(reason)}`;
  return sayTroubles(context, chosen, first ? 'error' : 'warning', text, logged, ignored.length > 0);
}

/** Shows what is wrong, with ways to the places, to the explanation, and to the log. */
async function sayTroubles(
  context: ControlContext,
  chosen: Chosen,
  kind: 'warning' | 'error',
  text: string,
  messages: readonly Message[],
  needsRestart = false,
): Promise<void> {
  const { ui } = context;
  // What was read from the mail log is not in the log of the extension, and the notification may show only a count.
  for (const line of new Set(messages.map(sentence))) context.log(line);
  const page = messages.map(pageFor).find((found) => found !== undefined);
  const buttons = [
    ...(needsRestart ? [stopAndStart] : []),
    ...(messages.some(({ file }) => file !== undefined) ? [showProblems] : []),
    ...(page === undefined ? [] : [explain]),
    showLog,
  ];
  const pressed = await ui.say(kind, text, ...buttons);
  if (pressed === stopAndStart) await restart(context, chosen);
  if (pressed === showProblems) ui.showProblems();
  if (pressed === explain && page !== undefined) ui.openPage(page);
  if (pressed === showLog) ui.showLog();
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
