// Sentences and questions that several commands need.

import { commandLine } from '../postfix/command-line.ts';
import { isError, type Message } from '../postfix/messages.ts';
import type { ProgramName } from '../postfix/programs.ts';
import type { CommandContext } from './context.ts';

export const showProblems = 'Show Problems';
export const showLog = 'Show Log';
const openTerminal = 'Open Terminal';
export const manageTrust = 'Manage Workspace Trust';
const openSettings = 'Open Settings';

/** Says it and answers false in a workspace that is not trusted. */
export async function mayRun({ isTrusted, ui }: CommandContext): Promise<boolean> {
  if (isTrusted()) return true;
  const pressed = await ui.say(
    'warning',
    'This workspace is not trusted, so none of Postfix’s programs is run in it.',
    manageTrust,
  );
  if (pressed === manageTrust) ui.manageTrust();
  return false;
}

/** The absolute path of a program; says it when it is not there. */
export async function needProgram(context: CommandContext, name: ProgramName): Promise<string | undefined> {
  const finding = await context.findProgram(name);
  if (finding.found) return finding.path;
  const places = finding.directories.length === 1 ? ` in ${finding.directories[0]}` : ' on this machine';
  const pressed = await context.ui.say(
    'information',
    `There is no ${name}${places}. Reading and checking the configuration works without it.`,
    openSettings,
  );
  if (pressed === openSettings) context.ui.openSetting('postfix.commandDirectory');
  return undefined;
}

/** Says what went wrong, and offers the places where the rest of it is. */
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

/** Says that we may not, and offers to type the command line that may into a terminal. */
export async function offerTerminal(
  { ui }: CommandContext,
  kind: 'information' | 'error',
  text: string,
  args: readonly string[],
): Promise<void> {
  const line = commandLine(args);
  const pressed = await ui.say(kind, text, ...(line === undefined ? [] : [openTerminal]));
  if (pressed === openTerminal && line !== undefined) ui.typeInTerminal(line);
}

/** `2 errors and 1 warning` */
export function countOf(messages: readonly Message[]): string {
  const errors = messages.filter(isError).length;
  const warnings = messages.filter(({ severity }) => severity === 'warning').length;
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '');
  return parts.join(' and ');
}

function plural(count: number, noun: string): string {
  if (count === 0) return '';
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
