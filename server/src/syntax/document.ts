// A file's syntax tree: its text in chunks, each parsed on first use. A chunk that an edit does not touch keeps its
// parse. In a large file, older parses are dropped and made again on demand.

import { type LogicalLine, type Placed, parseLines, type Trivia } from './lines.ts';
import type { Chunk, SourceText, Span } from './text.ts';

export type LineParser<T> = (line: LogicalLine) => T;

type Pieces<T> = readonly Placed<T | Trivia>[];

/** Parses chunks with one line parser and remembers the result. */
export class ChunkParser<T> {
  /** Earliest first. The weak references let unused chunks be collected. */
  private readonly recent: { readonly chunk: WeakRef<Chunk>; readonly length: number }[] = [];
  /** The length of their texts. */
  private length = 0;

  /**
   * @param limit how much text is remembered, in UTF-16 code units: a parse takes more than ten times the memory of its
   * text
   */
  constructor(
    private readonly parseLine: LineParser<T>,
    private readonly limit?: number,
  ) {}

  /** The chunk's pieces; offsets count from the chunk's start. */
  parse(chunk: Chunk): Pieces<T> {
    const known = chunk.results.get(this) as Pieces<T> | undefined;
    if (known !== undefined) return known;
    const pieces = this.read(chunk);
    chunk.results.set(this, pieces);
    if (this.limit !== undefined) this.remember(chunk, this.limit);
    return pieces;
  }

  private remember(chunk: Chunk, limit: number): void {
    const { length } = chunk.text;
    this.recent.push({ chunk: new WeakRef(chunk), length });
    this.length += length;
    while (this.length > limit && this.recent.length > 1) {
      const earliest = this.recent.shift();
      earliest?.chunk.deref()?.results.delete(this);
      this.length -= earliest?.length ?? 0;
    }
  }

  /** The chunk's logical lines; offsets count from the chunk's start. */
  *items(chunk: Chunk): Generator<Placed<T>> {
    for (const { item, start, end } of this.parse(chunk)) if (!isTrivia(item)) yield { item, start, end };
  }

  private read(chunk: Chunk): Pieces<T> {
    const pieces = parseLines(chunk.text);
    const same = this.unchanged(chunk, pieces);
    chunk.origin = undefined;
    return pieces.map(({ item, start, end }, i) => ({
      item: same(i)?.item ?? (item.kind === 'line' ? this.parseLine(item) : item),
      start,
      end,
    }));
  }

  /** Finds the pieces before and after an edit in the chunk's origin, so that what was found in them can be kept. */
  private unchanged(
    { text, origin }: Chunk,
    pieces: Pieces<LogicalLine>,
  ): (index: number) => Placed<T | Trivia> | undefined {
    const known = origin?.results.get(this) as Pieces<T> | undefined;
    if (origin === undefined || known === undefined) return () => undefined;
    const head = sharedStart(text, origin.text);
    const tail = sharedEnd(text, origin.text);
    const by = text.length - origin.text.length;
    let unused = 0;
    return (index) => {
      const { start, end } = pieces[index] as Placed<unknown>;
      const before = known[index];
      if (before?.start === start && before.end === end && end <= head) {
        unused = index + 1;
        return before;
      }
      const other = index + known.length - pieces.length;
      const after = other < unused ? undefined : known[other];
      return after?.start === start - by && after.end === end - by && text.length - start <= tail
        ? after
        : undefined;
    };
  }
}

function sharedStart(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let length = 0;
  while (length < shorter && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}

function sharedEnd(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let length = 0;
  while (
    length < shorter &&
    one.charCodeAt(one.length - 1 - length) === other.charCodeAt(other.length - 1 - length)
  )
    length++;
  return length;
}

/** The tree of one version of a document. Immutable. */
export class Tree<T> {
  constructor(
    readonly text: SourceText,
    readonly parser: ChunkParser<T>,
  ) {}

  /**
   * Every piece of the file in order, trivia included. The pieces cover the text. Offsets count from the start of the
   * document.
   */
  *pieces(): Generator<Placed<T | Trivia>> {
    for (let i = 0; i < this.text.chunks.length; i++) yield* this.chunkPieces(i);
  }

  /** The logical lines in order. */
  *items(): Generator<Placed<T>> {
    for (const { item, start, end } of this.pieces()) if (!isTrivia(item)) yield { item, start, end };
  }

  /**
   * Calls `visit` with each logical line in order. Used at every keystroke, when the objects of `items` would cost
   * more.
   * @param first the index of the first chunk to visit
   * @param after the index after the last one
   */
  visit(
    visit: (item: T, start: number, end: number) => void,
    first = 0,
    after = this.text.chunks.length,
  ): void {
    const { chunks } = this.text;
    for (let i = first; i < after; i++) {
      const base = this.text.chunkStart(i);
      const pieces = this.parser.parse(chunks[i] as Chunk);
      for (let j = 0; j < pieces.length; j++) {
        const { item, start, end } = pieces[j] as Placed<T | Trivia>;
        if (!isTrivia(item)) visit(item, base + start, base + end);
      }
    }
  }

  /** The logical lines of one chunk of the text; offsets count from the chunk's start. */
  chunkItems(chunk: Chunk): Generator<Placed<T>> {
    return this.parser.items(chunk);
  }

  /** The piece that contains an offset; the last piece for the end of the text. */
  pieceAt(offset: number): Placed<T | Trivia> | undefined {
    const index = this.text.chunkIndexAt(offset);
    const chunk = this.text.chunks[index];
    if (chunk === undefined) return undefined;
    const base = this.text.chunkStart(index);
    const pieces = this.parser.parse(chunk);
    const piece = pieces.find(({ end }) => offset < base + end) ?? pieces.at(-1);
    return piece && { item: piece.item, start: base + piece.start, end: base + piece.end };
  }

  /** The pieces that touch a span of the text, also those that end where it starts. */
  *piecesIn({ start, end }: Span): Generator<Placed<T | Trivia>> {
    for (let i = this.text.chunkIndexAt(Math.max(0, start - 1)); i < this.text.chunks.length; i++) {
      if (this.text.chunkStart(i) > end) return;
      for (const piece of this.chunkPieces(i)) if (piece.end >= start && piece.start <= end) yield piece;
    }
  }

  private *chunkPieces(index: number): Generator<Placed<T | Trivia>> {
    const chunk = this.text.chunks[index];
    if (chunk === undefined) return;
    const base = this.text.chunkStart(index);
    for (const { item, start, end } of this.parser.parse(chunk))
      yield { item, start: base + start, end: base + end };
  }
}

export function isTrivia(item: unknown): item is Trivia {
  const { kind } = item as { kind?: unknown };
  return kind === 'blank' || kind === 'comment';
}
