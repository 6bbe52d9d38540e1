// A logical line as Postfix holds it in memory, with a mapping back to the file. Patterns, quotes, and escapes apply to
// this text. It contains no line breaks, so a backslash before one escapes the white space after the break.

import { isSpace } from '../chars.ts';
import type { Name } from '../expression.ts';
import { type LogicalLine, logicalText } from '../lines.ts';
import type { Span } from '../text.ts';

export class LogicalText {
  readonly text: string;
  /**
   * For each piece of the line, the offset in `text` where it begins. Absent for a line of one piece, which equals the
   * text.
   */
  private readonly starts: readonly number[] | undefined;

  constructor(readonly line: LogicalLine) {
    this.text = logicalText(line, { start: 0, end: line.text.length });
    this.starts = line.pieces.length > 1 ? startsOf(line.pieces) : undefined;
  }

  /** Maps a range of `text` to a span of the line. An empty span is placed after the character before it. */
  span(start: number, end: number): Span {
    if (start >= end) {
      const at = start === 0 ? 0 : this.place(start - 1) + 1;
      return { start: at, end: at };
    }
    return { start: this.place(start), end: this.place(end - 1) + 1 };
  }

  /** The same, with the text that Postfix holds there. */
  name({ start, end }: Span): Name {
    const span = this.span(start, end);
    return { start: span.start, end: span.end, text: this.text.slice(start, Math.max(start, end)) };
  }

  /** The reverse mapping: from a span of the line to a range of `text`. */
  range({ start, end }: Span): Span {
    return { start: this.index(start), end: Math.max(this.index(start), this.index(end)) };
  }

  private index(place: number): number {
    if (this.starts === undefined) return Math.min(place, this.text.length);
    let index = place;
    for (const [i, piece] of this.line.pieces.entries()) {
      if (piece.start > place) break;
      index = (this.starts[i] ?? 0) + Math.min(place, piece.end) - piece.start;
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

/** The end of the text without trailing white space (trimblanks.c). */
export function trimEnd(text: string, start = 0): number {
  let end = text.length;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** An ASCII letter or digit (sys_defs.h, ISALNUM). */
export function isAlphanumeric(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Whether the text begins with a statement such as `if`, in any case, not followed by a letter or digit. */
export function isKeyword(text: string, keyword: string): boolean {
  return text.slice(0, keyword.length).toLowerCase() === keyword && !isAlphanumeric(text, keyword.length);
}
