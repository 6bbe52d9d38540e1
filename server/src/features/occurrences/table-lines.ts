// Lookup tables: the occurrences in one line, by the language of the file.

import { databaseKey } from '../../catalog/database-keys.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import { type Alias, type AliasDestination, destinationsIn } from '../../syntax/tables/aliases.ts';
import type { CidrItem, Network } from '../../syntax/tables/cidr.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import { LogicalText } from '../../syntax/tables/logical.ts';
import type { Pattern, PatternItem } from '../../syntax/tables/patterns.ts';
import type { Span } from '../../syntax/text.ts';
import type { Occurrence, PlacedValue } from './occurrence.ts';
import { spanOf } from './placing.ts';
import { resultOccurrences } from './results.ts';
import { valueOccurrences } from './values.ts';

/** The table that a line is in, and where the line begins in the document. */
interface LineContext {
  readonly instance: Instance;
  readonly table: TableFile;
  readonly base: number;
}

export function tableEntryOccurrences(context: LineContext, { key, value, line }: TableEntry): Occurrence[] {
  const { table } = context;
  const occurrences: Occurrence[] = key.text === '' ? [] : [{ kind: 'key', key, table, at: spanOf(key) }];
  if (table.role === 'alias') {
    const logical = new LogicalText(line);
    return [...occurrences, ...destinationOccurrences(table, destinationsIn(logical, logical.range(value)))];
  }
  return [...occurrences, ...resultOccurrences({ ...context, line }, value)];
}

export function aliasOccurrences(table: TableFile, { name, key, colon, destinations }: Alias): Occurrence[] {
  return [
    ...(name === undefined
      ? []
      : [{ kind: 'key', key: { ...name, text: key }, table, at: spanOf(name) } as const]),
    ...(colon === undefined ? [] : [{ kind: 'colon', table, at: spanOf(colon) } as const]),
    ...destinationOccurrences(table, destinations),
  ];
}

function destinationOccurrences(table: TableFile, destinations: readonly AliasDestination[]): Occurrence[] {
  return destinations.map((destination) => ({
    kind: 'destination',
    destination,
    table,
    at: spanOf(destination),
  }));
}

export function cidrLineOccurrences(context: LineContext, item: CidrItem): Occurrence[] {
  const { table } = context;
  switch (item.kind) {
    case 'rule':
      return [
        ...networkOccurrences(table, item.network),
        ...resultOccurrences({ ...context, line: item.line }, item.value),
      ];
    case 'if':
      return [
        { kind: 'statement', word: 'if', table, at: spanOf(item.keyword) },
        ...(item.network === undefined ? [] : networkOccurrences(table, item.network)),
      ];
    case 'endif':
      return [{ kind: 'statement', word: 'endif', table, at: spanOf(item.keyword) }];
    case 'nonsense':
      return [];
  }
}

function networkOccurrences(table: TableFile, network: Network): Occurrence[] {
  return [
    { kind: 'network', network, table, at: spanOf(network) },
    ...negationOccurrences(table, network.negations, network.negated),
  ];
}

export function* patternLineOccurrences(context: LineContext, item: PatternItem): Generator<Occurrence> {
  const { table } = context;
  switch (item.kind) {
    case 'rule': {
      const { pattern, second, replacement, line } = item;
      if (pattern === undefined) return;
      yield* patternOccurrences(table, line, pattern);
      if (second !== undefined) yield* patternOccurrences(table, line, second, true);
      if (replacement === undefined) return;
      yield* resultOccurrences({ ...context, line }, replacement, true);
      for (const part of replacement.parts) {
        if (part.kind === 'group-reference')
          yield { kind: 'group-reference', reference: part, pattern, table, at: spanOf(part) };
      }
      return;
    }
    case 'if':
      yield { kind: 'statement', word: 'if', table, at: spanOf(item.keyword) };
      if (item.pattern !== undefined) yield* patternOccurrences(table, item.line, item.pattern);
      return;
    case 'endif':
      yield { kind: 'statement', word: 'endif', table, at: spanOf(item.keyword) };
      return;
    case 'nonsense':
      return;
  }
}

function patternOccurrences(
  table: TableFile,
  { text }: LogicalLine,
  pattern: Pattern,
  second = false,
): Occurrence[] {
  const dialect = table.type === 'pcre' ? 'pcre' : 'regexp';
  const { open, close, source, flags } = pattern;
  const delimiters = close === undefined ? [open] : [open, close];
  return [
    { kind: 'pattern', pattern, dialect, second, table, at: spanOf(pattern) },
    ...negationOccurrences(table, pattern.negations, pattern.negated),
    ...delimiters.map(
      ({ start, end }) =>
        ({ kind: 'delimiter', text: text.slice(start, end), pattern, table, at: { start, end } }) as const,
    ),
    ...(source.start === source.end
      ? []
      : [{ kind: 'expression', pattern, dialect, table, at: spanOf(source) } as const]),
    ...flags.map(
      (flag) => ({ kind: 'pattern-flag', flag, pattern, dialect, table, at: spanOf(flag) }) as const,
    ),
  ];
}

function negationOccurrences(table: TableFile, places: readonly Span[], negated: boolean): Occurrence[] {
  return places.map((at) => ({ kind: 'negation', negated, table, at: spanOf(at) }));
}

export function databaseSettingOccurrences(
  { table, base }: Omit<LineContext, 'instance'>,
  entry: Entry,
): Occurrence[] {
  const { text: name } = entry.name;
  const tableType = table.type;
  const type = (tableType === undefined ? undefined : databaseKey(tableType, name)?.type) ?? {
    type: 'text',
  };
  const value: PlacedValue = {
    parameter: name,
    type,
    text: entry.line.masked,
    base,
    span: entry.value,
    table,
  };
  return [
    { kind: 'database-setting', name, tableType, entry, at: spanOf(entry.name) },
    ...valueOccurrences(value),
    ...(type.type === 'query' ? placeholderOccurrences(value) : []),
  ];
}

/** db_common.c: a percent sign and the next character. */
function placeholderOccurrences(value: PlacedValue): Occurrence[] {
  const { text, span } = value;
  const occurrences: Occurrence[] = [];
  for (let at = text.indexOf('%', span.start); at >= 0 && at + 1 < span.end; at = text.indexOf('%', at + 2))
    occurrences.push({
      kind: 'placeholder',
      text: text.slice(at, at + 2),
      value,
      at: { start: at, end: at + 2 },
    });
  return occurrences;
}
