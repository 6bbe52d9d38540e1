// VS Code does most things a moment later, and on a busy machine the moment is long: tests ask again until it is so.
import { setTimeout as sleep } from 'node:timers/promises';
import { waitLimit } from '../../../scripts/time-limit.mjs';

/** In milliseconds. */
const PAUSE = 50;
const FIRST_PATIENCE = 2000;

/**
 * Calls `check` until it does not throw, and gives back what it returns. `check` gets how long it may wait itself, in
 * milliseconds, each time twice as long: for what it does that may have to be done again.
 * @throws what `check` threw last, when the time is over
 */
export async function eventually<T>(check: (patience: number) => T | Promise<T>): Promise<T> {
  const end = Date.now() + waitLimit;
  for (let patience = FIRST_PATIENCE; ; patience *= 2) {
    try {
      return await check(Math.min(patience, Math.max(end - Date.now(), FIRST_PATIENCE)));
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(PAUSE);
  }
}
