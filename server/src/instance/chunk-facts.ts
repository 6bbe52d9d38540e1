// Facts gathered from the lines of a table, cached for each chunk of its text. A keystroke costs only the lines around
// it, however large the table is.

import type { Placed } from '../syntax/lines.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { Chunk } from '../syntax/text.ts';
import type { TableContext, TableText } from './table-files.ts';

/** The logical lines of one chunk; offsets count from the chunk's start. */
export type ChunkItems = Iterable<Placed<TableItems[TableLanguage]>>;

/** The facts of one chunk. */
export interface ChunkFact<Fact> {
  readonly fact: Fact;
  /** The offset of the chunk's start. */
  readonly base: number;
  /** To parse again (`context.parser.items`) if its facts do not say enough. */
  readonly chunk: Chunk;
}

/**
 * Makes a function that returns the facts of each chunk of a table, in order.
 * @param gather must depend only on its arguments. The facts are kept, so they should be small compared with the text
 */
export function chunkFacts<Fact>(
  gather: (items: ChunkItems, context: TableContext) => Fact,
): (table: Pick<TableText, 'context' | 'tree'>) => Generator<ChunkFact<Fact>> {
  const factOf = memoize((chunk: Chunk, context: TableContext) =>
    gather(context.parser.items(chunk), context),
  );
  return function* ({ context, tree: { text } }) {
    for (const [i, chunk] of text.chunks.entries())
      yield { fact: factOf(chunk, context), base: text.chunkStart(i), chunk };
  };
}
