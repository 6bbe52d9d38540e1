// `postfix reload`: which configuration it would reload, whether Postfix can read it, and the result.
//
// postfix(1) and the script that it runs print messages only on a terminal (postfix.c, postlog.c: isatty). The
// extension gets only an exit status. So it first runs programs that do print, to get the messages from Postfix.

import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeParameter, placeService } from './entries.ts';
import { isError, type Message, readMessages } from './messages.ts';
import { readParameters } from './parameters.ts';
import type { Run, RunResult } from './run.ts';

/** The configuration that a reload of a directory would reload. */
export type Target =
  /**
   * An instance: the default one of this host, one of its `multi_instance_directories`, or one with a different queue.
   */
  | { readonly kind: 'instance'; readonly directory: string }
  /**
   * A directory whose queue is that of the default instance: a copy of its configuration, for example in a repository.
   * `postfix -c COPY reload` would find the master of that queue, which reloads its own directory instead of this one.
   */
  | { readonly kind: 'copy'; readonly directory: string; readonly live: string };

/** @param directory undefined for the default configuration of this host */
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
  /** Absolute paths of the programs. `postmap` is used to check main.cf and may be missing. */
  readonly programs: { readonly postfix: string; readonly postconf: string; readonly postmap?: string };
  readonly directory: string;
  readonly superuser: boolean;
}

export type Reloaded =
  /** `stopped` resolves a moment later, to true if master(8) has exited because of the new configuration. */
  | { readonly kind: 'reloaded'; readonly messages: readonly Message[]; readonly stopped: Promise<boolean> }
  /** Postfix cannot read main.cf or master.cf; nothing was done. */
  | { readonly kind: 'unreadable'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'not-running' }
  | { readonly kind: 'not-superuser' }
  | { readonly kind: 'failed'; readonly messages: readonly Message[]; readonly exitCode?: number }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'canceled' | 'timed-out' };

/** A program waits a second before it exits with a fatal error (msg.c, msg_fatal). In milliseconds. */
const SETTLED = 1500;

/**
 * Lets Postfix programs read the configuration, and reloads it only if they can. If master(8) cannot read its files, it
 * exits, and the mail system stops.
 */
export async function reload(reloading: Reloading, run: Run, signal?: AbortSignal): Promise<Reloaded> {
  const { programs, directory, superuser } = reloading;
  const options = signal ? { signal } : {};
  const checked = await check(reloading, run, signal);
  if (signal?.aborted) return { kind: 'canceled' };
  if (checked.said) return { kind: 'unreadable', messages: checked.messages, said: checked.said };
  if (!superuser) return { kind: 'not-superuser' };

  const parameters = await readParameters(programs.postconf, directory, ['daemon_directory'], run, options);
  const master = join(parameters.get('daemon_directory') ?? dirname(programs.postfix), 'master');
  // The test of master(8) for the lock of another master (master.c, -t). 0 means that none runs; any other status
  // leaves the answer to the reload.
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
 * The messages that Postfix programs print when they read main.cf and master.cf. postmap(1), with a lookup in a table
 * that is not a file, reads main.cf like every service and prints its errors. postconf(1) does the same for master.cf.
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
    // A file that only the superuser can read is not an error here. The next step reports it.
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
