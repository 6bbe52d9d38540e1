// Runs a program with an argument vector, never through a shell, and with limits for its time and its output.
//
// execa starts the programs. Three things that it does not offer are here: a signal for the whole process group, an end
// although a daemon keeps the output open, and output that is cut off without ending the program.

import type { Readable } from 'node:stream';
import type { Options, ResultPromise } from 'execa';

export interface RunOptions {
  /** Milliseconds until the program gets SIGTERM. The default is 30,000. */
  readonly timeLimit?: number;
  /** Sends SIGTERM to the program. */
  readonly signal?: AbortSignal;
  /**
   * What happens if the program continues after SIGTERM: `kill` ends it after two seconds, `wait` lets it finish.
   * postmap(1) blocks signals while it writes an index. If it is killed, it leaves an incomplete index.
   */
  readonly stubborn?: 'kill' | 'wait';
  /** What the program reads from standard input. The default is nothing. */
  readonly input?: string | Uint8Array;
  /** The maximum size of each output, in bytes. The rest is dropped. The default is 1 MiB. */
  readonly outputLimit?: number;
  /** The log does not show what the program prints, because it may be a password. */
  readonly isConfidential?: boolean;
}

export interface RunResult {
  readonly end: 'exited' | 'canceled' | 'timed-out' | 'not-started';
  /** The exit status; undefined if a signal ended the program, or if it was not started. */
  readonly exitCode?: number;
  /** The signal that ended the program, if it was not sent by us. */
  readonly killedBy?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the program was not started. */
  readonly reason?: string;
}

/** Never rejects. `program` is an absolute path. */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/**
 * Runs a program with a large output. The program waits while `onChunk` works on a part of its output. The promise
 * rejects only if `onChunk` fails, which ends the program. `stdout` of the result is empty.
 */
export type Stream = (
  program: string,
  args: readonly string[],
  onChunk: (text: string) => void | Promise<void>,
  options?: RunOptions,
) => Promise<RunResult>;

/** Enough for several thousand messages. */
const OUTPUT_LIMIT = 1 << 20;
/** A daemon that the program started may keep the output open indefinitely. In milliseconds. */
const OUTPUT_GRACE = 300;
const KILL_GRACE = 2000;

export const run: Run = async (program, args, options = {}) => {
  const stdout = new Collector(options.outputLimit);
  const result = await start(program, args, (chunk) => stdout.add(chunk), options);
  return { ...result, stdout: stdout.text() };
};

export const stream: Stream = async (program, args, onChunk, options = {}) => {
  const decoder = new TextDecoder();
  const result = await start(
    program,
    args,
    (chunk) => onChunk(decoder.decode(chunk, { stream: true })),
    options,
  );
  const rest = decoder.decode();
  if (rest !== '') await onChunk(rest);
  return result;
};

type OnOutput = (chunk: Uint8Array) => void | Promise<void>;

const nothing = { stdout: '', stderr: '' };

async function start(
  program: string,
  args: readonly string[],
  onOutput: OnOutput,
  { timeLimit = 30_000, signal, stubborn = 'kill', input, outputLimit }: RunOptions,
): Promise<RunResult> {
  const { execa } = await import('execa');
  if (signal?.aborted) return { end: 'canceled', ...nothing };
  let child: Child;
  try {
    child = execa(program, args, settings(input));
  } catch (error) {
    return { end: 'not-started', ...nothing, reason: messageOf(error) };
  }
  if (child.pid === undefined) {
    const { originalMessage, shortMessage } = await child;
    return { end: 'not-started', ...nothing, reason: originalMessage ?? shortMessage ?? '' };
  }

  let end: RunResult['end'] = 'exited';
  let killing: NodeJS.Timeout | undefined;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A user may not send a signal to a program that sudo(8) runs.
  let giveUp = () => {};
  const abandoned = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const stop = (why: RunResult['end']) => {
    if (end !== 'exited') return;
    end = why;
    if (!signalGroup(child, 'SIGTERM')) giveUp();
    else if (stubborn === 'kill') killing = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_GRACE);
  };
  const onAbort = () => stop('canceled');
  const limit = setTimeout(() => stop('timed-out'), timeLimit);
  signal?.addEventListener('abort', onAbort);

  const stderr = new Collector(outputLimit);
  let failure: { readonly error: unknown } | undefined;
  try {
    const outputs = Promise.all([
      pump(child.stdout, onOutput, exited, abandoned),
      pump(child.stderr, (chunk) => stderr.add(chunk), exited, abandoned),
    ]).catch((error: unknown) => {
      failure = { error };
      stop('canceled');
    });
    const result = await Promise.race([child, abandoned]);
    await outputs;
    if (failure) throw failure.error;
    const { exitCode, signal: killedBy } = result ?? {};
    return {
      end,
      ...(exitCode !== undefined && { exitCode }),
      ...(killedBy !== undefined && end === 'exited' && { killedBy }),
      stdout: '',
      stderr: stderr.text(),
    };
  } finally {
    clearTimeout(limit);
    clearTimeout(killing);
    signal?.removeEventListener('abort', onAbort);
  }
}

type Child = ResultPromise<Options>;

function settings(input: RunOptions['input']): Options {
  return {
    buffer: false,
    cleanup: false,
    cwd: '/',
    // A separate process group, so that a script ends together with the programs that it started.
    detached: true,
    encoding: 'buffer',
    env: environment(process.env),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  };
}

/**
 * The environment without the variables that select another configuration directory or a debugging mode for Postfix
 * programs (postfix(1), ENVIRONMENT), and with English messages, which the extension shows and recognizes.
 */
function environment(ours: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MAIL_CONFIG, MAIL_DEBUG, MAIL_VERBOSE, LC_ALL, ...rest } = ours;
  return { ...rest, ...(LC_ALL && { LANG: LC_ALL }), LC_MESSAGES: 'C' };
}

/** Passes on everything that a stream provides until it ends, or until the program has exited and nothing arrives. */
async function pump(
  source: Readable | null,
  onOutput: OnOutput,
  exited: Promise<void>,
  abandoned: Promise<void>,
): Promise<void> {
  if (source === null) return;
  let arrived = 0;
  let isBusy = false;
  let isOver = false;
  let isGivenUp = false;
  let late: NodeJS.Timeout | undefined;
  const giveUp = () => {
    isGivenUp = true;
    source.destroy();
  };
  const watch = () => {
    late = setTimeout(() => {
      // On a busy host, output may be waiting although the time is over. It is read before the next callback.
      const before = arrived;
      setImmediate(() => {
        if (arrived === before && !isBusy) giveUp();
      });
    }, OUTPUT_GRACE);
  };
  void exited.then(() => {
    isOver = true;
    if (!isBusy) watch();
  });
  void abandoned.then(giveUp);
  try {
    for await (const chunk of source) {
      arrived++;
      clearTimeout(late);
      isBusy = true;
      await onOutput(chunk);
      isBusy = false;
      if (isOver) watch();
    }
  } catch (error) {
    if (!isGivenUp) throw error;
  } finally {
    isBusy = false;
    clearTimeout(late);
  }
}

/** Keeps the start of an output. */
class Collector {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly limit: number = OUTPUT_LIMIT) {}

  add(chunk: Uint8Array): void {
    if (this.size < this.limit) this.chunks.push(chunk.subarray(0, this.limit - this.size));
    this.size += chunk.length;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

/** False if we may not send signals to the program. */
function signalGroup({ pid }: Child, signal: NodeJS.Signals): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // Otherwise, it has just ended.
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
