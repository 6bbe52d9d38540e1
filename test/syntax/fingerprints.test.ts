import { expect, test } from 'vitest';
import { Fingerprints } from '../../server/src/syntax/fingerprints.ts';

const texts = Array.from({ length: 1000 }, (_, i) => `[mail${i}.example.com]:587`);

test('has every text that was put in', () => {
  const set = new Fingerprints(texts.toReversed());
  expect(texts.every((text) => set.mayHave(text))).toBe(true);
});

test('has next to no other text', () => {
  const set = new Fingerprints(texts);
  expect(
    ['', 'x', '[mail1000.example.com]:587', '[Mail1.example.com]:587'].filter((t) => set.mayHave(t)),
  ).toEqual([]);
  expect(new Fingerprints([]).mayHave('')).toBe(false);
});
