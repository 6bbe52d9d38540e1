// Notifications and questions that several commands use.

import { commandLine } from '../postfix/command-line.ts';
import { isError, type Message } from '../postfix/messages.ts';
import type { ProgramName } from '../postfix/programs.ts';
import { lastSaid } from '../postfix/queue.ts';
import type { RunResult } from '../postfix/run.ts';
import type { CommandContext } from './context.ts';

export const showProblems = 'Show Problems';
export const showLog = 'Show Log';
const openTerminal = 'Open Terminal';
export const manageTrust = 'Manage Workspace Trust';
const openSettings = 'Open Settings';

export const notTrusted = 'This workspace is not trusted, so the extension does not run programs in it.';

/** False in a workspace that is not trusted, after a notification. */
export async function mayRun({ isTrusted, ui }: CommandContext): Promise<boolean> {
  if (isTrusted()) return true;
  const pressed = await ui.say('warning', notTrusted, manageTrust);
  if (pressed === manageTrust) ui.manageTrust();
  return false;
}

/** The absolute path of a program. If it is not found, shows a notification. */
export async function needProgram(context: CommandContext, name: ProgramName): Promise<string | undefined> {
  const finding = await context.findProgram(name);
  if (finding.found) return finding.path;
  const { directories, reason } = finding;
  const places = directories.length === 1 ? ` in ${directories[0]}` : ' on this host';
  const problem =
    reason === undefined
      ? `${name} was not found${places}.`
      : `${name} cannot run through the command prefix: ${reason.replace(/\.?\s*$/, '.')}`;
  const pressed = await context.ui.say(
    reason === undefined ? 'information' : 'error',
    `${problem} You can edit and check the configuration without it.`,
    openSettings,
  );
  if (pressed === openSettings)
    context.ui.openSetting(reason === undefined ? 'postfix.commandDirectory' : 'postfix.commandPrefix');
  return undefined;
}

/** Shows what went wrong, with buttons that lead to the details. */
export async function sayWithPlaces(
  { ui }: CommandContext,
  kind: 'warning' | 'error',
  text: string,
  messages: readonly Message[],
): Promise<void> {
  const buttons = messages.some(({ file }) => file !== undefined) ? [showProblems, showLog] : [showLog];
  const pressed = await ui.say(kind, text, ...buttons);
  if (pressed === showProblems) ui.showProblems();
  if (pressed === showLog) ui.showLog();
}

/** Why a program failed, without a period. Undefined if it succeeded. */
export function failureOf(
  program: string,
  { end, exitCode, stderr, reason, killedBy }: Omit<RunResult, 'end'> & { readonly end: string },
): string | undefined {
  switch (end) {
    case 'not-started':
      return reason ?? `${program} could not be started`;
    case 'timed-out':
      return `${program} took too long and was stopped`;
    case 'canceled':
      return 'you canceled the command';
    default:
      if (exitCode === 0) return undefined;
      return (
        lastSaid(stderr) ??
        (killedBy === undefined
          ? `exit status ${exitCode ?? 'unknown'}`
          : `${program} was terminated by ${killedBy}`)
      );
  }
}

/** Says that no command can run, because postconf does not tell which configuration is active. */
export function sayUnknownTarget(context: CommandContext): Promise<void> {
  const text = 'postconf failed, so it is unknown which configuration is active on this host.';
  return sayWithPlaces(context, 'error', `${text} Run postconf -d in a terminal to see the cause.`, []);
}

/** Says why a command did not run as root. VS Code shows only the first line of a text without a button. */
export function sayDeclined(context: CommandContext, text: string): Promise<void> {
  return sayWithPlaces(context, 'warning', text, []);
}

/**
 * Shows a notification, and offers to type a command line into a terminal.
 * @param input the file that the command reads from standard input
 */
export async function offerTerminal(
  { ui }: CommandContext,
  kind: 'information' | 'error',
  text: string,
  args: readonly string[],
  input?: string,
): Promise<void> {
  const line = input === undefined ? commandLine(args) : redirected(args, input);
  const pressed = await ui.say(kind, text, ...(line === undefined ? [] : [openTerminal]));
  if (pressed === openTerminal && line !== undefined) ui.typeInTerminal(line);
}

function redirected(args: readonly string[], input: string): string | undefined {
  const [line, file] = [commandLine(args), commandLine([input])];
  return line === undefined || file === undefined ? undefined : `${line} < ${file}`;
}

/** `2 errors and 1 warning`. Several programs can report the same mistake, for example in main.cf. */
export function countOf(all: readonly Message[]): string {
  const messages = [
    ...new Map(all.map((each) => [`${each.severity} ${each.file} ${each.line} ${each.text}`, each])).values(),
  ];
  const errors = messages.filter(isError).length;
  const warnings = messages.filter(({ severity }) => severity === 'warning').length;
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '');
  return parts.join(' and ');
}

function plural(count: number, noun: string): string {
  if (count === 0) return '';
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
