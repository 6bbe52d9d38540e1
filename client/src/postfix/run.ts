// Runs a program with an argument vector, never through a shell, without standard input, and with a time limit.

import { type ChildProcess, spawn } from 'node:child_process';

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
}

export interface RunResult {
  readonly end: 'exited' | 'canceled' | 'timed-out' | 'not-started';
  /** The exit status; undefined if a signal ended the program, or if it was not started. */
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the program was not started. */
  readonly reason?: string;
}

/** Never rejects. `program` is an absolute path. */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** The maximum size of each output, in bytes: enough for several thousand messages. */
const OUTPUT_LIMIT = 1 << 20;
/** A daemon that the program started may keep the output open indefinitely. In milliseconds. */
const OUTPUT_GRACE = 300;
const KILL_GRACE = 2000;

export const run: Run = (program, args, { timeLimit = 30_000, signal, stubborn = 'kill' } = {}) =>
  new Promise((resolve) => {
    const nothing = { stdout: '', stderr: '' };
    if (signal?.aborted) {
      resolve({ end: 'canceled', ...nothing });
      return;
    }
    let child: ChildProcess;
    try {
      // A separate process group, so that a script ends together with the programs that it started.
      child = spawn(program, args, {
        cwd: '/',
        detached: true,
        env: environment(process.env),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      resolve({ end: 'not-started', ...nothing, reason: messageOf(error) });
      return;
    }

    let end: RunResult['end'] = 'exited';
    let killing: NodeJS.Timeout | undefined;
    const stop = (why: RunResult['end']) => {
      if (end !== 'exited') return;
      end = why;
      signalGroup(child, 'SIGTERM');
      if (stubborn === 'kill') killing = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_GRACE);
    };
    const onAbort = () => stop('canceled');
    const limit = setTimeout(() => stop('timed-out'), timeLimit);
    signal?.addEventListener('abort', onAbort);
    const tidyUp = () => {
      clearTimeout(limit);
      clearTimeout(killing);
      signal?.removeEventListener('abort', onAbort);
    };

    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    const finish = (exitCode: number | null) => {
      tidyUp();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ end, ...(exitCode !== null && { exitCode }), stdout: stdout(), stderr: stderr() });
    };
    child.once('error', (error) => {
      tidyUp();
      resolve({ end: 'not-started', ...nothing, reason: messageOf(error) });
    });
    child.once('exit', (exitCode) => {
      const late = setTimeout(() => finish(exitCode), OUTPUT_GRACE);
      child.once('close', () => {
        clearTimeout(late);
        finish(exitCode);
      });
    });
  });

/**
 * The environment without the variables that select another configuration directory or a debugging mode for Postfix
 * programs (postfix(1), ENVIRONMENT).
 */
function environment(ours: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MAIL_CONFIG, MAIL_DEBUG, MAIL_VERBOSE, ...rest } = ours;
  return rest;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size >= OUTPUT_LIMIT) return;
    chunks.push(chunk.subarray(0, OUTPUT_LIMIT - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
