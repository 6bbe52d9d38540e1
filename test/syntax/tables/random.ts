// Thousands of broken tables, the same ones for the same seed: real files with wrong bytes and shortened lines, and
// lines made of pieces that have a meaning for the parser.

export type Random = () => number;

/** mulberry32: numbers from 0 to 1, the same sequence for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, some: readonly T[]): T {
  const one = some[Math.floor(random() * some.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** One string of up to `most` pieces. */
export function join(random: Random, pieces: readonly string[], most: number): string {
  const count = 1 + Math.floor(random() * most);
  return Array.from({ length: count }, () => pick(random, pieces)).join('');
}

const odd = [...'"\\\'(){}[]<>|/!:;,@%$^*+?#.-_ \t\r\n\0\v\f\x80\xc3\xa9\xff0x'];

/** The text with some mutations, most of them in lines that are not comments. */
export function mutate(random: Random, text: string, mutations: number): string {
  let lines = text.split('\n');
  for (let i = 0; i < mutations; i++) {
    const candidates = [...lines.keys()].filter((n) => !/^\s*(#|$)/.test(lines[n] ?? '') || random() < 0.02);
    if (candidates.length === 0) candidates.push(0);
    const at = pick(random, candidates);
    lines = mutateLine(random, lines, at);
  }
  return lines.join('\n');
}

function mutateLine(random: Random, lines: readonly string[], at: number): string[] {
  const line = lines[at] ?? '';
  const place = Math.floor(random() * (line.length + 1));
  const before = lines.slice(0, at);
  const after = lines.slice(at + 1);
  const special = [...line.matchAll(/["'\\(){}[\]/$!:]/g)];
  switch (Math.floor(random() * 9)) {
    case 0: // cut
      return [...before, line.slice(0, place), ...after];
    case 1: // glued to the next
      return [...before, line + (after[0] ?? ''), ...after.slice(1)];
    case 2: // one byte wrong
      return [...before, line.slice(0, place) + pick(random, odd) + line.slice(place + 1), ...after];
    case 3: // one byte more
      return [...before, line.slice(0, place) + pick(random, odd) + line.slice(place), ...after];
    case 4: // one byte less
      return [...before, line.slice(0, place) + line.slice(place + 1), ...after];
    case 5: // indented
      return [...before, ` ${line}`, ...after];
    case 6: // twice
      return [...before, line, line, ...after];
    case 7: {
      // a bracket or quote doubled, or dropped
      const found = special.length > 0 ? pick(random, special) : undefined;
      if (found === undefined) return [...before, ...after];
      const twice = random() < 0.5 ? found[0].repeat(2) : '';
      return [...before, line.slice(0, found.index) + twice + line.slice(found.index + 1), ...after];
    }
    default: // broken in two, with or without a comment between
      return [
        ...before,
        line.slice(0, place),
        ...(random() < 0.3 ? [pick(random, ['# comment', '', '  # comment', ' '])] : []),
        ` ${line.slice(place)}`,
        ...after,
      ];
  }
}
