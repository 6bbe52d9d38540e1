// The rules that look at one line of main.cf or master.cf at a time. What they say of a stretch of the text is kept
// with it, as for tables.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import type { Instance, InstanceFile } from '../instance/instance.ts';
import { ChunkMemory } from '../syntax/chunk-memory.ts';
import type { Tree } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import { once } from '../syntax/once.ts';
import type { Chunk } from '../syntax/text.ts';
import type { RuleFailure } from './lines.ts';
import { placed, type RuleFinding } from './placed.ts';
import type { ConfigLineChecks, LineFinding, LinePlace, Rule } from './rule.ts';

/** A finding that counts from the start of its line, and where in its chunk that is. */
interface Kept {
  readonly rule: Rule;
  readonly start: number;
  readonly finding: LineFinding;
}

type Language = keyof ConfigLineChecks;

/** What one set of rules has said. */
type Memory = Readonly<Record<Language, ChunkMemory<readonly Kept[]>>>;

const memoryOf = once<readonly Rule[], Memory>(() => ({
  'postfix-main': new ChunkMemory(),
  'postfix-master': new ChunkMemory(),
}));

/** All that the rules say of single lines, in the order of the text. The same set of rules is the same list each time. */
export function* configLineFindings(
  rules: readonly Rule[],
  { catalog, files: { main, master } }: Instance,
  failed: RuleFailure,
): Generator<RuleFinding> {
  const memory = memoryOf(rules);
  if (main !== undefined) yield* inFile(rules, 'postfix-main', main, catalog, memory, failed);
  if (master !== undefined) yield* inFile(rules, 'postfix-master', master, catalog, memory, failed);
}

function* inFile(
  rules: readonly Rule[],
  language: Language,
  { uri, tree }: InstanceFile<MainItem | MasterItem>,
  catalog: ReleaseCatalog,
  memory: Memory,
  failed: RuleFailure,
): Generator<RuleFinding> {
  let isFirst = true;
  for (const [i, chunk] of tree.text.chunks.entries()) {
    const place = { catalog, isFirst };
    const key = `${catalog.release.order} ${isFirst}`;
    const kept = memory[language].get(key, chunk, () => [
      ...checked(rules, language, tree, chunk, place, failed),
    ]);
    const base = tree.text.chunkStart(i);
    for (const { rule, start, finding } of kept) yield { rule, finding: placed(finding, uri, base + start) };
    // There may be comments alone in it.
    if (isFirst) isFirst = tree.chunkItems(chunk).next().done === true;
  }
}

function* checked(
  rules: readonly Rule[],
  language: Language,
  tree: Tree<MainItem | MasterItem>,
  chunk: Chunk,
  { catalog, isFirst }: LinePlace,
  failed: RuleFailure,
): Generator<Kept> {
  const active = rules.filter((rule) => rule.lines?.[language] !== undefined);
  let place = { catalog, isFirst };
  for (const { item, start } of tree.chunkItems(chunk)) {
    for (const rule of active) {
      // The language of the check, of the item and of the file is one and the same.
      const check = rule.lines?.[language] as (item: unknown, place: LinePlace) => Iterable<LineFinding>;
      try {
        for (const finding of check(item, place)) yield { rule, start, finding };
      } catch (error) {
        failed(rule.code, error);
      }
    }
    place = { catalog, isFirst: false };
  }
}
