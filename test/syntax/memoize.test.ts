import { describe, expect, test } from 'vitest';
import { memoize } from '../../server/src/syntax/memoize.ts';

describe('memoize', () => {
  test('computes once for the same objects and equal primitives', () => {
    const calls: string[] = [];
    const joined = memoize((at: { name: string }, other: object | undefined, text: string) => {
      calls.push(text);
      return { result: at.name + text + (other === undefined) };
    });
    const [one, two] = [{ name: 'one' }, { name: 'two' }];
    const first = joined(one, two, 'a');
    expect(joined(one, two, 'a')).toBe(first);
    expect(joined(one, two, 'b')).not.toBe(first);
    expect(joined(one, undefined, 'a')).not.toBe(first);
    expect(joined(two, two, 'a')).not.toBe(first);
    expect(joined({ name: 'one' }, two, 'a')).not.toBe(first);
    expect(calls).toEqual(['a', 'b', 'a', 'a', 'a']);
  });

  test('keeps undefined as an answer', () => {
    let calls = 0;
    const nothing = memoize((_: object, __?: string): string | undefined => {
      calls++;
      return undefined;
    });
    const key = {};
    expect([nothing(key), nothing(key), nothing(key, 'x')]).toEqual([undefined, undefined, undefined]);
    expect(calls).toBe(2);
  });

  test('distinguishes a short sequence of arguments from a longer one', () => {
    const count = memoize((_: object, ...rest: readonly (string | undefined)[]) => rest.length);
    const key = {};
    expect([count(key, undefined), count(key), count(key, undefined)]).toEqual([1, 0, 1]);
  });

  test('keeps nothing when the computation throws', () => {
    let fails = true;
    const flaky = memoize((_: object) => {
      if (fails) throw new Error('not yet');
      return 'done';
    });
    const key = {};
    expect(() => flaky(key)).toThrow('not yet');
    fails = false;
    expect(flaky(key)).toBe('done');
  });
});
