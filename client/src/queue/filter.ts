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
    const [, kind, number, unit = ''] = /^(older|larger):(\d+)([a-z]?)$/.exec(word) ?? [];
    if (kind === 'older' && unit in seconds) before = now - Number(number) * (seconds[unit] ?? 1);
    else if (kind === 'larger' && unit in bytes) largerThan = Number(number) * (bytes[unit] ?? 1);
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
