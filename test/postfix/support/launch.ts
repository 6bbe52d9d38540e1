// Runs programs by way of launcher.mjs, one for each test process.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Request {
  readonly id: number;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the program reads from standard input. */
  readonly input: string | Uint8Array;
}

export interface Answer {
  readonly id: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** The exit status; -1 when the program was ended by a signal. */
  readonly code: number;
  /** Why the program could not be run. */
  readonly failure?: string;
}

/** Runs a program to its end. Rejects only where it could not be run. */
export function launch(request: Omit<Request, 'id'>): Promise<Answer> {
  memory.launcher ??= new Launcher();
  return memory.launcher.run(request);
}

const memory: { launcher?: Launcher } = {};

class Launcher {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { done(answer: Answer): void; failed(error: Error): void }>();
  #next = 0;

  constructor() {
    const program = fileURLToPath(new URL('./launcher.mjs', import.meta.url));
    this.#child = fork(program, { serialization: 'advanced', execArgv: [] });
    this.#child.on('message', (answer: Answer) => this.#take(answer));
    this.#child.on('exit', () => {
      for (const { failed } of this.#open.values()) failed(new Error('the launcher of programs has ended'));
      delete memory.launcher;
    });
    this.#rest();
  }

  run(request: Omit<Request, 'id'>): Promise<Answer> {
    return new Promise((done, failed) => {
      const id = this.#next++;
      this.#open.set(id, { done, failed });
      this.#child.ref();
      this.#child.channel?.ref();
      this.#child.send({ ...request, id });
    });
  }

  #take(answer: Answer): void {
    const asked = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if (answer.failure === undefined) asked?.done(answer);
    else asked?.failed(new Error(answer.failure));
    if (this.#open.size === 0) this.#rest();
  }

  /** While nothing runs, the launcher keeps no test process alive. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
