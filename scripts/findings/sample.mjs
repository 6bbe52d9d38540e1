// Random samples that are the same for the same seed.

/**
 * The maximum for one rule in one file, because hundreds of equal findings provide no more information than the first
 * three.
 */
const CAP = 3;

/**
 * The first findings of a shuffled list, with at most three for the same rule and file.
 * @template {{ code: string, file: { origin: string } }} T
 * @param {readonly T[]} order
 * @param {number} count
 */
export function sample(order, count) {
  /** @type {Map<string, number>} */
  const taken = new Map();
  return order
    .filter(({ code, file }) => {
      const key = `${code} ${file.origin}`;
      const before = taken.get(key) ?? 0;
      taken.set(key, before + 1);
      return before < CAP;
    })
    .slice(0, count);
}

/**
 * The Fisher–Yates shuffle.
 * @template T
 * @param {readonly T[]} list
 * @param {number} seed
 */
export function shuffled(list, seed) {
  const result = [...list];
  const random = randomFrom(seed);
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [result[i], result[j]];
    if (a === undefined || b === undefined) break;
    result[i] = b;
    result[j] = a;
  }
  return result;
}

/**
 * Numbers from 0 to 1 (mulberry32).
 * @param {number} seed
 */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
