// Caches computed results together with the objects that they were computed from. All caches in the server use it.

/** The results for one sequence of arguments, by the next argument: the levels of further arguments, or the answers. */
class Level<Value> {
  /** Most levels have one entry. A map is created for the second one. */
  private key: unknown;
  private value: Value | undefined;
  private others: Map<unknown, Value> | undefined;

  get(key: unknown): Value | undefined {
    return this.value !== undefined && this.key === key ? this.value : this.others?.get(key);
  }

  set(key: unknown, value: Value): void {
    if (this.value === undefined) {
      this.key = key;
      this.value = value;
    } else {
      this.others ??= new Map();
      this.others.set(key, value);
    }
  }
}

/** Replaces the answer `undefined`, which would look like a missing one. */
const absent = Symbol('undefined');

/**
 * An object that carries the results that were computed from it. For objects that a keystroke replaces: they and their
 * results become garbage at once. In a WeakMap, results outlive their key until the next full garbage collection,
 * because the frequent, partial ones cannot tell that the key is gone.
 */
export abstract class Memory {
  /** The results, or the levels of further arguments, by function. For `memoize`. */
  readonly results = new Map<object, unknown>();
}

/**
 * How many times a computation has read something beyond what its result is kept for. For `watch`, which compares two
 * values of it.
 */
let reads = 0;

/** Tells the running computations that they depend on something that changes at every keystroke. */
export function noteRead(): void {
  reads++;
}

/**
 * Runs a computation. Tells whether it called `noteRead`, or used a function from `memoize` that has ever done so. What
 * it returns must not compute anything later, such as a generator does.
 */
export function watch<Value>(compute: () => Value): { readonly value: Value; readonly hasRead: boolean } {
  const before = reads;
  const value = compute();
  return { value, hasRead: reads !== before };
}

/** Where the results for each first argument are kept. */
interface Store {
  get(first: object): unknown;
  set(first: object, value: unknown): void;
}

function storeOf(compute: object): Store {
  const others = new WeakMap<object, unknown>();
  return {
    get: (first) => (first instanceof Memory ? first.results.get(compute) : others.get(first)),
    set(first, value) {
      if (first instanceof Memory) first.results.set(compute, value);
      else others.set(first, value);
    },
  };
}

/**
 * Caches the results of a function. Nothing needs invalidation: anything that changes is a new object and gets a new
 * result.
 * @param compute must depend only on its arguments, which are immutable. A result lives as long as the first argument,
 * an object, and keeps the other arguments alive, so the first argument should be the one with the shortest life.
 * Objects are compared by identity and primitives by value; `undefined` is a valid argument and result. The function
 * must have no default or rest parameters, because only the parameters that its `length` includes distinguish results
 */
export function memoize<A extends object, Rest extends readonly unknown[], V>(
  compute: (first: A, ...rest: Rest) => V,
): (first: A, ...rest: Rest) => V {
  const count = compute.length;
  if (count > maxArguments) throw new Error(`memoize: ${count} arguments are too many`);
  // Ignores the arguments beyond its own.
  const computed = compute as unknown as (first: A, ...rest: unknown[]) => V;
  const recall = count <= 1 ? byFirst(computed) : byAll(computed, count);
  return recall as unknown as (first: A, ...rest: Rest) => V;
}

const maxArguments = 7;

type Answer<V> = NonNullable<V> | null | typeof absent;

function toAnswer<V>(value: V): Answer<V> {
  return value === undefined ? absent : (value as Answer<V>);
}

function fromAnswer<V>(answer: Answer<V>): V {
  return (answer === absent ? undefined : answer) as V;
}

function byFirst<A extends object, V>(compute: (first: A) => V): (first: A) => V {
  const answers = storeOf(compute);
  let hasRead = false;
  return (first) => {
    const known = answers.get(first) as Answer<V> | undefined;
    if (known !== undefined) {
      if (hasRead) noteRead();
      return fromAnswer(known);
    }
    const before = reads;
    const value = compute(first);
    if (reads !== before) hasRead = true;
    answers.set(first, toAnswer(value));
    return value;
  };
}

function byAll<A extends object, V>(compute: (first: A, ...rest: unknown[]) => V, count: number) {
  const roots = storeOf(compute);
  let hasRead = false;
  // Names each parameter, because an array for each of the many calls per keystroke would cost more than the results.
  return (first: A, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown): V => {
    let level = roots.get(first) as Level<unknown> | undefined;
    if (level === undefined) {
      level = new Level();
      roots.set(first, level);
    }
    let key = b;
    if (count > 2) {
      level = below(level, b);
      key = c;
    }
    if (count > 3) {
      level = below(level, c);
      key = d;
    }
    if (count > 4) {
      level = below(level, d);
      key = e;
    }
    if (count > 5) {
      level = below(level, e);
      key = f;
    }
    if (count > 6) {
      level = below(level, f);
      key = g;
    }
    const answers = level as Level<Answer<V>>;
    const known = answers.get(key);
    if (known !== undefined) {
      if (hasRead) noteRead();
      return fromAnswer(known);
    }
    const before = reads;
    const value = compute(first, b, c, d, e, f, g);
    if (reads !== before) hasRead = true;
    answers.set(key, toAnswer(value));
    return value;
  };
}

function below(level: Level<unknown>, key: unknown): Level<unknown> {
  const levels = level as Level<Level<unknown>>;
  let next = levels.get(key);
  if (next === undefined) {
    next = new Level();
    levels.set(key, next);
  }
  return next;
}
