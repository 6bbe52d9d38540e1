// Long work lets other work run from time to time.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeTurns } from '../../server/src/host-node/turns.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a turn ends after ten milliseconds, and the next one begins after other work', async () => {
  const pause = takeTurns();
  vi.advanceTimersByTime(9);
  expect(pause()).toBeUndefined();
  vi.advanceTimersByTime(1);
  const order: string[] = [];
  setImmediate(() => order.push('other work'));
  await pause();
  order.push('the next turn');
  expect(order).toEqual(['other work', 'the next turn']);
  expect(pause()).toBeUndefined();
});
