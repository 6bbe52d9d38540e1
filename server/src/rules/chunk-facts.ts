// What rules gather from the lines of a table, kept with each stretch of its text: a keystroke costs the lines
// around it, in a table of any size.

import type { TableFile } from '../instance/table-files.ts';
import { actionRole } from '../instance/table-results.ts';
import { ChunkMemory } from '../syntax/chunk-memory.ts';
import type { Placed } from '../syntax/lines.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';

/** The logical lines of one chunk; offsets count from the chunk's start. */
export type ChunkItems = Iterable<Placed<TableItems[TableLanguage]>>;

export class ChunkFacts<Fact> {
  private readonly known = new ChunkMemory<Fact>();

  /** @param gather must look at nothing but the lines, and at the table's language, type, role and the role of its results */
  constructor(private readonly gather: (items: ChunkItems, table: TableFile) => Fact) {}

  /** The fact of each chunk in order, with the offset of the chunk's start. */
  *of(table: TableFile): Generator<{ readonly fact: Fact; readonly base: number }> {
    const { text } = table.tree;
    const key = `${table.language} ${table.type} ${table.role} ${actionRole(table)}`;
    for (const [i, chunk] of text.chunks.entries()) {
      const fact = this.known.get(key, chunk, () => this.gather(table.tree.chunkItems(chunk), table));
      yield { fact, base: text.chunkStart(i) };
    }
  }
}
