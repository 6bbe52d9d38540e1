// Long work lets messages in.

import { setImmediate } from 'node:timers/promises';

/** Work goes on for so long, in milliseconds, before what has arrived meanwhile is read. */
const turn = 10;

/** A host's `pause`: when the turn is over, it waits until Node has read what it can. */
export function takeTurns(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < turn) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
