// Collecting garbage when we say so. V8 does it when it needs room, or after a while without work, and on a
// busy machine not even then: reading a message of 30 MB leaves three more copies of it in memory.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Frees what is no longer used, in some ten milliseconds. Does nothing where V8 does not let us. */
export function collectGarbage(): void {
  try {
    // The flag holds for contexts that are made after it.
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect === 'function') collect();
  } catch {
    // Then it happens when V8 sees fit.
  }
}
