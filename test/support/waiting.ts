// Waits for other processes, however long they take on a busy host.
import { once } from 'node:events';
import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { waitLimit } from '../../scripts/time-limit.mjs';

/**
 * Asks now and after every change in a folder, until the answer is not undefined.
 * @throws with the text from `missing` when the time limit is reached
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
      // Must start before the question, so that no change is missed.
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
 * Asks repeatedly until the answer is not undefined. For conditions that no event announces, such as whether another
 * program listens on a port.
 * @throws with the text from `missing` when the time limit is reached
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
