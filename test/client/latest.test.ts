// An answer that arrives after the next request is never reported.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latest } from '../../client/src/latest.ts';

test('only the answer to the last request is reported, in whatever order the answers arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 8 }), async (s, count) => {
      const told: number[] = [];
      const ask = latest(
        s.scheduleFunction(async (n: number) => n),
        (answer) => told.push(answer),
      );
      const results = Array.from({ length: count }, (_, n) => ask(n));
      await s.waitAll();
      expect(told).toEqual([count - 1]);
      expect(await Promise.all(results)).toEqual([
        ...Array.from({ length: count - 1 }, () => undefined),
        { answer: count - 1 },
      ]);
    }),
  );
});

test('requests that do not overlap are all answered', async () => {
  const told: string[] = [];
  const ask = latest(
    async (text: string) => text.toUpperCase(),
    (answer) => told.push(answer),
  );
  await ask('a');
  await ask('b');
  expect(told).toEqual(['A', 'B']);
});
