// Waiting for what other processes do: until it is done, however long that takes on a busy machine.
import { once } from 'node:events';
import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { waitLimit } from '../../scripts/time-limit.mjs';

/**
 * Asks, and asks again after every change in a folder, until the answer is not undefined.
 * @throws with what `missing` says, when the time limit is reached
 */
export async function whenChanged<T>(
  folder: string,
  ask: () => Promise<T | undefined>,
  missing: () => Promise<string>,
): Promise<T> {
  const limit = AbortSignal.timeout(waitLimit);
  const watcher = watch(folder);
  try {
    for (;;) {
      // Before the question, so that no change is missed.
      const change = once(watcher, 'change', { signal: limit }).catch(() => undefined);
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (limit.aborted) throw new Error(await missing());
      await change;
    }
  } finally {
    watcher.close();
  }
}

/**
 * Asks again and again until the answer is not undefined: for what no event announces, such as a port of another
 * program on which somebody listens.
 * @throws with what `missing` says, when the time limit is reached
 */
export async function untilDefined<T>(
  ask: () => Promise<T | undefined>,
  missing: () => Promise<string>,
): Promise<T> {
  for (const end = Date.now() + waitLimit; ; await pause(20)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(await missing());
  }
}
