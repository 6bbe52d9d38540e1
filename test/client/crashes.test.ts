// A server that ends unexpectedly is restarted, but not indefinitely.
import { expect, test } from 'vitest';
import { Crashes } from '../../client/src/crashes.ts';

test('a server is restarted four times within three minutes, with increasing delays', () => {
  const crashes = new Crashes();
  expect([0, 1000, 2000, 3000, 4000].map((now) => crashes.note(now))).toEqual([
    250,
    1000,
    4000,
    16000,
    undefined,
  ]);
});

test('a server that rarely ends is always restarted', () => {
  const crashes = new Crashes();
  for (let hour = 0; hour < 20; hour++) expect(crashes.note(hour * 3_600_000)).toBe(250);
});

test('a manual restart resets the count', () => {
  const crashes = new Crashes();
  for (let i = 0; i < 5; i++) crashes.note(i);
  crashes.forget();
  expect(crashes.note(6)).toBe(250);
});
