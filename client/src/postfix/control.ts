// What postfix(1) does with the mail system: start, stop, reload, and check.
//
// postfix(1) and the script that it runs print messages only on a terminal, and log them otherwise (postfix.c,
// postlog.c: isatty). So the extension first runs programs that do print, and afterwards reads the log.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RootResult } from './elevation.ts';
import { placeParameter, placeService } from './entries.ts';
import type { Running } from './instances.ts';
import { type MailLog, troubles, troublesWithin } from './mail-log.ts';
import { isError, type Message, readMessages } from './messages.ts';
import type { Run } from './run.ts';

/** The mail system of one configuration directory. */
export interface MailSystem {
  /** Absolute paths of the programs. `postmap` is used to check main.cf and may be missing. */
  readonly programs: { readonly postfix: string; readonly postconf: string; readonly postmap?: string };
  readonly directory: string;
  isRunning(): Promise<Running>;
  /** Runs postfix(1), which only root may do. */
  runAsRoot(args: readonly string[], signal?: AbortSignal): Promise<RootResult>;
  /** What was logged since the action began. Undefined without a log that the user may read. */
  readonly log?: MailLog;
}

export type Action = 'start' | 'stop' | 'reload' | 'check';

export type Performed =
  | {
      readonly kind: 'done';
      /** What the programs printed, and what was logged meanwhile. */
      readonly messages: readonly Message[];
      /** Resolves some seconds later. */
      readonly afterwards: Promise<Afterwards>;
    }
  /** Postfix cannot read main.cf or master.cf; nothing was done. */
  | { readonly kind: 'unreadable'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'not-running' | 'already-running' }
  /** The user did not allow the command, or there is no way to run it as root. */
  | { readonly kind: 'declined'; readonly reason?: string }
  | {
      readonly kind: 'failed';
      readonly messages: readonly Message[];
      readonly exitCode?: number;
      readonly killedBy?: string;
      readonly inTerminal: boolean;
    }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'canceled' | 'timed-out' };

export interface Afterwards {
  /** master(8) has exited because of the new configuration. */
  readonly hasStopped: boolean;
  /** What was logged. */
  readonly messages: readonly Message[];
}

/** The time that programs have to log that they cannot use the configuration, in milliseconds. */
const SETTLED = 3000;

/**
 * Lets Postfix programs read the configuration, and starts, reloads, or checks the mail system only if they can. If
 * master(8) cannot read its files when it reloads, it exits, and the mail system stops.
 */
export async function perform(
  action: Action,
  system: MailSystem,
  run: Run,
  signal?: AbortSignal,
): Promise<Performed> {
  const { directory, log } = system;
  const files = [join(directory, 'main.cf'), join(directory, 'master.cf')];
  const checked: Checked = action === 'stop' ? { messages: [] } : await readFiles(system, run, signal);
  if (signal?.aborted) return { kind: 'canceled' };
  if (checked.said) return { kind: 'unreadable', messages: checked.messages, said: checked.said };
  if (action !== 'check') {
    const running = await system.isRunning();
    if (action === 'start' && running === 'running') return { kind: 'already-running' };
    if (action !== 'start' && running === 'stopped') return { kind: 'not-running' };
  }

  const result = await system.runAsRoot(['-c', directory, action], signal);
  const { end, exitCode, reason, killedBy } = result;
  if (end === 'declined') return { kind: 'declined', ...(reason !== undefined && { reason }) };
  if (end === 'not-started') return { kind: 'not-started', reason: reason ?? '' };
  if (end !== 'exited') return { kind: end };
  const logged = log ? troubles(await log.read(), files) : [];
  const messages = [
    ...(await placed(directory, [...checked.messages, ...readMessages(result.stderr, files), ...logged])),
  ];
  if (exitCode !== 0) {
    // The other actions have already read the files.
    if (action === 'stop' && !messages.some(isError)) {
      const read = await readFiles(system, run, signal);
      if (read.said) return { kind: 'unreadable', messages: read.messages, said: read.said };
      messages.push(...read.messages);
    }
    return {
      kind: 'failed',
      messages,
      ...(exitCode !== undefined && { exitCode }),
      ...(killedBy !== undefined && { killedBy }),
      inTerminal: 'inTerminal' in result && result.inTerminal === true,
    };
  }
  return { kind: 'done', messages, afterwards: afterwards(action, system, files) };
}

/** False if `perform` would refuse to reload, because Postfix cannot read the configuration or is not running. */
export async function canReload(system: MailSystem, run: Run, signal?: AbortSignal): Promise<boolean> {
  const { said } = await readFiles(system, run, signal);
  return said === undefined && (await system.isRunning()) !== 'stopped';
}

async function afterwards(
  action: Action,
  { directory, log, isRunning }: MailSystem,
  files: readonly string[],
): Promise<Afterwards> {
  if (action === 'stop' || action === 'check') return { hasStopped: false, messages: [] };
  const messages = log ? await troublesWithin(log, SETTLED, files) : await sleep(SETTLED, []);
  const hasStopped = (await isRunning()) === 'stopped';
  return { hasStopped, messages: await placed(directory, messages) };
}

/** The messages that a program printed, with their places in main.cf and master.cf. */
export function messagesAbout(directory: string, stderr: string): Promise<readonly Message[]> {
  return placed(directory, readMessages(stderr, [join(directory, 'main.cf'), join(directory, 'master.cf')]));
}

/** Adds files and lines to errors that name only a parameter or an entry of master.cf. */
async function placed(directory: string, messages: readonly Message[]): Promise<readonly Message[]> {
  if (!messages.some(isError)) return messages;
  const [main, master] = [join(directory, 'main.cf'), join(directory, 'master.cf')];
  const texts = { main: await textOf(main), master: await textOf(master) };
  return messages.map((message) =>
    isError(message)
      ? placeService(placeParameter(message, main, texts.main), master, texts.master)
      : message,
  );
}

interface Checked {
  readonly messages: readonly Message[];
  /** Why Postfix cannot read the configuration. */
  readonly said?: Message;
}

/**
 * The messages that Postfix programs print when they read main.cf and master.cf. postmap(1), with a lookup in a table
 * that is not a file, reads main.cf like every service and prints its errors. postconf(1) does the same for master.cf.
 */
async function readFiles(
  { programs, directory }: MailSystem,
  run: Run,
  signal?: AbortSignal,
): Promise<Checked> {
  const options = signal ? { signal } : {};
  const messages: Message[] = [];
  const runs: (readonly [program: string, args: readonly string[]])[] = [
    ...(programs.postmap === undefined ? [] : [[programs.postmap, ['-q', 'x', 'static:x']] as const]),
    [programs.postconf, ['-M']],
  ];
  for (const [program, args] of runs) {
    const { end, exitCode, stderr } = await run(program, ['-c', directory, ...args], options);
    if (end !== 'exited') return { messages };
    messages.push(...(await messagesAbout(directory, stderr)));
    const fatal = exitCode === 0 ? undefined : messages.findLast(isError);
    // A file that only the superuser can read is not an error here. The next step reports it.
    if (fatal?.text.endsWith('Permission denied')) return { messages: [] };
    if (fatal) return { messages, said: fatal };
  }
  return { messages };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
