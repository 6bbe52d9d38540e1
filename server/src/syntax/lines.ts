// Logical lines as readlline.c reads them. A line continues while the next one begins with white space. Comment lines
// and blank lines in between do not end it and are not part of it.

import { isSpace } from './chars.ts';
import { beginsLogicalLine, type Span } from './text.ts';

/** A line that Postfix ignores: a blank line or a comment line outside a logical line. Each is one physical line. */
export interface Trivia extends Span {
  readonly kind: 'blank' | 'comment';
}

/**
 * A logical line. All offsets inside it count from its first character, so that they stay valid when the text before it
 * changes.
 */
export interface LogicalLine {
  readonly kind: 'line';
  /** The line as written, from its first character to its last, including comments in between. */
  readonly text: string;
  /** The same text with line breaks and comments replaced by spaces. It has the same length and offsets as `text`. */
  readonly masked: string;
  /** The physical lines that form it, without line breaks, comment lines, and blank lines. */
  readonly pieces: readonly Span[];
  /** The file begins with white space here. Postfix warns and drops the line. */
  readonly indented: boolean;
}

/** A piece of a file and its offset from the start of its chunk or file. */
export interface Placed<T> {
  readonly item: T;
  readonly start: number;
  readonly end: number;
}

/** Splits a chunk into pieces that cover it without gaps. A line break belongs to the piece before it. */
export function parseLines(text: string): Placed<LogicalLine | Trivia>[] {
  const pieces: Placed<LogicalLine | Trivia>[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const kind = triviaKind(text, at, end);
    if (kind === undefined) at = parseLogicalLine(text, at, end, pieces);
    else {
      pieces.push(placedTrivia(kind, at, end));
      at = end;
    }
  }
  return pieces;
}

/** Adds the line, and the comment and blank lines after it. Returns the offset of the next line. */
function parseLogicalLine(
  text: string,
  start: number,
  firstEnd: number,
  found: Placed<LogicalLine | Trivia>[],
): number {
  const pieces: Span[] = [{ start: 0, end: withoutNewline(text, firstEnd) - start }];
  /** The end of the last physical line of the logical one. */
  let lastEnd = firstEnd;
  /** What follows that line, until a continuation line shows that it is inside the logical line. */
  let after: Placed<Trivia>[] = [];
  let at = firstEnd;
  while (at < text.length && !beginsLogicalLine(text, at)) {
    const end = lineEnd(text, at);
    const kind = triviaKind(text, at, end);
    if (kind === undefined) {
      pieces.push({ start: at - start, end: withoutNewline(text, end) - start });
      lastEnd = end;
      if (after.length > 0) after = [];
    } else after.push(placedTrivia(kind, at, end));
    at = end;
  }
  const body = text.slice(start, withoutNewline(text, lastEnd));
  const item: LogicalLine = {
    kind: 'line',
    text: body,
    masked: pieces.length === 1 ? body : mask(body, pieces),
    pieces,
    indented: isSpace(text.charCodeAt(start)),
  };
  found.push({ item, start, end: lastEnd });
  for (const trivia of after) found.push(trivia);
  return at;
}

/** Undefined if the physical line has other text. */
function triviaKind(text: string, start: number, end: number): Trivia['kind'] | undefined {
  if (text.charCodeAt(start) === 35) return 'comment';
  const first = skipSpace(text, start, end);
  if (first === end) return 'blank';
  return text.charCodeAt(first) === 35 ? 'comment' : undefined;
}

function placedTrivia(kind: Trivia['kind'], start: number, end: number): Placed<Trivia> {
  return { item: { kind, start: 0, end: end - start }, start, end };
}

function mask(text: string, pieces: readonly Span[]): string {
  let result = '';
  for (const { start, end } of pieces) result += ' '.repeat(start - result.length) + text.slice(start, end);
  return result;
}

/**
 * The text of a span of a logical line as Postfix holds it in memory: without line breaks, comment lines, and blank
 * lines, and cut off at the first NUL byte.
 */
export function logicalText(line: LogicalLine, { start, end }: Span): string {
  let result = '';
  // The slice of a piece outside of the span is empty.
  for (const piece of line.pieces)
    result += line.text.slice(Math.max(start, piece.start), Math.min(end, piece.end));
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
