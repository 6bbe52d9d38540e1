// VS Code does most things with a delay, which is longer on a busy computer. So tests repeat a check until it succeeds.
import { setTimeout as sleep } from 'node:timers/promises';
import { waitLimit } from '../../../scripts/time-limit.mjs';

/** In milliseconds. */
const PAUSE = 50;
const FIRST_PATIENCE = 2000;

/**
 * Calls `check` until it does not throw, and returns its result. `check` receives the time, in milliseconds, that it may
 * itself wait; the time doubles with each call, for steps that may have to be repeated.
 * @throws the last error of `check` when the time is over
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
