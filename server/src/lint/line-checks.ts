// Checks of single lines. The findings of each chunk of text are kept by context, so a keystroke affects only the chunk
// it is in, whether in main.cf or in a table with a million lines.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import type { Instance, InstanceFile } from '../instance/instance.ts';
import type { TableContext, TableFile } from '../instance/table-files.ts';
import type { ChunkParser } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Chunk } from '../syntax/text.ts';
import { type Attempt, checksFor } from './attempt.ts';
import { placed, type RuleFinding } from './placement.ts';
import type { Check, ConfigItems, LineContext, LineFinding, Rule } from './rule.ts';

/** A finding with offsets from the start of its line. */
interface ItemFinding {
  readonly rule: Rule;
  readonly finding: LineFinding;
}

/** The same, and the offset of the line in the chunk. */
interface ChunkFinding extends ItemFinding {
  readonly start: number;
}

type AnyLineCheck = Check<unknown, LineContext | TableContext, LineFinding>;

export class LineChecks {
  private readonly ofChunk = memoize(
    (chunk: Chunk, first: LineContext | TableContext, rules: readonly Rule[]): readonly ChunkFinding[] => {
      const found: ChunkFinding[] = [];
      const checks = lineChecks(rules, first.language);
      let context = first;
      for (const { item, start } of context.parser.items(chunk)) {
        const ofItem =
          'isFirst' in context
            ? this.ofSetting(item as MainItem | MasterItem, context, rules)
            : this.ofItem(item, context, checks);
        for (const { rule, finding } of ofItem) found.push({ rule, start, finding });
        context = afterFirst(context);
      }
      return found;
    },
  );

  /** A keystroke keeps the other items of its chunk. Tables have too many items to keep something for each of them. */
  private readonly ofSetting = memoize(
    (item: MainItem | MasterItem, context: LineContext, rules: readonly Rule[]) =>
      this.ofItem(item, context, lineChecks(rules, context.language)),
  );

  constructor(private readonly attempt: Attempt) {}

  private ofItem(
    item: unknown,
    context: LineContext | TableContext,
    checks: readonly (readonly [Rule, AnyLineCheck])[],
  ): readonly ItemFinding[] {
    let found: ItemFinding[] | undefined;
    for (const [rule, check] of checks) {
      for (const finding of this.attempt(rule, check, item, context)) {
        found ??= [];
        found.push({ rule, finding });
      }
    }
    return found ?? nothing;
  }

  /** What the rules find in the lines of main.cf and master.cf, in the order of the text. Yields after each chunk. */
  *inConfiguration(
    rules: readonly Rule[],
    { catalog, files: { main, master } }: Instance,
  ): Generator<readonly RuleFinding[]> {
    if (main !== undefined) yield* this.inFile(rules, 'postfix-main', main, catalog);
    if (master !== undefined) yield* this.inFile(rules, 'postfix-master', master, catalog);
  }

  /** What the rules find in the lines of a table, in the order of the text. Yields after each chunk. */
  *inTable(rules: readonly Rule[], { context, uri, tree }: TableFile): Generator<readonly RuleFinding[]> {
    if (lineChecks(rules, context.language).length === 0) return;
    for (const [i, chunk] of tree.text.chunks.entries())
      yield placedIn(this.ofChunk(chunk, context, rules), uri, tree.text.chunkStart(i));
  }

  private *inFile(
    rules: readonly Rule[],
    language: keyof ConfigItems,
    { uri, tree }: InstanceFile<MainItem | MasterItem>,
    catalog: ReleaseCatalog,
  ): Generator<readonly RuleFinding[]> {
    let isFirst = true;
    for (const [i, chunk] of tree.text.chunks.entries()) {
      const context = contextOf(catalog, tree.parser, language, isFirst);
      yield placedIn(this.ofChunk(chunk, context, rules), uri, tree.text.chunkStart(i));
      // A chunk may consist of comments.
      if (isFirst) isFirst = tree.chunkItems(chunk).next().done === true;
    }
  }
}

const contextOf = memoize(
  (
    catalog: ReleaseCatalog,
    parser: ChunkParser<MainItem | MasterItem>,
    language: keyof ConfigItems,
    isFirst: boolean,
  ): LineContext => ({ catalog, release: catalog.release, parser, language, isFirst }),
);

function afterFirst(context: LineContext | TableContext): LineContext | TableContext {
  if (!('isFirst' in context) || !context.isFirst) return context;
  return contextOf(context.catalog, context.parser, context.language, false);
}

const lineChecks = memoize(
  (rules: readonly Rule[], language: LineContext['language'] | TableContext['language']) =>
    // A check of a language gets items and contexts of that language.
    checksFor(rules, (rule) => rule.lines?.[language] as AnyLineCheck | undefined),
);

function placedIn(found: readonly ChunkFinding[], uri: string, base: number): readonly RuleFinding[] {
  if (found.length === 0) return none;
  return found.map(({ rule, start, finding }) => ({ rule, finding: placed(finding, uri, base + start) }));
}

const none: readonly RuleFinding[] = [];
const nothing: readonly ItemFinding[] = [];
