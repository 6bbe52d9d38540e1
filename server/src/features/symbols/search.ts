// The uses of a symbol in all files of a configuration.

import { parseTcpAddress, portNumber } from '../../instance/ports.ts';
import { type Occurrence, occurrencesAt, occurrencesIn } from '../occurrences/index.ts';
import { type Document, type Snapshot, textOf } from '../snapshot.ts';
import { type ConfigurationSymbol, isSame, type PlacedUse, type SymbolUse } from './symbol.ts';
import { usesOf } from './uses.ts';

/** A use at an offset, and the occurrence that contains it. */
export interface FoundUse extends SymbolUse {
  readonly occurrence: Occurrence;
}

/** The uses whose span contains an offset, the narrowest first. */
export function usesAt(snapshot: Snapshot, offset: number): readonly FoundUse[] {
  return occurrencesAt(snapshot, offset)
    .flatMap((occurrence) => usesOf(snapshot, occurrence).map((use) => ({ ...use, occurrence })))
    .filter(({ at }) => offset >= at.start && offset <= at.end)
    .sort((a, b) => a.at.end - a.at.start - (b.at.end - b.at.start));
}

/** The files of the configuration that a symbol can be used in: main.cf, master.cf, and the tables. */
export function documentsOf({ document, instance, tables }: Snapshot): readonly Document[] {
  const { main, master } = instance.files;
  const others: Document[] = [
    ...(main === undefined ? [] : [{ language: 'postfix-main', ...main } as const]),
    ...(master === undefined ? [] : [{ language: 'postfix-master', ...master } as const]),
    ...tables.all(),
  ];
  return others.some(({ uri }) => uri === document.uri) ? others : [...others, document];
}

/** More uses in one table are of no help to a reader. */
const maxUsesInTable = 1000;

/** The uses of a symbol, in the order of the files and of their text; of one table, the first thousand. */
export function* findUses(snapshot: Snapshot, symbol: ConfigurationSymbol): Generator<PlacedUse> {
  for (const document of documentsOf(snapshot)) yield* findUsesIn(snapshot, document, symbol);
}

export function* findUsesIn(
  snapshot: Snapshot,
  document: Document,
  symbol: ConfigurationSymbol,
): Generator<PlacedUse> {
  const { uri } = document;
  let count = 0;
  for (const span of spansWith(snapshot, document, symbol)) {
    const seen = new Set<number>();
    for (const occurrence of occurrencesIn({ ...snapshot, document }, span)) {
      for (const { at, defines, symbol: found } of usesOf({ ...snapshot, document }, occurrence)) {
        // An occurrence can be part of another one that names the same symbol.
        if (at.start < span.start || at.start >= span.end || seen.has(at.start) || !isSame(found, symbol))
          continue;
        seen.add(at.start);
        yield { symbol, at: { uri, ...at }, defines };
        if (++count === maxUsesInTable && isTable(document)) return;
      }
    }
  }
}

function isTable({ language }: Document): boolean {
  return language !== 'postfix-main' && language !== 'postfix-master';
}

/** The parts of a document that can contain a use. The search in a table skips the chunks without its text. */
function* spansWith(snapshot: Snapshot, document: Document, symbol: ConfigurationSymbol) {
  const text = textOf(document);
  if (!isTable(document)) {
    yield { start: 0, end: text.length + 1 };
    return;
  }
  const words = wordsOf(snapshot, symbol).map((word) => word.toLowerCase());
  for (const [i, chunk] of text.chunks.entries()) {
    const searched = symbol.kind === 'entry' ? chunk.text.toLowerCase() : chunk.text;
    if (!words.some((word) => searched.includes(word))) continue;
    const start = text.chunkStart(i);
    yield { start, end: start + chunk.text.length };
  }
}

/** Every use contains one of these words. */
function wordsOf({ instance }: Snapshot, symbol: ConfigurationSymbol): readonly string[] {
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
