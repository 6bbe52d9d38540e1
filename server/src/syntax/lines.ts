// Logical lines as readlline.c has them: a line continues while the next one begins with white space;
// comment lines and blank lines in between do not end it, and vanish from it.

import { isSpace } from './chars.ts';
import { beginsLogicalLine, type Span } from './text.ts';

/** Lines that hold nothing for Postfix: blank lines or comment lines outside a logical line, one physical line each. */
export interface Trivia extends Span {
  readonly kind: 'blank' | 'comment';
}

/**
 * A logical line. Offsets of everything inside it count from its first character, so that it stays valid
 * when text before it changes.
 */
export interface LogicalLine {
  readonly kind: 'line';
  /** As it stands in the file, from its first character to its last, comments in between included. */
  readonly text: string;
  /** The same with line ends and the comments in between blanked out: as long as `text`, offset for offset. */
  readonly masked: string;
  /** The physical lines that make it up, without their line ends, comment lines and blank lines. */
  readonly pieces: readonly Span[];
  /** The file began with white space here: Postfix warns and drops the line. */
  readonly indented: boolean;
}

/** A piece of a file and where it begins, counted from the start of its chunk or file. */
export interface Placed<T> {
  readonly item: T;
  readonly start: number;
  readonly end: number;
}

/** Cuts a chunk into its pieces, which cover it without gaps; a line end belongs to the piece before it. */
export function parseLines(text: string): Placed<LogicalLine | Trivia>[] {
  const pieces: Placed<LogicalLine | Trivia>[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const first = skipSpace(text, at, end);
    if (first === end || text.charCodeAt(first) === 35) {
      pieces.push({
        item: { kind: first === end ? 'blank' : 'comment', start: 0, end: end - at },
        start: at,
        end,
      });
      at = end;
    } else {
      const line = parseLogicalLine(text, at, end);
      const next = line.start + line.item.text.length;
      const full = text.charCodeAt(next) === 10 ? next + 1 : next;
      pieces.push({ item: line.item, start: at, end: full });
      at = full;
    }
  }
  return pieces;
}

function parseLogicalLine(
  text: string,
  start: number,
  firstEnd: number,
): { item: LogicalLine; start: number } {
  const pieces: Span[] = [{ start: 0, end: withoutNewline(text, firstEnd) - start }];
  let at = firstEnd;
  while (at < text.length && !beginsLogicalLine(text, at)) {
    const end = lineEnd(text, at);
    const first = skipSpace(text, at, end);
    if (first < end && text.charCodeAt(first) !== 35) {
      pieces.push({ start: at - start, end: withoutNewline(text, end) - start });
    }
    at = end;
  }
  const body = text.slice(start, start + (pieces.at(-1)?.end ?? 0));
  return {
    item: {
      kind: 'line',
      text: body,
      masked: pieces.length === 1 ? body : mask(body, pieces),
      pieces,
      indented: isSpace(text.charCodeAt(start)),
    },
    start,
  };
}

function mask(text: string, pieces: readonly Span[]): string {
  let result = '';
  for (const { start, end } of pieces) result += ' '.repeat(start - result.length) + text.slice(start, end);
  return result;
}

/**
 * A stretch of a logical line as Postfix has it in memory: line ends, comment lines and blank lines are not
 * there at all, and nothing follows a NUL byte.
 */
export function logicalText(line: LogicalLine, { start, end }: Span): string {
  let result = '';
  for (const piece of line.pieces) {
    if (piece.end > start && piece.start < end) {
      result += line.text.slice(Math.max(start, piece.start), Math.min(end, piece.end));
    }
  }
  const nul = result.indexOf('\0');
  return nul < 0 ? result : result.slice(0, nul);
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

function withoutNewline(text: string, end: number): number {
  return text.charCodeAt(end - 1) === 10 ? end - 1 : end;
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}
