// When V8 compiles a function for good.

import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 look at a function for longer before it compiles it. We do a little of many things at each keystroke: by
 * itself V8 11, that of Node 20, spends more time on compiling in the first minute than we on all else.
 */
export function compileLater(): void {
  // Later ones have a quicker compiler in between, and no such flag.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
}
