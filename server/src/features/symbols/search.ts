// The uses of a symbol in all files of a configuration.

import type { Instance, InstanceFile } from '../../instance/instance.ts';
import { namesOf } from '../../instance/names.ts';
import { parseTcpAddress, portNumber } from '../../instance/ports.ts';
import type { Tables } from '../../instance/table-files.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { resultsInPlace, tablesInPlace } from '../../instance/tables-in-place.ts';
import type { MainItem } from '../../syntax/main-cf.ts';
import type { MasterItem } from '../../syntax/master-cf.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Span } from '../../syntax/text.ts';
import { type Occurrence, occurrencesAt, occurrencesIn } from '../occurrences/index.ts';
import { type Document, type Snapshot, textOf } from '../snapshot.ts';
import { type ConfigurationSymbol, isSame, keyOf, type PlacedUse, type SymbolUse } from './symbol.ts';
import { fileSymbol, usesOf } from './uses.ts';

/** A use at an offset, and the occurrence that contains it, unless only the expanded value shows it. */
export interface FoundUse extends SymbolUse {
  readonly occurrence?: Occurrence;
}

/** The uses whose span contains an offset, the narrowest first. */
export function usesAt(snapshot: Snapshot, offset: number): readonly FoundUse[] {
  return [
    ...occurrencesAt(snapshot, offset).flatMap((occurrence) =>
      usesOf(snapshot, occurrence).map((use) => ({ ...use, occurrence })),
    ),
    ...usesInExpandedValues(snapshot),
  ]
    .filter(({ at }) => offset >= at.start && offset <= at.end)
    .sort((a, b) => a.at.end - a.at.start - (b.at.end - b.at.start));
}

/** The files of the configuration that a symbol can be used in: main.cf, master.cf, and the tables. */
export function documentsOf({ document, instance, tables }: Snapshot): readonly Document[] {
  const { main, master } = instance.files;
  const others: Document[] = [
    ...(main === undefined ? [] : [mainDocument(main)]),
    ...(master === undefined ? [] : [masterDocument(master)]),
    ...tables.all(),
  ];
  return others.some(({ uri }) => uri === document.uri) ? others : [...others, document];
}

/** The same object for the same file, so that what is found in it can be kept. */
const mainDocument = memoize(
  (file: InstanceFile<MainItem>): Document => ({ language: 'postfix-main', ...file }),
);
const masterDocument = memoize(
  (file: InstanceFile<MasterItem>): Document => ({ language: 'postfix-master', ...file }),
);

/** More uses in one table are of no help to a reader. */
const maxUsesInTable = 1000;

/** The uses of a symbol, in the order of the files and of their text; at most 1,000 per table. */
export function findUses(snapshot: Snapshot, symbol: ConfigurationSymbol): Generator<PlacedUse> {
  return everyUse(snapshot, symbol, maxUsesInTable);
}

/** All uses, for changes, which must not leave any out. */
export function* everyUse(
  snapshot: Snapshot,
  symbol: ConfigurationSymbol,
  maxPerTable = Number.POSITIVE_INFINITY,
): Generator<PlacedUse> {
  for (const document of documentsOf(snapshot)) yield* findUsesIn(snapshot, document, symbol, maxPerTable);
}

/** Whether something sets a parameter or refers to it. */
export function isUsed(snapshot: Snapshot, name: string): boolean {
  return findUses(snapshot, { kind: 'parameter', name }).next().done === false;
}

/** Whether something refers to a parameter. */
export function hasReference(snapshot: Snapshot, name: string): boolean {
  for (const { defines } of findUses(snapshot, { kind: 'parameter', name })) if (!defines) return true;
  return false;
}

/** The uses in one file. */
export function* findUsesInFile(
  snapshot: Snapshot,
  uri: string,
  symbol: ConfigurationSymbol,
): Generator<PlacedUse> {
  const document = documentsOf(snapshot).find((each) => each.uri === uri);
  if (document !== undefined) yield* findUsesIn(snapshot, document, symbol, maxUsesInTable);
}

