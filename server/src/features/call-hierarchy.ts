// Call hierarchy: what a setting, a service, or a table refers to, and what refers to it. A restriction list "calls" its
// classes and restrictions, and a service the services that it hands mail to.

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Range,
  SymbolKind,
} from 'vscode-languageserver-types';
import type { Location } from '../instance/instance.ts';
import { isTrivia, type Tree } from '../syntax/document.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import { textsOf } from './diagnostics.ts';
import { type Document, type Snapshot, textOf, toRange } from './snapshot.ts';
import { documentsOf, findUses, usesAt, usesIn } from './symbols/search.ts';
import type { ConfigurationSymbol, PlacedUse } from './symbols/symbol.ts';
import { symbolOfService } from './symbols/uses.ts';

/** More callees are of no help to a reader. */
const maxCalls = 500;

/** The item of the symbol at an offset; empty for a symbol without a place in a file. */
export function prepareCallHierarchy(snapshot: Snapshot, offset: number): CallHierarchyItem[] {
  for (const { symbol } of usesAt(snapshot, offset)) {
    const item = itemOf(snapshot, symbol);
    if (item !== undefined) return [item];
  }
  return [];
}

export function incomingCalls(snapshot: Snapshot, { data }: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const calls = new Map<string, CallHierarchyIncomingCall>();
  const textAt = textsOf(snapshot);
  for (const { at, defines, isPart = false } of findUses(snapshot, data as ConfigurationSymbol)) {
    const text = textAt(at.uri);
    const from = text && !defines && !isPart ? callerAt(snapshot, at) : undefined;
    if (text === undefined || from === undefined) continue;
    const key = JSON.stringify(from.data);
    const call = calls.get(key) ?? { from, fromRanges: [] };
    call.fromRanges.push(toRange(text, at));
    calls.set(key, call);
  }
  return [...calls.values()];
}

export function outgoingCalls(
  snapshot: Snapshot,
  { data, uri }: CallHierarchyItem,
): CallHierarchyOutgoingCall[] {
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  const textAt = textsOf(snapshot);
  for (const { at, symbol, isPart = false } of usesInside(snapshot, data as ConfigurationSymbol)) {
    // The ranges of a call are in the file of the item. The options of a service are calls of the service.
    if (isPart || at.uri !== uri) continue;
    const text = textAt(at.uri);
    const to = itemOf(snapshot, symbol);
    if (text === undefined || to === undefined || calls.size >= maxCalls) continue;
    const key = JSON.stringify(symbol);
    const call = calls.get(key) ?? { to, fromRanges: [] };
    call.fromRanges.push(toRange(text, at));
    calls.set(key, call);
  }
  return [...calls.values()];
}

/** The uses inside the definitions of a symbol. */
function* usesInside(snapshot: Snapshot, symbol: ConfigurationSymbol): Generator<PlacedUse> {
  if (symbol.kind === 'file') {
    const document = documentsOf(snapshot).find(({ uri }) => uri === symbol.uri);
    if (document !== undefined) yield* usesIn(snapshot, document, wholeOf(document));
    return;
  }
  for (const { at, defines } of findUses(snapshot, symbol)) {
    const document = documentsOf(snapshot).find(({ uri }) => uri === at.uri);
    if (!defines || document === undefined) continue;
    const span = symbol.kind === 'parameter' ? settingAround(snapshot, at) : lineAround(document, at.start);
    if (span === undefined) continue;
    for (const use of usesIn(snapshot, document, span)) if (!use.defines) yield use;
  }
}

/** In a longer table, only this much is searched, in UTF-16 code units. */
const maxLength = 500_000;

function wholeOf(document: Document): { readonly start: number; readonly end: number } {
  return { start: 0, end: Math.min(textOf(document).length + 1, maxLength) };
}

/** The line of main.cf that sets a parameter, or the option of a service. */
function settingAround(snapshot: Snapshot, at: Location): { start: number; end: number } | undefined {
  const { instance } = snapshot;
  if (at.uri === instance.files.main?.uri) {
    const document = documentsOf(snapshot).find(({ uri }) => uri === at.uri);
    return document && lineAround(document, at.start);
  }
  for (const service of instance.services) {
    if (at.start < service.start || at.start >= service.end) continue;
    for (const argument of service.item.arguments) {
      const [start, end] = [service.start + argument.start, service.start + argument.end];
      if (at.start >= start && at.end <= end) return { start, end };
    }
  }
  return undefined;
}

function lineAround(document: Document, offset: number): { start: number; end: number } | undefined {
  if (document.language === 'other') return undefined;
  const tree: Tree<{ readonly line: LogicalLine }> = document.tree;
  const piece = tree.pieceAt(offset);
  return piece === undefined || isTrivia(piece.item)
    ? undefined
    : { start: piece.start, end: piece.start + piece.item.line.text.length };
}

/** The setting, the service, or the table that contains a place. */
function callerAt(snapshot: Snapshot, at: Location): CallHierarchyItem | undefined {
  const { instance } = snapshot;
  if (at.uri === instance.files.main?.uri) {
    const entry = instance.entries.find(({ start, end }) => at.start >= start && at.start < end);
    return entry && itemOf(snapshot, { kind: 'parameter', name: entry.item.name.text });
  }
  if (at.uri === instance.files.master?.uri) {
    const service = instance.services.find(({ start, end }) => at.start >= start && at.start < end);
    return service && itemOf(snapshot, symbolOfService(service));
  }
  return itemOf(snapshot, { kind: 'file', uri: at.uri });
}

function itemOf(snapshot: Snapshot, symbol: ConfigurationSymbol): CallHierarchyItem | undefined {
  const textAt = textsOf(snapshot);
  if (symbol.kind === 'file') {
    if (textAt(symbol.uri) === undefined) return undefined;
    const name = decodeURIComponent(symbol.uri.slice(symbol.uri.lastIndexOf('/') + 1));
    return {
      name,
      kind: SymbolKind.File,
      uri: symbol.uri,
      range: start,
      selectionRange: start,
      data: symbol,
    };
  }
  if (symbol.kind === 'built-in' || symbol.kind === 'group') return undefined;
  const place = definitionOf(snapshot, symbol);
  const text = place && textAt(place.uri);
  if (place === undefined || text === undefined) return undefined;
  const range = toRange(text, place);
  const name = symbol.kind === 'entry' ? symbol.key : symbol.name;
  return { name, kind: kindOf(symbol), uri: place.uri, range, selectionRange: range, data: symbol };
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The setting in force in main.cf, or the first definition anywhere. */
function definitionOf(snapshot: Snapshot, symbol: ConfigurationSymbol): Location | undefined {
  const { instance } = snapshot;
  const entry = symbol.kind === 'parameter' ? instance.entriesOf(symbol.name).at(-1) : undefined;
  const uri = instance.files.main?.uri;
  if (entry !== undefined && uri !== undefined) {
    const { start, end } = entry.item.name;
    return { uri, start: entry.start + start, end: entry.start + end };
  }
  for (const { at, defines } of findUses(snapshot, symbol)) if (defines) return at;
  return undefined;
}

function kindOf({ kind }: ConfigurationSymbol): SymbolKind {
  switch (kind) {
    case 'service':
      return SymbolKind.Function;
    case 'inet-service':
      return SymbolKind.Interface;
    case 'entry':
      return SymbolKind.Key;
    default:
      return SymbolKind.Property;
  }
}
