// What was made of a chunk, kept for as long as the chunk is: a keystroke costs the chunks that it touches.

import type { Chunk } from './text.ts';

export class ChunkMemory<T> {
  private readonly byKey = new Map<string, WeakMap<Chunk, T>>();

  /** @param key names all that `make` looks at, but for the chunk */
  get(key: string, chunk: Chunk, make: () => T): T {
    let known = this.byKey.get(key);
    if (known === undefined) {
      known = new WeakMap();
      this.byKey.set(key, known);
    }
    if (known.has(chunk)) return known.get(chunk) as T;
    const made = make();
    known.set(chunk, made);
    return made;
  }
}
