// A document's text as an immutable sequence of chunks. Every chunk except the first begins at the start of a logical
// line, so each chunk can be parsed by itself. The cost of an edit depends on the chunks that it touches, not on the
// file.

import { isSpace } from './chars.ts';
import { Memory } from './memoize.ts';

/** A range of text in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A position as in the Language Server Protocol: both numbers start at 0, in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Replaces a span of the text. Offsets refer to the text before the edit. */
export interface TextEdit extends Span {
  readonly text: string;
}

/**
 * The size at which the chunks of a text are cut if a logical line allows it. A longer logical line makes a longer chunk.
 * A keystroke costs the work on one chunk and a little for each of the others, so both their size and their number
 * should be small.
 */
function chunkSize(length: number): number {
  return Math.max(1024, Math.ceil(2 * Math.sqrt(length)));
}

export class Chunk extends Memory {
  private starts: Uint32Array | undefined;
  /** The chunk that this one was made from, until this one is parsed. Most of their lines are the same. */
  origin: Chunk | undefined;

  constructor(
    readonly text: string,
    /** The number of line breaks in the chunk. */
    readonly lineEnds: number,
  ) {
    super();
  }

  /** Offsets from the chunk's start at which its physical lines begin. */
  get lineStarts(): Uint32Array {
    if (this.starts === undefined) {
      const starts = new Uint32Array(this.lineEnds + 1);
      let line = 0;
      eachLineStart(this.text, (at) => {
        starts[++line] = at;
      });
      this.starts = starts;
    }
    return this.starts;
  }
}

/** Calls `visit` with the offset after each line break. Editors recognize LF, CR LF, and a lone CR. */
function eachLineStart(text: string, visit: (start: number) => void): void {
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) visit(at + 1);
    return;
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) visit(i + 1);
  }
}

function countLineEnds(text: string): number {
  let count = 0;
  eachLineStart(text, () => count++);
  return count;
}

/** Whether a logical line begins at this offset: no white space, comment, or end of text is there (readlline.c). */
export function beginsLogicalLine(text: string, at: number): boolean {
  return at < text.length && text.charCodeAt(at) !== 35 && !isSpace(text.charCodeAt(at));
}

function split(text: string, size: number): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  while (text.length - start > size) {
    let cut = text.indexOf('\n', start + size) + 1;
    while (cut > 0 && !beginsLogicalLine(text, cut)) cut = text.indexOf('\n', cut) + 1;
    if (cut <= 0) break;
    chunks.push(chunk(text.slice(start, cut)));
    start = cut;
  }
  if (start < text.length) chunks.push(chunk(text.slice(start)));
  return chunks;
}

function chunk(text: string): Chunk {
  return new Chunk(text, countLineEnds(text));
}

export class SourceText extends Memory {
  private readonly offsets: Int32Array;
  private readonly lines: Int32Array;
  /** In UTF-16 code units. */
  readonly length: number;

  private constructor(readonly chunks: readonly Chunk[]) {
    super();
    this.offsets = new Int32Array(chunks.length + 1);
    this.lines = new Int32Array(chunks.length + 1);
    let offset = 0;
    let line = 0;
    chunks.forEach((c, i) => {
      this.offsets[i] = offset;
      this.lines[i] = line;
      offset += c.text.length;
      line += c.lineEnds;
    });
    this.offsets[chunks.length] = offset;
    this.lines[chunks.length] = line;
    this.length = offset;
  }

  static of(text: string): SourceText {
    return new SourceText(split(text, chunkSize(text.length)));
  }

  /** The number of physical lines. A text without line breaks has one. */
  get lineCount(): number {
    return (this.lines[this.chunks.length] ?? 0) + 1;
  }

  /** The line break to write in this text. */
  get lineBreak(): '\n' | '\r\n' {
    return this.chunks[0]?.text.includes('\r\n') ? '\r\n' : '\n';
  }

  override toString(): string {
    return this.chunks.map((c) => c.text).join('');
  }

  slice(start: number, end: number): string {
    let result = '';
    for (let i = this.chunkIndexAt(start); i < this.chunks.length && this.chunkStart(i) < end; i++) {
      const base = this.chunkStart(i);
      result += this.chunks[i]?.text.slice(Math.max(0, start - base), end - base) ?? '';
    }
    return result;
  }

  /** The offset at which a chunk begins. */
  chunkStart(index: number): number {
    return this.offsets[index] ?? this.length;
  }

  /** The index of the chunk that contains an offset; the last chunk for the end of the text; 0 for an empty text. */
  chunkIndexAt(offset: number): number {
    return lastAtOrBefore(this.offsets, this.chunks.length, offset);
  }

  /** An offset past the text is treated as its end. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.length));
    const index = this.chunkIndexAt(at);
    const starts = this.chunks[index]?.lineStarts;
    if (starts === undefined) return { line: 0, character: 0 };
    const within = at - this.chunkStart(index);
    const line = lastAtOrBefore(starts, starts.length, within);
    return { line: (this.lines[index] ?? 0) + line, character: within - (starts[line] ?? 0) };
  }

  /** A character past the end of a line is treated as the line's end, and a line past the text as the text's end. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.length;
    const start = this.lineStart(position.line);
    const end = position.line + 1 < this.lineCount ? this.lineStart(position.line + 1) : this.length;
    const text = this.slice(start, end);
    const length = text.replace(/(\r\n|\n|\r)$/, '').length;
    return start + Math.max(0, Math.min(position.character, length));
  }

  /** The offset at which a physical line begins. */
  lineStart(line: number): number {
    const index = lastAtOrBefore(this.lines, this.chunks.length, line);
    // The first line of a chunk may begin at the end of the chunk before it.
    return this.chunkStart(index) + (this.chunks[index]?.lineStarts[line - (this.lines[index] ?? 0)] ?? 0);
  }

  /**
   * The text after an edit. It shares the chunks that the edit does not touch. If the end comes before the start, the
   * two are swapped.
   */
  edit({ start: one, end: other, text }: TextEdit): SourceText {
    if (this.chunks.length === 0) return SourceText.of(text);
    const start = Math.min(one, other);
    const end = Math.max(one, other);
    let first = this.chunkIndexAt(start);
    let last = this.chunkIndexAt(end);
    const head = this.chunks[first]?.text.slice(0, start - this.chunkStart(first)) ?? '';
    const tail = this.chunks[last]?.text.slice(end - this.chunkStart(last)) ?? '';
    let touched = head + text + tail;
    // The text before must end with a line break, and this text must begin a logical line. Otherwise, it belongs to the
    // chunk before.
    while (first > 0 && !beginsLogicalLine(touched, 0)) {
      first--;
      touched = (this.chunks[first]?.text ?? '') + touched;
    }
    while (last + 1 < this.chunks.length && !touched.endsWith('\n')) {
      last++;
      touched += this.chunks[last]?.text ?? '';
    }
    const size = chunkSize(this.length);
    const fresh = touched.length > 2 * size ? split(touched, size) : touched === '' ? [] : [chunk(touched)];
    const [only] = fresh;
    if (only !== undefined && fresh.length === 1 && first === last) only.origin = this.chunks[first];
    return new SourceText([...this.chunks.slice(0, first), ...fresh, ...this.chunks.slice(last + 1)]);
  }
}

/** The last index whose value is not greater than `value`, in ascending numbers. */
function lastAtOrBefore(row: Int32Array | Uint32Array, length: number, value: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((row[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
