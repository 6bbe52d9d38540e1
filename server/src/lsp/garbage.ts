// Collecting garbage when we say so. V8 does it when it needs room, or after a while without work, and on a
// busy machine not even then: reading a message of 30 MB leaves three more copies of it in memory.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what is no longer used, and gives it back to the system, in some fifty milliseconds. Does nothing where V8
 * does not let us.
 */
export function collectGarbage(): void {
  try {
    // The flag holds for contexts that are made after it.
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') return;
    // The first may only finish what V8 had begun when less was to be freed: then hardly anything is given back.
    collect();
    collect();
  } catch {
    // Then it happens when V8 sees fit.
  }
}
