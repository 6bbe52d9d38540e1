// Follows the log of a running instance as it grows. Each waiting caller sees each line once.
import { type FSWatcher, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { waitLimit } from '../../../scripts/time-limit.mjs';

export class Log {
  readonly #file: string;
  readonly #watcher: FSWatcher;
  /** The complete lines that have been read. */
  readonly #lines: string[] = [];
  #rest = '';
  #offset = 0;
  #reading: Promise<void> = Promise.resolve();
  #growth = withResolvers();
  #closed = false;

  /** The file need not exist yet, but its folder must. */
  constructor(file: string) {
    this.#file = file;
    this.#watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === basename(file)) void this.#read();
    });
  }

  /**
   * Calls `look` now and whenever something is logged, until the result is not undefined. `look` gets the lines that
   * were logged since its last call.
   * @throws with the text from `missing` when the time limit is reached, and when the log is closed
   */
  async until<T>(
    look: (lines: readonly string[]) => T | undefined | Promise<T | undefined>,
    missing: () => Promise<string>,
  ): Promise<T> {
    const limit = AbortSignal.timeout(waitLimit);
    const end = new Promise<void>((over) => limit.addEventListener('abort', () => over(), { once: true }));
    await this.#read();
    for (let from = 0; ; ) {
      const growth = this.#growth.promise;
      const to = this.#lines.length;
      const answer = await look(this.#lines.slice(from, to));
      if (answer !== undefined) return answer;
      if (limit.aborted) throw new Error(await missing());
      from = to;
      if (this.#closed) throw new Error('the log is closed');
      await Promise.race([growth, end]);
    }
  }

  /** Rejects all waiting calls. */
  close(): void {
    this.#closed = true;
    this.#watcher.close();
    this.#growth.resolve();
  }

  /** Reads new content after earlier reads are complete. */
  #read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readOn());
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    const handle = await open(this.#file).catch(() => undefined);
    if (handle === undefined) return;
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, size - this.#offset));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      const parts = (this.#rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      this.#rest = parts.pop() ?? '';
      this.#lines.push(...parts.map((line) => Buffer.from(line, 'latin1').toString('utf8')));
    } finally {
      await handle.close();
    }
    const { resolve } = this.#growth;
    this.#growth = withResolvers();
    resolve();
  }
}

function withResolvers(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
