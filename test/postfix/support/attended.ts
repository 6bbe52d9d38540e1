// A program that runs alongside a test. It ends when the test stops it, or when this process ends for any reason.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { environment } from './programs';

export class Attended {
  readonly #shell: ChildProcess;

  /** Starts the program in a directory. `args` are passed unchanged. */
  constructor(program: string, args: readonly string[], directory: string) {
    // The shell's input ends when this process does. The shell then terminates the program.
    const script = '"$@" & read -r _; kill $!; wait $!';
    this.#shell = spawn('/bin/sh', ['-c', script, 'attended', program, ...args], {
      cwd: directory,
      detached: true,
      env: environment,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#shell.unref();
  }

  /** Resolves when the program has ended. May be called more than once. */
  async stop(): Promise<void> {
    const { exitCode, signalCode, stdin } = this.#shell;
    if (exitCode !== null || signalCode !== null) return;
    const end = once(this.#shell, 'exit');
    stdin?.end();
    await end;
  }
}
