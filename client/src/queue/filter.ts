// What the user types to see only some messages.

import type { Message } from './entries.ts';

export interface Filter {
  /** As typed. */
  readonly text: string;
  readonly isEmpty: boolean;
  /** In lower case. All of them must occur in the ID, an address, or the reason. */
  readonly words: readonly string[];
  /** Messages that arrived before this time: seconds since 1970. */
  readonly before?: number;
  /** In bytes. */
  readonly largerThan?: number;
}

export const noFilter: Filter = { text: '', isEmpty: true, words: [] };

/** Words, `older:2h`, and `larger:1M`. @param now seconds since 1970 */
export function parseFilter(text: string, now: number): Filter {
  const words: string[] = [];
  let before: number | undefined;
  let largerThan: number | undefined;
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const limit = limitOf(word);
    if (limit?.kind === 'older') before = now - limit.value;
    else if (limit?.kind === 'larger') largerThan = limit.value;
    else words.push(word);
  }
  return {
    text: text.trim(),
    isEmpty: words.length === 0 && before === undefined && largerThan === undefined,
    words,
    ...(before !== undefined && { before }),
    ...(largerThan !== undefined && { largerThan }),
  };
}

/** What is wrong with a limit in the text; undefined if there is nothing. */
export function filterProblem(text: string): string | undefined {
  for (const word of text.split(/\s+/)) {
    const [, kind] = /^(older|larger):/i.exec(word) ?? [];
    if (kind === undefined || limitOf(word.toLowerCase()) !== undefined) continue;
    return kind.toLowerCase() === 'older'
      ? `“${word}” is not a time limit. Use a number with s, m, h, d, or w, such as older:2h.`
      : `“${word}” is not a size limit. Use a number with K, M, or G, such as larger:1M.`;
  }
  return undefined;
}

/** `older:2h` and `larger:1m`, in seconds and in bytes. */
function limitOf(word: string): { readonly kind: 'older' | 'larger'; readonly value: number } | undefined {
  const [, kind, number, unit = ''] = /^(older|larger):(\d+)([a-z]?)$/.exec(word) ?? [];
  if (kind !== 'older' && kind !== 'larger') return undefined;
  const factor = (kind === 'older' ? seconds : bytes)[unit];
  return factor === undefined ? undefined : { kind, value: Number(number) * factor };
}

const seconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const bytes: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function matches(filter: Filter, { id, sender, recipients, reason, arrival, size }: Message): boolean {
  const { words, before, largerThan } = filter;
  if (before !== undefined && arrival > before) return false;
  if (largerThan !== undefined && size <= largerThan) return false;
  if (words.length === 0) return true;
  const text = `${id}\n${sender}\n${recipients}\n${reason}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
