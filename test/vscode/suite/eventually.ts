// VS Code does most things with a delay, which is longer on a busy computer. So tests repeat a check until it succeeds.
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to repeat a check, in milliseconds: less than half of the time limit of a test. */
const LIMIT = 45_000;
const PAUSE = 50;

/**
 * Calls `check` until it does not throw, and returns its result.
 * @throws the last error of `check` when the time is over
 */
export async function eventually<T>(check: () => T | Promise<T>, limit = LIMIT): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(PAUSE);
  }
}
