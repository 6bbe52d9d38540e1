// A generator of random numbers with a seed, so that a run can be repeated.

export class Random {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** mulberry32 */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer of 0 … n - 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** Some of the values, in their order. */
  some<T>(values: readonly T[], probability = 0.5): T[] {
    return values.filter(() => this.chance(probability));
  }
}

/**
 * A fixed seed, and one that is different in each run. `TRACE_SEED` repeats a run. CI uses the fixed one alone: a new
 * seed can find a fault that the change under test did not cause.
 */
export function seeds(fixed = 20_261_130): readonly number[] {
  const own = process.env.TRACE_SEED;
  if (own !== undefined) return [Number(own)];
  return process.env.CI ? [fixed] : [fixed, Date.now() % 2 ** 31];
}
