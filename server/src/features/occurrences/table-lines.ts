// Lookup tables: the spots of one line, by the language of the file.

import { databaseKey } from '../../catalog/database-keys.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { Alias } from '../../syntax/tables/aliases.ts';
import type { CidrItem, Network } from '../../syntax/tables/cidr.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import type { Pattern, PatternItem } from '../../syntax/tables/patterns.ts';
import type { Span } from '../../syntax/text.ts';
import { spanOf } from './placing.ts';
import { ofResult } from './results.ts';
import type { Spot, ValuePlace } from './spot.ts';
import { inValue } from './values.ts';

/** Where a line stands. */
interface Place {
  readonly instance: Instance;
  readonly table: TableFile;
  readonly base: number;
}

export function ofTableEntry(place: Place, { key, value, line }: TableEntry): Spot[] {
  const { table } = place;
  const spots: Spot[] = key.text === '' ? [] : [{ kind: 'key', key, table, at: spanOf(key) }];
  return [...spots, ...ofResult({ ...place, line }, value)];
}

export function ofAlias(table: TableFile, { name, colon, destinations }: Alias): Spot[] {
  return [
    ...(name === undefined ? [] : [{ kind: 'key', key: name, table, at: spanOf(name) } as const]),
    ...(colon === undefined ? [] : [{ kind: 'colon', table, at: spanOf(colon) } as const]),
    ...destinations.map(
      (destination) => ({ kind: 'destination', destination, table, at: spanOf(destination) }) as const,
    ),
  ];
}

export function ofCidrLine(place: Place, item: CidrItem): Spot[] {
  const { table } = place;
  switch (item.kind) {
    case 'rule':
      return [...ofNetwork(table, item.network), ...ofResult({ ...place, line: item.line }, item.value)];
    case 'if':
      return [
        { kind: 'statement', word: 'if', table, at: spanOf(item.keyword) },
        ...(item.network === undefined ? [] : ofNetwork(table, item.network)),
      ];
    case 'endif':
      return [{ kind: 'statement', word: 'endif', table, at: spanOf(item.keyword) }];
    case 'nonsense':
      return [];
  }
}

function ofNetwork(table: TableFile, network: Network): Spot[] {
  return [
    { kind: 'network', network, table, at: spanOf(network) },
    ...negations(table, network.negations, network.negated),
  ];
}

export function* ofPatternLine(place: Place, item: PatternItem): Generator<Spot> {
  const { table } = place;
  switch (item.kind) {
    case 'rule': {
      const { pattern, second, replacement, line } = item;
      if (pattern === undefined) return;
      yield* ofPattern(table, line, pattern);
      if (second !== undefined) yield* ofPattern(table, line, second, true);
      if (replacement === undefined) return;
      yield* ofResult({ ...place, line }, replacement, true);
      for (const part of replacement.parts) {
        if (part.kind === 'group-reference')
          yield { kind: 'group-reference', reference: part, pattern, table, at: spanOf(part) };
      }
      return;
    }
    case 'if':
      yield { kind: 'statement', word: 'if', table, at: spanOf(item.keyword) };
      if (item.pattern !== undefined) yield* ofPattern(table, item.line, item.pattern);
      return;
    case 'endif':
      yield { kind: 'statement', word: 'endif', table, at: spanOf(item.keyword) };
      return;
    case 'nonsense':
      return;
  }
}

function ofPattern(table: TableFile, { text }: LogicalLine, pattern: Pattern, second = false): Spot[] {
  const dialect = table.type === 'pcre' ? 'pcre' : 'regexp';
  const { open, close, source, flags } = pattern;
  const delimiters = close === undefined ? [open] : [open, close];
  return [
    { kind: 'pattern', pattern, dialect, second, table, at: spanOf(pattern) },
    ...negations(table, pattern.negations, pattern.negated),
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

function negations(table: TableFile, places: readonly Span[], negated: boolean): Spot[] {
  return places.map((at) => ({ kind: 'negation', negated, table, at: spanOf(at) }));
}

export function ofClientSetting({ table, base }: Omit<Place, 'instance'>, entry: Entry): Spot[] {
  const { text: name } = entry.name;
  const client = table.type;
  const type = (client === undefined ? undefined : databaseKey(client, name)?.type) ?? {
    type: 'text',
  };
  const value: ValuePlace = {
    parameter: name,
    type,
    text: entry.line.masked,
    base,
    span: entry.value,
    table,
  };
  return [
    { kind: 'client-setting', name, client, entry, at: spanOf(entry.name) },
    ...inValue(value),
    ...(type.type === 'query' ? substitutions(value) : []),
  ];
}

/** db_common.c: a percent sign and the character behind it. */
function substitutions(value: ValuePlace): Spot[] {
  const { text, span } = value;
  const spots: Spot[] = [];
  for (let at = text.indexOf('%', span.start); at >= 0 && at + 1 < span.end; at = text.indexOf('%', at + 2))
    spots.push({ kind: 'substitution', text: text.slice(at, at + 2), value, at: { start: at, end: at + 2 } });
  return spots;
}