function* findUsesIn(
  snapshot: Snapshot,
  document: Document,
  symbol: ConfigurationSymbol,
  maxPerTable: number,
): Generator<PlacedUse> {
  if (!isTable(document)) {
    yield* usesBySymbol(snapshot.tables, snapshot.instance, document).get(keyOf(symbol)) ?? [];
    return;
  }
  if (symbol.kind === 'group' && document.uri !== symbol.uri) return;
  let count = 0;
  for (const span of spansWith(snapshot, document, symbol)) {
    for (const use of placedUses({ ...snapshot, document }, span)) {
      if (!isSame(use.symbol, symbol)) continue;
      yield use;
      if (++count === maxPerTable) return;
    }
  }
}

/** The uses of all symbols that begin in a span of a file, in the order of the text. */
export function usesIn(snapshot: Snapshot, document: Document, span: Span): Generator<PlacedUse> {
  return placedUses({ ...snapshot, document }, span);
}

/** The uses that begin in a span, in the order of the text, those in expanded values last. */
function* placedUses(snapshot: Snapshot, span: Span): Generator<PlacedUse> {
  const { uri } = snapshot.document;
  const seen = new Set<string>();
  for (const occurrence of occurrencesIn(snapshot, span)) {
    for (const { at, ...use } of usesOf(snapshot, occurrence)) {
      // An occurrence can be part of another one that names the same symbol.
      const key = `${at.start} ${keyOf(use.symbol)}`;
      if (at.start < span.start || at.start >= span.end || seen.has(key)) continue;
      seen.add(key);
      yield { ...use, at: { uri, ...at } };
    }
  }
  for (const { at, defines, symbol } of usesInExpandedValues(snapshot))
    if (at.start >= span.start && at.start < span.end) yield { symbol, at: { uri, ...at }, defines };
}

/** The uses that only the expanded values of main.cf or master.cf show. */
function usesInExpandedValues({ document: { uri }, instance, tables }: Snapshot): readonly FoundUse[] {
  const { main, master } = instance.files;
  const file = main?.uri === uri ? main : master?.uri === uri ? master : undefined;
  return file === undefined ? [] : inExpandedValues(tables, instance, file);
}

const inExpandedValues = memoize(
  (tables: Tables, instance: Instance, file: InstanceFile<unknown>): readonly FoundUse[] => {
    // Several values can contain the same text.
    const found = new Map<string, FoundUse>();
    for (const use of [...tablesByName(instance, file), ...entriesInPlace(tables, instance, file)])
      found.set(`${use.at.start} ${keyOf(use.symbol)}`, use);
    return [...found.values()];
  },
);

/** The files of tables whose type comes from a `$name`: `$default_database_type:/etc/aliases`. */
function* tablesByName(
  instance: Instance,
  { uri, tree: { text } }: InstanceFile<unknown>,
): Generator<FoundUse> {
  for (const { node, value, at: place } of tableReferences(instance)) {
    if (place.uri !== uri || !node.name.text.startsWith('/')) continue;
    const { expansion } = value;
    if ((expansion.originAt(node.type.start)?.via.length ?? 0) === 0) continue;
    if (expansion.originAt(node.end - 1)?.via.length !== 0) continue;
    const end = value.locate({ start: node.end - 1, end: node.end })?.end;
    const symbol = fileSymbol(instance, node.name.text);
    if (end === undefined || symbol === undefined) continue;
    const line = text.lineStart(text.positionAt(end).line);
    yield { symbol, at: { start: line + lastWord(text.slice(line, end)), end }, defines: false };
  }
}

