// `postfix reload`: which configuration it would reach, whether Postfix can read it, and what became of it.
//
// postfix(1) and the script behind it print only on a terminal (postfix.c, postlog.c: isatty); to us they
// say nothing but an exit status. So what they would say is found out beforehand, from programs that do
// print, with Postfix's own words for it.

import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeParameter, placeService } from './entries.ts';
import { isError, type Message, readMessages } from './messages.ts';
import { readParameters } from './parameters.ts';
import type { Run, RunResult } from './run.ts';

/** What a reload of a configuration directory would reach. */
export type Target =
  /** An instance of its own: the one that the machine starts, one of its `multi_instance_directories`, or one with another queue. */
  | { readonly kind: 'instance'; readonly directory: string }
  /**
   * A directory with the queue of the machine's own instance: a copy of its configuration, in a repository
   * perhaps. `postfix -c COPY reload` would find the master of that queue, which reads its own directory
   * again and not this one.
   */
  | { readonly kind: 'copy'; readonly directory: string; readonly live: string };

/** @param directory none: the machine's own configuration */
export async function reloadTarget(
  postconf: string,
  directory: string | undefined,
  run: Run,
): Promise<Target> {
  const builtIn = await readParameters(postconf, 'defaults', ['config_directory', 'queue_directory'], run);
  const live = builtIn.get('config_directory') ?? '/etc/postfix';
  if (directory === undefined || (await isSame(directory, live)))
    return { kind: 'instance', directory: live };
  const parameters = ['queue_directory', 'multi_instance_directories'];
  const [theirs, own] = await Promise.all([
    readParameters(postconf, live, parameters, run),
    readParameters(postconf, directory, parameters, run),
  ]);
  for (const other of (theirs.get('multi_instance_directories') ?? '').split(/[,\s]+/)) {
    if (other !== '' && (await isSame(directory, other))) return { kind: 'instance', directory };
  }
  const queue = theirs.get('queue_directory') ?? builtIn.get('queue_directory');
  const ownQueue = own.get('queue_directory');
  return queue !== undefined && ownQueue !== undefined && (await isSame(queue, ownQueue))
    ? { kind: 'copy', directory, live }
    : { kind: 'instance', directory };
}

export interface Reloading {
  /** Absolute paths of the programs; `postmap` is for a closer look at main.cf and may be missing. */
  readonly programs: { readonly postfix: string; readonly postconf: string; readonly postmap?: string };
  readonly directory: string;
  readonly superuser: boolean;
}

export type Reloaded =
  /** `stopped` tells a moment later whether master(8) has given up over its new configuration. */
  | { readonly kind: 'reloaded'; readonly messages: readonly Message[]; readonly stopped: Promise<boolean> }
  /** Postfix cannot read main.cf or master.cf; nothing was done. */
  | { readonly kind: 'unreadable'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'not-running' }
  | { readonly kind: 'not-superuser' }
  | { readonly kind: 'failed'; readonly messages: readonly Message[]; readonly exitCode?: number }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'cancelled' | 'timed-out' };

/** A program that gives up waits a second before it ends (msg.c, msg_fatal). In milliseconds. */
const SETTLED = 1500;

/**
 * Reads the configuration as Postfix does, and reloads it only when it can be read: a master(8) that finds
 * its files broken ends, and with it the mail system.
 */
export async function reload(reloading: Reloading, run: Run, signal?: AbortSignal): Promise<Reloaded> {
  const { programs, directory, superuser } = reloading;
  const options = signal ? { signal } : {};
  const checked = await check(reloading, run, signal);
  if (signal?.aborted) return { kind: 'cancelled' };
  if (checked.said) return { kind: 'unreadable', messages: checked.messages, said: checked.said };
  if (!superuser) return { kind: 'not-superuser' };

  const parameters = await readParameters(programs.postconf, directory, ['daemon_directory'], run, options);
  const master = join(parameters.get('daemon_directory') ?? dirname(programs.postfix), 'master');
  // Its test for the lock of another master (master.c, -t): 0 is certain, else the reload has to show.
  const isStopped = async () =>
    (await run(master, ['-c', directory, '-t'], { timeLimit: 5000 })).exitCode === 0;
  if (await isStopped()) return { kind: 'not-running' };

  const result: RunResult = await run(programs.postfix, ['-c', directory, 'reload'], options);
  if (result.end === 'not-started') return { kind: 'not-started', reason: result.reason ?? '' };
  if (result.end !== 'exited') return { kind: result.end };
  const messages = [...checked.messages, ...readMessages(result.stderr, [join(directory, 'main.cf')])];
  if (result.exitCode !== 0) {
    return { kind: 'failed', messages, ...(result.exitCode !== undefined && { exitCode: result.exitCode }) };
  }
  return { kind: 'reloaded', messages, stopped: sleep(SETTLED).then(isStopped) };
}

interface Checked {
  readonly messages: readonly Message[];
  /** Why Postfix cannot read the configuration. */
  readonly said?: Message;
}

/**
 * What Postfix's programs say when they read main.cf and master.cf. postmap(1), asked for a key of a table
 * that is no file, reads main.cf as every service does and prints what is wrong with it; postconf(1) does
 * so with master.cf.
 */
async function check({ programs, directory }: Reloading, run: Run, signal?: AbortSignal): Promise<Checked> {
  const main = join(directory, 'main.cf');
  const master = join(directory, 'master.cf');
  const options = signal ? { signal } : {};
  const messages: Message[] = [];
  const runs: (readonly [program: string, args: readonly string[]])[] = [
    ...(programs.postmap === undefined ? [] : [[programs.postmap, ['-q', 'x', 'static:x']] as const]),
    [programs.postconf, ['-M']],
  ];
  for (const [program, args] of runs) {
    const { end, exitCode, stderr } = await run(program, ['-c', directory, ...args], options);
    if (end !== 'exited') return { messages };
    const said = readMessages(stderr, [main, master]);
    const texts = said.some(isError) ? { main: await textOf(main), master: await textOf(master) } : undefined;
    messages.push(
      ...said.map((message) =>
        texts && isError(message)
          ? placeService(placeParameter(message, main, texts.main), master, texts.master)
          : message,
      ),
    );
    const fatal = exitCode === 0 ? undefined : messages.findLast(isError);
    // A file that only the superuser may read is no fault; the next step tells.
    if (fatal?.text.endsWith('Permission denied')) return { messages: [] };
    if (fatal) return { messages, said: fatal };
  }
  return { messages };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function isSame(a: string, b: string): Promise<boolean> {
  const resolve = (path: string) => realpath(path).catch(() => path.replace(/(?<=.)\/+$/, ''));
  return (await resolve(a)) === (await resolve(b));
}
