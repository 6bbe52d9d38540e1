// Typical damage to files: lost or duplicated lines, swapped bytes, unmatched braces and quotes. The same seed causes
// the same damage.

/** Set POSTFIX_SEED to try other damage. The seed is printed, so that a failure can be reproduced. */
export const seed = Number(process.env.POSTFIX_SEED ?? 64830);

export interface Mutations {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** The text with one to three defects. */
  damage(text: string): string;
}

export function mutations(start: number): Mutations {
  let state = start >>> 0;
  // Mulberry32: small, and the same on every platform.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const wounds: ((text: string) => string)[] = [
    (text) => withoutLine(text, below(count(text))),
    (text) => cut(text, below(text.length + 1), 1 + below(20)),
    (text) => insert(text, below(text.length + 1), '{}$()#=\\"\'\n\t ,:/-o'[below(18)] ?? '{'),
    (text) =>
      insert(
        text,
        below(text.length + 1),
        ['${', '$(', '}}', '{{', '$$', '\n#x\n', '\n\n', '\r\n', ' = ', '\0', '\xff'][below(11)] ?? '',
      ),
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
    },
    (text) =>
      insert(
        text,
        text.indexOf('\n', below(text.length + 1)) + 1,
        [' ', '\t', '#', '=', '-o '][below(5)] ?? ' ',
      ),
  ];
  return {
    next,
    damage(text) {
      let result = text;
      for (let i = 1 + below(3); i > 0; i--) result = wounds[below(wounds.length)]?.(result) ?? result;
      return result;
    },
  };
}

function count(text: string): number {
  return text.split('\n').length;
}

function withoutLine(text: string, line: number): string {
  return text
    .split('\n')
    .filter((_, i) => i !== line)
    .join('\n');
}

function cut(text: string, at: number, length: number): string {
  return text.slice(0, at) + text.slice(at + length);
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}
