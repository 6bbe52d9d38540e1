// Facts gathered from the lines of a table, cached for each chunk of its text. A keystroke costs only the lines around
// it, however large the table is.

import type { Placed } from '../syntax/lines.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { Chunk } from '../syntax/text.ts';
import type { TableContext, TableText } from './table-files.ts';

/** The logical lines of one chunk; offsets count from the chunk's start. */
export type ChunkItems = Iterable<Placed<TableItems[TableLanguage]>>;

/**
 * Makes a function that returns the facts of each chunk of a table, in order, with the offset of the chunk's start.
 * @param gather must depend only on its arguments
 */
export function chunkFacts<Fact>(
  gather: (items: ChunkItems, context: TableContext) => Fact,
): (table: Pick<TableText, 'context' | 'tree'>) => Generator<{ readonly fact: Fact; readonly base: number }> {
  const factOf = memoize((chunk: Chunk, context: TableContext) =>
    gather(context.parser.items(chunk), context),
  );
  return function* ({ context, tree: { text } }) {
    for (const [i, chunk] of text.chunks.entries())
      yield { fact: factOf(chunk, context), base: text.chunkStart(i) };
  };
}
