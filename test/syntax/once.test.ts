import { expect, test } from 'vitest';
import { once } from '../../server/src/syntax/once.ts';

test('an answer is found once for each object, and is the same one each time', () => {
  const asked: string[] = [];
  const words = once(({ text }: { text: string }): string[] => {
    asked.push(text);
    return text.split(' ');
  });
  const [first, second] = [{ text: 'smtp inet' }, { text: 'smtp inet' }];
  expect(words(first)).toEqual(['smtp', 'inet']);
  expect(words(first)).toBe(words(first));
  expect(words(second)).not.toBe(words(first));
  expect(asked).toEqual(['smtp inet', 'smtp inet']);
});

test('no and zero are answers too, and kept', () => {
  let asked = 0;
  const isLong = once(({ length }: { length: number }): boolean => {
    asked++;
    return length > 10;
  });
  const short = { length: 3 };
  expect([isLong(short), isLong(short), asked]).toEqual([false, false, 1]);
});

test('what fails is asked again', () => {
  let failures = 1;
  const find = once((_: object): string => {
    if (failures-- > 0) throw new Error('not now');
    return 'found';
  });
  const one = {};
  expect(() => find(one)).toThrow('not now');
  expect(find(one)).toBe('found');
});
