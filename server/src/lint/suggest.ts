// "Did you mean": finds the known word closest to a misspelled one.

/**
 * The closest word, or undefined if no word is close enough. `known` must never change, because the result for each
 * word is remembered. `own` holds more words, which belong to this configuration.
 */
export function closest(
  word: string,
  known: readonly string[],
  own: Iterable<string> = [],
): string | undefined {
  const best = { ...remembered(word, known) };
  improve(best, word, own);
  return best.candidate;
}

/** Whether two words differ only by a typing mistake, not by a different choice of word. */
export function isSlip(word: string, other: string): boolean {
  return editDistance(word, other, 3) < 3;
}

/** Whether two words have as many parts, and each part differs from the other at most by a third of its letters. */
export function isSlipInParts(word: string, other: string, separator: string): boolean {
  const [parts, others] = [word.split(separator), other.split(separator)];
  return (
    parts.length === others.length &&
    parts.every((part, i) => {
      const limit = Math.max(1, Math.floor(part.length / 3)) + 1;
      return editDistance(part, others[i] ?? '', limit) < limit;
    })
  );
}

interface Nearest {
  candidate?: string;
  /** The distance that a better candidate must stay below. */
  distance: number;
}

const memory = new WeakMap<readonly string[], Map<string, Nearest>>();
/** Enough for all mistakes in a file. Further words replace the oldest ones. */
const maxRemembered = 1000;

function remembered(word: string, known: readonly string[]): Nearest {
  let words = memory.get(known);
  if (words === undefined || words.size >= maxRemembered) {
    words = new Map();
    memory.set(known, words);
  }
  let nearest = words.get(word);
  if (nearest === undefined) {
    nearest = { distance: Math.max(1, Math.floor(word.length * 0.34)) + 1 };
    improve(nearest, word, known);
    words.set(word, nearest);
  }
  return nearest;
}

function improve(best: Nearest, word: string, candidates: Iterable<string>): void {
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= best.distance) continue;
    const distance = editDistance(word, candidate, best.distance);
    if (distance < best.distance) {
      best.candidate = candidate;
      best.distance = distance;
    }
  }
}

/** The number of letters added, removed, changed, or swapped with a neighbor; `limit` if it is at least that many. */
function editDistance(one: string, other: string, limit: number): number {
  // Most of two similar words is the same at their beginning and end.
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1]) {
    end--;
    otherEnd--;
  }
  const [a, b] = [one.slice(start, end), other.slice(start, otherEnd)];
  // Reuses three rows, because a row for each letter would be most of what a keystroke allocates.
  let before = new Array<number>(b.length + 1).fill(0);
  let previous = before.map((_, j) => j);
  let current = before.slice();
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1);
      current[j] = value;
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    [before, previous, current] = [previous, current, before];
  }
  return previous[b.length] ?? limit;
}
