// The word around the cursor.

import { isNameChar } from '../../syntax/chars.ts';
import type { Separator } from '../../syntax/words.ts';

export interface WordAtCursor {
  /** Offset of the word in the text before the cursor. */
  readonly start: number;
  /** The part of the word before the cursor. */
  readonly typed: string;
  /** The part of the word after the cursor. */
  readonly rest: string;
}

/**
 * The word around the cursor. Separators and braces end it, except for the braces of a `${name}` inside the word.
 * The run time is linear, regardless of the number of braces.
 */
export function wordAround(before: string, after: string, separator: Separator): WordAtCursor {
  let start = before.length;
  let closed = 0;
  for (; start > 0; start--) {
    const code = before.charCodeAt(start - 1);
    if (closed === 0 && separator(code)) break;
    if (code === close) closed++;
    else if (code === open) {
      if (closed === 0) break;
      closed--;
      // `{…}` is a separate word. Only `${…}` can be part of another word.
      if (closed === 0 && before.charCodeAt(start - 2) !== dollar)
        return endOfGroup(before, after, separator);
    }
  }
  if (closed > 0) return endOfGroup(before, after, separator);
  return typedFrom(start, before, after, separator);
}

/** A word that begins after a group in braces. */
function endOfGroup(before: string, after: string, separator: Separator): WordAtCursor {
  return typedFrom(before.lastIndexOf('}') + 1, before, after, separator);
}

function typedFrom(start: number, before: string, after: string, separator: Separator): WordAtCursor {
  return { start, typed: before.slice(start), rest: leading(after, (code) => !endsWord(code, separator)) };
}

function endsWord(code: number, separator: Separator): boolean {
  return separator(code) || code === open || code === close || code === dollar;
}

const dollar = 36;
const open = 123;
const close = 125;

/** The text after the last `{` that is not closed; undefined if there is none. */
export function insideOpenBrace(text: string): string | undefined {
  let closed = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === close) closed++;
    else if (code === open && closed-- === 0) return text.slice(at + 1);
  }
  return undefined;
}

/** The longest prefix of a text whose characters all pass a test. */
export function leading(text: string, holds: (code: number) => boolean): string {
  let end = 0;
  while (end < text.length && holds(text.charCodeAt(end))) end++;
  return text.slice(0, end);
}

/** The longest suffix of a text whose characters all pass a test. */
export function trailing(text: string, holds: (code: number) => boolean): string {
  let start = text.length;
  while (start > 0 && holds(text.charCodeAt(start - 1))) start--;
  return text.slice(start);
}

/** Includes the hyphen, as in the service-derived name `policy-spf_time_limit`. */
export function isParameterChar(code: number): boolean {
  return isNameChar(code) || code === 45;
}

/** Compares two lists of numbers by the first difference. The numbers can be infinite. */
export function compareAll(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : (a[i] ?? 0) < (b[i] ?? 0) ? -1 : 1;
}
