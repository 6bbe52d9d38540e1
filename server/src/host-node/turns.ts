// Pauses during long work, so that the server can read messages in the meantime.

import { setImmediate } from 'node:timers/promises';

/** How long work continues without a pause, in milliseconds. */
const turn = 10;

/** A host's `pause`. When the turn is over, the pause lasts until Node has read the input that has arrived. */
export function takeTurns(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < turn) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
