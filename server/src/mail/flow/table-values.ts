// The results of the tables that a parameter names, each different result once.

import { tableType } from '../../catalog/table-types.ts';
import { type ChunkItems, chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Location } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { isWrittenInPlace, tablesInPlace } from '../../instance/tables-in-place.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { MailSystem } from '../relay.ts';

/** One result, and the lines that have it. */
export interface TableResult {
  readonly text: string;
  /** The left-hand side of the first line. */
  readonly key: string;
  readonly count: number;
  /** The result in the first line. */
  readonly at: Location;
}

export interface TableResults {
  readonly results: readonly TableResult[];
  /** The tables whose contents are unknown, as written. */
  readonly unreadable: readonly { readonly text: string; readonly at: Location | undefined }[];
}

/** The tables of a parameter of main.cf. */
export function tableResults({ instance, tables }: MailSystem, parameter: string): TableResults {
  const value = expandedValue(instance, parameter);
  const found = new Map<string, TableResult>();
  const unreadable: { text: string; at: Location | undefined }[] = [];
  for (const node of value?.nodes ?? []) {
    if (value === undefined || node.kind !== 'table') continue;
    const reference = value.expansion.text.slice(node.start, node.end);
    const at = value.locate(node);
    const fixed = fixedResult(node);
    const files = fixed === undefined ? readable(node) : [];
    if (fixed !== undefined && at !== undefined) add({ text: fixed, key: 'all', count: 1, at });
    if (files === undefined) unreadable.push({ text: reference, at });
    for (const file of files ?? []) for (const result of resultsIn(file)) add(placed(result, at));
  }
  return { results: [...found.values()], unreadable };

  function add(result: TableResult): void {
    const known = found.get(result.text);
    found.set(result.text, known === undefined ? result : { ...known, count: known.count + result.count });
  }

  function readable(node: TableReference): readonly TableFile[] | undefined {
    const { type, name } = node;
    const inner = node.tables.map(readable);
    if (inner.length > 0) return inner.every((files) => files !== undefined) ? inner.flat() : undefined;
    const text = value?.expansion.text.slice(node.start, node.end);
    const inPlace = [...tablesInPlace(instance).values()].find(
      ({ table }) => table.uses[0]?.reference === text,
    );
    if (inPlace !== undefined) return [inPlace.table];
    const facts = tableType(type.text);
    const file = facts?.name === 'file' && facts.content !== 'none' ? tables.file(name.text) : undefined;
    return file && [file];
  }
}

/** `static:` has one result for all keys. */
function fixedResult({ type, name }: TableReference): string | undefined {
  if (type.text !== 'static') return undefined;
  return name.text.startsWith('{') ? name.text.slice(1, -1).trim() : name.text;
}

/** A table written in a value has no lines, so its results are at the value. */
function placed(result: TableResult, at: Location | undefined): TableResult {
  return isWrittenInPlace(result.at) && at !== undefined ? { ...result, at } : result;
}

interface ChunkResult {
  readonly text: string;
  readonly key: string;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

const chunkResults = chunkFacts<readonly ChunkResult[]>((items: ChunkItems) => {
  const found = new Map<string, ChunkResult>();
  for (const { item, start } of items) {
    const result = resultOf(item);
    if (result === undefined) continue;
    const text = result.name.text.trim();
    const known = found.get(text);
    const place = { start: start + result.name.start, end: start + result.name.end };
    found.set(
      text,
      known === undefined
        ? { text, key: keyOf(item), count: 1, ...place }
        : { ...known, count: known.count + 1 },
    );
  }
  return [...found.values()];
});

function* resultsIn(table: TableFile): Generator<TableResult> {
  for (const { fact, base } of chunkResults(table)) {
    for (const { text, key, count, start, end } of fact)
      yield { text, key, count, at: { uri: table.uri, start: base + start, end: base + end } };
  }
}

function keyOf(item: TableItems[TableLanguage]): string {
  if (item.kind === 'table-entry') return item.key.text;
  if (item.kind !== 'rule') return '';
  const span = 'network' in item ? item.network : item.pattern;
  return span === undefined ? '' : item.line.text.slice(span.start, span.end);
}