/** Where the last word of a text begins. A brace is part of it only in `${name}`. */
function lastWord(text: string): number {
  let at = text.length;
  while (at > 0 && !/[\s,{=]/.test(text.charAt(at - 1))) {
    if (text.charAt(at - 1) !== '}') {
      at--;
      continue;
    }
    const open = text.lastIndexOf('${', at - 1);
    if (open < 0 || !/^\w+$/.test(text.slice(open + 2, at - 1))) break;
    at = open;
  }
  return at;
}

/** What the entries of tables in place name: `inline:{a=b}`, `static:b`, `randmap:{b, c}`. */
function* entriesInPlace(
  tables: Tables,
  instance: Instance,
  { uri, tree: { text } }: InstanceFile<unknown>,
): Generator<FoundUse> {
  for (const { table, value, at: place, inValue } of [
    ...tablesInPlace(instance).values(),
    ...resultsInPlace(instance),
  ]) {
    if (place.uri !== uri) continue;
    const source = textOf(table);
    const snapshot = { document: table, instance, names: namesOf(instance), tables };
    for (const occurrence of occurrencesIn(snapshot, { start: 0, end: source.length + 1 })) {
      for (const use of usesOf(snapshot, occurrence)) {
        const at = value.locate(inValue(use.at));
        const isWritten =
          at?.uri === uri && text.slice(at.start, at.end) === source.slice(use.at.start, use.at.end);
        // The entries of the table have no place in a file.
        const isOwn = use.symbol.kind !== 'file' && 'uri' in use.symbol && use.symbol.uri === table.uri;
        if (isWritten && !isOwn) yield { ...use, at: { start: at.start, end: at.end }, occurrence };
      }
    }
  }
}

/** All uses in main.cf or master.cf. One version of the configuration is searched once. */
const usesBySymbol = memoize(
  (tables: Tables, instance: Instance, document: Document): ReadonlyMap<string, readonly PlacedUse[]> => {
    const found = new Map<string, PlacedUse[]>();
    const snapshot = { document, instance, names: namesOf(instance), tables };
    for (const use of placedUses(snapshot, { start: 0, end: textOf(document).length + 1 })) {
      const key = keyOf(use.symbol);
      const list = found.get(key);
      if (list === undefined) found.set(key, [use]);
      else list.push(use);
    }
    for (const list of found.values()) list.sort((a, b) => a.at.start - b.at.start);
    return found;
  },
);

function isTable({ language }: Document): boolean {
  return language !== 'postfix-main' && language !== 'postfix-master';
}

/** The parts of a table that can contain a use: the chunks with its text. */
function* spansWith(snapshot: Snapshot, document: Document, symbol: ConfigurationSymbol) {
  const text = textOf(document);
  if (symbol.kind === 'group') {
    const piece = document.language === 'other' ? undefined : document.tree.pieceAt(symbol.pattern);
    if (piece !== undefined) yield { start: piece.start, end: piece.end };
    return;
  }
  // Much faster than a search in a copy in lower case.
  const pattern = wordsOf(snapshot, symbol).map(escaped).join('|');
  const words = new RegExp(pattern, symbol.kind === 'entry' ? 'i' : '');
  for (const [i, chunk] of text.chunks.entries()) {
    if (!words.test(chunk.text)) continue;
    const start = text.chunkStart(i);
    yield { start, end: start + chunk.text.length };
  }
}

function escaped(text: string): string {
  return text.replace(/[^\w\s]/g, '\\$&');
}

/** Every use contains one of these words. */
function wordsOf(
  { instance }: Snapshot,
  symbol: Exclude<ConfigurationSymbol, { readonly kind: 'group' }>,
): readonly string[] {
  switch (symbol.kind) {
    case 'inet-service': {
      const { port } = parseTcpAddress(symbol.name) ?? { port: symbol.name };
      return [port, String(portNumber(instance, port) ?? port)];
    }
    case 'file':
      return [decodeURIComponent(symbol.uri.slice(symbol.uri.lastIndexOf('/') + 1))];
    case 'entry':
      // The address that leads to the entry can be longer, or shorter, by a domain.
      return [symbol.key.replace(/^@/, '').replace(/@.*/, '')];
    default:
      return [symbol.name];
  }
}
