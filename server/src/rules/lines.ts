// The rules that look at one line of a table at a time. What they say of a stretch of the text is kept with it, so
// that a keystroke in a million lines costs the lines around it.

import type { TableFile } from '../instance/table-files.ts';
import { actionRole } from '../instance/table-results.ts';
import { ChunkMemory } from '../syntax/chunk-memory.ts';
import type { Chunk } from '../syntax/text.ts';
import { placed, type RuleFinding } from './placed.ts';
import type { LineFinding, Rule } from './rule.ts';

/** A finding that counts from the start of its chunk. */
interface Kept {
  readonly rule: Rule;
  readonly start: number;
  readonly finding: LineFinding;
}

/** What goes wrong in one rule must not silence the others. */
export type RuleFailure = (code: string, error: unknown) => void;

const memory = new ChunkMemory<readonly Kept[]>();

/** All that the line rules say of a table, in the order of the text. `release` is the target's name. */
export function* lineFindings(
  rules: readonly Rule[],
  table: TableFile,
  release: string,
  failed: RuleFailure,
): Generator<RuleFinding> {
  const active = rules.filter((rule) => rule.lines?.[table.language] !== undefined);
  if (active.length === 0) return;
  const { uri } = table;
  const { text } = table.tree;
  const key = [
    table.language,
    table.type,
    table.role,
    // The role by which results are read depends on the parameter that names the table.
    actionRole(table),
    release,
    ...active.map(({ code }) => code),
  ].join(' ');
  for (const [i, chunk] of text.chunks.entries()) {
    const findings = memory.get(key, chunk, () => [...checked(active, table, chunk, failed)]);
    const base = text.chunkStart(i);
    for (const { rule, start, finding } of findings)
      yield { rule, finding: placed(finding, uri, base + start) };
  }
}

function* checked(
  rules: readonly Rule[],
  table: TableFile,
  chunk: Chunk,
  failed: RuleFailure,
): Generator<Kept> {
  for (const { item, start } of table.tree.chunkItems(chunk)) {
    for (const rule of rules) {
      // The language of the check, of the item and of the table is one and the same.
      const check = rule.lines?.[table.language] as (
        item: unknown,
        table: TableFile,
      ) => Iterable<LineFinding>;
      try {
        for (const finding of check(item, table)) yield { rule, start, finding };
      } catch (error) {
        failed(rule.code, error);
      }
    }
  }
}
