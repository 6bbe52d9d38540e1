// A server that ends by itself is started again, but not for ever.
import { expect, test } from 'vitest';
import { Crashes } from '../../client/src/crashes.ts';

test('a server is started again four times within three minutes, each time later', () => {
  const crashes = new Crashes();
  expect([0, 1000, 2000, 3000, 4000].map((now) => crashes.note(now))).toEqual([
    250,
    1000,
    4000,
    16000,
    undefined,
  ]);
});

test('a server that ends now and then is always started again', () => {
  const crashes = new Crashes();
  for (let hour = 0; hour < 20; hour++) expect(crashes.note(hour * 3_600_000)).toBe(250);
});

test('a restart by hand begins anew', () => {
  const crashes = new Crashes();
  for (let i = 0; i < 5; i++) crashes.note(i);
  crashes.forget();
  expect(crashes.note(6)).toBe(250);
});
