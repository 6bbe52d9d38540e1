// The word around the cursor.

import { isNameChar } from '../../syntax/chars.ts';
import type { Separator } from '../../syntax/words.ts';

export interface Typed {
  /** Where the word begins, in the text before the cursor. */
  readonly start: number;
  /** The word up to the cursor. */
  readonly typed: string;
  /** The word behind it. */
  readonly rest: string;
}

/**
 * The word whose characters none of them separates; braces end it too, but for those of a `${name}` within.
 * Work grows with the length of the text, however many braces it has.
 */
export function wordAround(before: string, after: string, separator: Separator): Typed {
  let start = before.length;
  let closed = 0;
  for (; start > 0; start--) {
    const code = before.charCodeAt(start - 1);
    if (closed === 0 && separator(code)) break;
    if (code === close) closed++;
    else if (code === open) {
      if (closed === 0) break;
      closed--;
      // `{…}` is a word of its own: only what `${…}` stands for is part of another.
      if (closed === 0 && before.charCodeAt(start - 2) !== dollar)
        return endOfGroup(before, after, separator);
    }
  }
  if (closed > 0) return endOfGroup(before, after, separator);
  return typedFrom(start, before, after, separator);
}

/** A word that begins behind a group. */
function endOfGroup(before: string, after: string, separator: Separator): Typed {
  return typedFrom(before.lastIndexOf('}') + 1, before, after, separator);
}

function typedFrom(start: number, before: string, after: string, separator: Separator): Typed {
  return { start, typed: before.slice(start), rest: leading(after, (code) => !endsWord(code, separator)) };
}

function endsWord(code: number, separator: Separator): boolean {
  return separator(code) || code === open || code === close || code === dollar;
}

const dollar = 36;
const open = 123;
const close = 125;

/** What stands behind the last `{` that is not closed; undefined where there is none. */
export function insideOpenBrace(text: string): string | undefined {
  let closed = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === close) closed++;
    else if (code === open && closed-- === 0) return text.slice(at + 1);
  }
  return undefined;
}

/** The characters that a text begins with, as long as a test holds. */
export function leading(text: string, holds: (code: number) => boolean): string {
  let end = 0;
  while (end < text.length && holds(text.charCodeAt(end))) end++;
  return text.slice(0, end);
}

/** The characters that a text ends with, as long as a test holds. */
export function trailing(text: string, holds: (code: number) => boolean): string {
  let start = text.length;
  while (start > 0 && holds(text.charCodeAt(start - 1))) start--;
  return text.slice(start);
}

/** What service-derived names are made of too: `policy-spf_time_limit`. */
export function isParameterChar(code: number): boolean {
  return isNameChar(code) || code === 45;
}

/** Compares rows of numbers by the first in which they differ; infinite ones may be among them. */
export function compareAll(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : (a[i] ?? 0) < (b[i] ?? 0) ? -1 : 1;
}
