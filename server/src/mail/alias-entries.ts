// The entries of alias and mailbox tables, by key: virtual(5) tables, which cleanup(8) reads, aliases(5), which
// local(8) reads, and the tables of virtual(8).

import { tableType } from '../catalog/table-types.ts';
import { expandedValue } from '../instance/expanded-values.ts';
import type { Instance, Location } from '../instance/instance.ts';
import type { TableContext, TableFile, Tables } from '../instance/table-files.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import { memoize } from '../syntax/memoize.ts';
import { type AliasDestination, destinationsIn, parseAddresses } from '../syntax/tables/aliases.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import { LogicalText } from '../syntax/tables/logical.ts';
import type { Chunk, SourceText, Span } from '../syntax/text.ts';
import type { TableReference } from '../syntax/value.ts';
import { fileOf } from './table-source.ts';

/** One address in the result of an alias. */
export interface AliasTarget extends Span {
  /** Without quotes, in lower case. */
  readonly text: string;
}

/** Offsets count from the start of the file. */
export interface AliasEntry {
  readonly key: Span;
  /** The addresses alone: no commands, files, and lists, and nothing after a backslash (`\user`). */
  readonly targets: readonly AliasTarget[];
}

export interface AliasTable {
  readonly uri: string;
  /** By key in lower case. */
  readonly entries: ReadonlyMap<string, AliasEntry>;
}

/** Longer tables are usually generated. */
const maxLength = 500_000;

/**
 * The tables of a parameter in their order; undefined instead of a table that cannot be read entry by entry.
 */
export function aliasTables(
  instance: Instance,
  tables: Tables,
  parameter: 'virtual_alias_maps' | 'alias_maps' | 'virtual_mailbox_maps',
): readonly (AliasTable | undefined)[] {
  const value = expandedValue(instance, parameter);
  if (value === undefined || value.expansion.problems.length > 0) return [undefined];
  const isForLocal = parameter === 'alias_maps';
  return value.nodes.map((node) => {
    const file = node.kind === 'table' ? keyedFile(tables, node) : undefined;
    return file !== undefined && (file.role === 'alias') === isForLocal ? tableOf(file) : undefined;
  });
}

/** The readable source of an indexed file or a texthash: table, also after proxy:. */
export function keyedFile(tables: Tables, reference: TableReference): TableFile | undefined {
  const { type, tables: inner } = reference;
  if (type.text === 'proxy' && inner[0] !== undefined) return keyedFile(tables, inner[0]);
  const facts = tableType(type.text);
  return facts?.name === 'file' && facts.content === 'key-value' ? fileOf(tables, reference) : undefined;
}

function tableOf({ uri, context, tree: { text } }: TableFile): AliasTable | undefined {
  const entries = text.length > maxLength ? undefined : entriesOf(text, context);
  return entries && { uri, entries };
}

const entriesOf = memoize((text: SourceText, context: TableContext): ReadonlyMap<string, AliasEntry> => {
  const all = new Map<string, AliasEntry>();
  for (const [i, chunk] of text.chunks.entries()) {
    const base = text.chunkStart(i);
    for (const { name, key, targets } of chunkEntries(chunk, context)) {
      // postmap(1) and postalias(1) keep the first of several equal keys.
      if (!all.has(name)) all.set(name, { key: moved(key, base), targets: targets.map(movedTarget(base)) });
    }
  }
  return all;
});

interface NamedEntry extends AliasEntry {
  readonly name: string;
}

/** Offsets count from the start of the chunk. */
const chunkEntries = memoize((chunk: Chunk, context: TableContext): readonly NamedEntry[] => {
  const found: NamedEntry[] = [];
  for (const { item, start } of context.parser.items(chunk)) {
    const entry = entryOf(item, context.role);
    if (entry === undefined) continue;
    const { name, key, targets } = entry;
    found.push({ name, key: moved(key, start), targets: targets.map(movedTarget(start)) });
  }
  return found;
});

function entryOf(item: TableItems[TableLanguage], role: string | undefined): NamedEntry | undefined {
  if (item.kind === 'table-entry') {
    if (item.problem?.skipped) return undefined;
    const { line, key, value } = item;
    const logical = new LogicalText(line);
    const range = logical.range(value);
    const targets =
      role === 'alias'
        ? addressesOf(line, destinationsIn(logical, range))
        : parseAddresses(logical, range).map(lower);
    return { name: key.text.toLowerCase(), key, targets };
  }
  if (item.kind !== 'alias' || item.problem?.skipped || item.name === undefined) return undefined;
  const { line, name, key, destinations } = item;
  return { name: key.toLowerCase(), key: name, targets: addressesOf(line, destinations) };
}

function addressesOf({ text }: LogicalLine, destinations: readonly AliasDestination[]): AliasTarget[] {
  return destinations
    .filter(({ kind, start }) => kind === 'address' && text.charAt(start) !== '\\')
    .map(lower);
}

function lower({ text, start, end }: AliasTarget): AliasTarget {
  return { text: text.toLowerCase(), start, end };
}

function movedTarget(by: number): (target: AliasTarget) => AliasTarget {
  return (target) => ({ text: target.text, ...moved(target, by) });
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

export function locationIn({ uri }: AliasTable, { start, end }: Span): Location {
  return { uri, start, end };
}
