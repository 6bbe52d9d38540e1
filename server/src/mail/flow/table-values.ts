// The results of the tables that a parameter names, each different result once.

import { tableType } from '../../catalog/table-types.ts';
import { type ChunkItems, chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Location } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { tablesInPlace } from '../../instance/tables-in-place.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { Span } from '../../syntax/text.ts';
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
    const tablesOf = fixed === undefined ? sources(node) : [];
    if (fixed !== undefined && at !== undefined) add({ text: fixed, key: 'all', count: 1, at });
    if (tablesOf === undefined) unreadable.push({ text: reference, at });
    for (const source of tablesOf ?? []) for (const result of resultsIn(source)) add(result);
  }
  return { results: [...found.values()], unreadable };

  function add(result: TableResult): void {
    const known = found.get(result.text);
    found.set(result.text, known === undefined ? result : { ...known, count: known.count + result.count });
  }

  /** The tables that a reference leads to; undefined if the contents of one of them are unknown. */
  function sources(node: TableReference): readonly TableSource[] | undefined {
    const { type, name } = node;
    const [inner, ...others] = node.tables;
    // The result of several tables together is not a line of one of them.
    if (inner !== undefined) return others.length === 0 ? sources(inner) : undefined;
    const text = value?.expansion.text.slice(node.start, node.end);
    const inPlace = [...tablesInPlace(instance).values()].find(
      ({ table }) => table.uses[0]?.reference === text,
    );
    if (inPlace !== undefined) {
      const { table, value: list, at, inValue } = inPlace;
      return [{ table, locate: (span) => list.locate(inValue(span)) ?? at }];
    }
    const facts = tableType(type.text);
    const file = facts?.name === 'file' && facts.content !== 'none' ? tables.file(name.text) : undefined;
    return file && [{ table: file, locate: ({ start, end }) => ({ uri: file.uri, start, end }) }];
  }
}

/** A table whose lines are known, in a file or in a value. */
interface TableSource {
  readonly table: TableFile;
  locate(span: Span): Location;
}

/** `static:` has one result for all keys. */
function fixedResult({ type, name }: TableReference): string | undefined {
  if (type.text !== 'static') return undefined;
  return name.text.startsWith('{') ? name.text.slice(1, -1).trim() : name.text;
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

function* resultsIn({ table, locate }: TableSource): Generator<TableResult> {
  for (const { fact, base } of chunkResults(table)) {
    for (const { text, key, count, start, end } of fact)
      yield { text, key, count, at: locate({ start: base + start, end: base + end }) };
  }
}

function keyOf(item: TableItems[TableLanguage]): string {
  if (item.kind === 'table-entry') return item.key.text;
  if (item.kind !== 'rule') return '';
  const span = 'network' in item ? item.network : item.pattern;
  return span === undefined ? '' : item.line.text.slice(span.start, span.end);
}
