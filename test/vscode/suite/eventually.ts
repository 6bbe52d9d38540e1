// VS Code does most things a moment later, and on a busy machine the moment is long: tests ask again until it is so.
import { setTimeout as sleep } from 'node:timers/promises';

/** How long something may take, in milliseconds: less than half of what a test may. */
const LIMIT = 45_000;
const PAUSE = 50;

/**
 * Calls `check` until it does not throw, and gives back what it returns.
 * @throws what `check` threw last, when the time is over
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
