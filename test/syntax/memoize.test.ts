import { describe, expect, test } from 'vitest';
import { Memory, memoize } from '../../server/src/syntax/memoize.ts';

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

  test('an object can carry its answers', () => {
    class Text extends Memory {
      constructor(readonly text: string) {
        super();
      }
    }
    let calls = 0;
    const length = memoize(({ text }: Text) => ({ length: text.length, calls: ++calls }));
    const joined = memoize(({ text }: Text, other: string) => ({ text: text + other, calls: ++calls }));
    const [one, two] = [new Text('one'), new Text('two')];
    const first = [length(one), joined(one, 'a'), joined(one, 'b')];
    expect(first).toEqual([
      { length: 3, calls: 1 },
      { text: 'onea', calls: 2 },
      { text: 'oneb', calls: 3 },
    ]);
    expect([length(one), joined(one, 'a'), joined(one, 'b')]).toEqual(first);
    expect(joined(two, 'a')).toEqual({ text: 'twoa', calls: 4 });
    expect([one.results.size, two.results.size]).toEqual([2, 1]);
  });

  test('keeps undefined as an answer', () => {
    let calls = 0;
    const nothing = memoize((_: object, __: string | undefined): string | undefined => {
      calls++;
      return undefined;
    });
    const key = {};
    expect([nothing(key, undefined), nothing(key, undefined), nothing(key, 'x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(calls).toBe(2);
  });

  test('takes up to seven arguments, and distinguishes answers by each', () => {
    const joined = memoize((_: object, b: number, c: number, d: number, e: number, f: number, g: number) => [
      b,
      c,
      d,
      e,
      f,
      g,
    ]);
    const key = {};
    const first = joined(key, 1, 1, 1, 1, 1, 1);
    expect(joined(key, 1, 1, 1, 1, 1, 1)).toBe(first);
    for (let i = 0; i < 6; i++) {
      const numbers = [1, 1, 1, 1, 1, 1].map((n, j) => (j === i ? 2 : n)) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      expect(joined(key, ...numbers)).toEqual(numbers);
    }
  });

  test('keeps nothing if the computation throws', () => {
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
