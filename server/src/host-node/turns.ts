// Pauses in long work, so that the server reads messages meanwhile.

import { setImmediate } from 'node:timers/promises';

/** How long work continues without a pause, in milliseconds. */
const turn = 10;

/** A host's `pause`: when the turn is over, the pause lasts until Node has read the input that has arrived. */
export function takeTurns(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < turn) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
