// Starts programs through a small process, one for each test process. To start a program, Linux copies the page tables
// of the parent process. For a test process with a gigabyte of memory, that takes ten times as long as postconf(1)
// itself.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execute } from './launcher.mjs';

export interface Request {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the program reads from standard input. */
  readonly input: string | Uint8Array;
}

export interface Answer {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** The exit status; -1 if a signal ended the program. */
  readonly code: number;
  /** Why the program could not be run. */
  readonly failure?: string;
}

/** Runs a program until it ends. Throws only if it could not be run. */
export async function launch(request: Request): Promise<Answer> {
  // The tests in VS Code are bundled without launcher.mjs, and start few programs.
  const answer = process.env.VITEST === undefined ? execute(request) : launcher().run(request);
  const { failure } = await answer;
  if (failure !== undefined) throw new Error(failure);
  return answer;
}

function launcher(): Launcher {
  memory.launcher ??= new Launcher();
  return memory.launcher;
}

const memory: { launcher?: Launcher } = {};

interface Waiting {
  done(answer: Answer): void;
  failed(error: Error): void;
}

class Launcher {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor() {
    const program = fileURLToPath(new URL('./launcher.mjs', import.meta.url));
    this.#process = fork(program, ['serve'], { serialization: 'advanced', execArgv: [] });
    this.#process.on('message', ({ id, answer }: { id: number; answer: Answer }) => this.#take(id, answer));
    this.#process.on('exit', () => {
      for (const { failed } of this.#waiting.values()) failed(new Error('launcher.mjs has ended'));
      delete memory.launcher;
    });
    this.#letGo();
  }

  run(request: Request): Promise<Answer> {
    return new Promise((done, failed) => {
      const id = this.#next++;
      this.#waiting.set(id, { done, failed });
      this.#process.channel?.ref();
      this.#process.send({ id, request });
    });
  }

  #take(id: number, answer: Answer): void {
    this.#waiting.get(id)?.done(answer);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#letGo();
  }

  /** While no program runs, the launcher does not keep the test process alive. */
  #letGo(): void {
    this.#process.unref();
    this.#process.channel?.unref();
  }
}
