// A logical line as Postfix has it in memory, with the way back to the file. Patterns, quotes and escapes
// mean what they mean there: a line end is not in it, so a backslash before one escapes the blank behind it.

import { isSpace } from '../chars.ts';
import type { Name } from '../expression.ts';
import { type LogicalLine, logicalText } from '../lines.ts';
import type { Span } from '../text.ts';

export class LogicalText {
  readonly text: string;
  /** For each piece of the line, where it begins in `text`; absent for a line of one piece, which is the text. */
  private readonly starts: readonly number[] | undefined;

  constructor(readonly line: LogicalLine) {
    this.text = logicalText(line, { start: 0, end: line.text.length });
    this.starts = line.pieces.length > 1 ? startsOf(line.pieces) : undefined;
  }

  /** A stretch of `text` in the line; an empty one stands behind the character before it. */
  span(start: number, end: number): Span {
    if (start >= end) {
      const at = start === 0 ? 0 : this.place(start - 1) + 1;
      return { start: at, end: at };
    }
    return { start: this.place(start), end: this.place(end - 1) + 1 };
  }

  /** The same with the text that Postfix has there. */
  name({ start, end }: Span): Name {
    const span = this.span(start, end);
    return { start: span.start, end: span.end, text: this.text.slice(start, Math.max(start, end)) };
  }

  /** The other way: a stretch of the line in `text`. */
  range({ start, end }: Span): Span {
    return { start: this.index(start), end: Math.max(this.index(start), this.index(end)) };
  }

  private index(place: number): number {
    let index = place;
    for (const [i, piece] of this.line.pieces.entries()) {
      if (piece.start > place) break;
      index = (this.starts?.[i] ?? 0) + Math.min(place, piece.end) - piece.start;
    }
    return Math.min(index, this.text.length);
  }

  private place(at: number): number {
    const { starts } = this;
    if (starts === undefined) return at;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return (this.line.pieces[low]?.start ?? 0) + at - (starts[low] ?? 0);
  }
}

function startsOf(pieces: readonly Span[]): number[] {
  let at = 0;
  return pieces.map(({ start, end }) => {
    const begin = at;
    at += end - start;
    return begin;
  });
}

export function skipSpace(text: string, at: number, end = text.length): number {
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the text without the white space there (trimblanks.c). */
export function trimEnd(text: string, start = 0): number {
  let end = text.length;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** A letter or a digit of ASCII (sys_defs.h, ISALNUM). */
export function isAlphanumeric(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Whether a statement such as `if` begins the text, in any case: no letter or digit follows it. */
export function isKeyword(text: string, keyword: string): boolean {
  return text.slice(0, keyword.length).toLowerCase() === keyword && !isAlphanumeric(text, keyword.length);
}
