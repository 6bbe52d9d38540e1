// Document symbols: main.cf by the sections that its comments make, the services of master.cf with their overrides, and
// the entries of tables. Outlines, breadcrumbs, and sticky lines show them.

import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { Instance } from '../instance/instance.ts';
import type { Tree } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem, Service } from '../syntax/master-cf.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import { sectionsIn } from './sections.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';
import { settingKind } from './workspace-symbols.ts';

/** A longer outline is of no help, and slow to show. */
export const maxSymbols = 3000;

export function documentSymbols(snapshot: Snapshot): DocumentSymbol[] {
  const { document, instance } = snapshot;
  const text = textOf(document);
  switch (document.language) {
    case 'other':
      return [];
    case 'postfix-main':
      return inSections(text, document.tree, mainSymbols(document.tree, text, instance));
    case 'postfix-master':
      return inSections(text, document.tree, masterSymbols(document.tree, text));
    default:
      return tableSymbols(document.tree as Tree<TableItems[TableLanguage]>, text);
  }
}

function mainSymbols(tree: Tree<MainItem>, text: SourceText, instance: Instance): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const { item, start } of tree.items()) {
    if (item.kind !== 'entry' || symbols.length >= maxSymbols) continue;
    const isInForce = instance.entriesOf(item.name.text).at(-1)?.start === start;
    const { name } = item;
    symbols.push({
      name: name.text,
      detail: `${shortened(item.raw)}${isInForce ? '' : ' (overridden)'}`,
      kind: settingKind(instance, name.text),
      range: toRange(text, { start, end: start + item.line.text.length }),
      selectionRange: toRange(text, { start: start + name.start, end: start + name.end }),
    });
  }
  return symbols;
}

function masterSymbols(tree: Tree<MasterItem>, text: SourceText): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const { item, start } of tree.items()) {
    if (item.kind !== 'service' || symbols.length >= maxSymbols) continue;
    symbols.push(serviceSymbol(item, start, text));
  }
  return symbols;
}

function serviceSymbol(item: Service, base: number, text: SourceText): DocumentSymbol {
  const placed = ({ start, end }: Span) => toRange(text, { start: base + start, end: base + end });
  const [name, type] = item.fields;
  const children = item.arguments.flatMap((argument): DocumentSymbol[] => {
    if (argument.kind !== 'override' || argument.name === undefined) return [];
    return [
      {
        name: argument.name.text,
        detail: shortened(argument.value?.text ?? ''),
        kind: SymbolKind.Property,
        range: placed(argument),
        selectionRange: placed(argument.name),
      },
    ];
  });
  return {
    name: name?.text ?? '',
    detail: `${type?.text ?? ''} · ${item.fields[7]?.text ?? ''}`,
    kind: type?.text === 'inet' ? SymbolKind.Interface : SymbolKind.Function,
    range: placed({ start: 0, end: item.line.text.length }),
    selectionRange: placed(name ?? { start: 0, end: 0 }),
    ...(children.length > 0 && { children }),
  };
}

function tableSymbols(tree: Tree<TableItems[TableLanguage]>, text: SourceText): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const { item, start, end } of tree.items()) {
    if (symbols.length >= maxSymbols) break;
    const named = keyIn(item);
    if (named === undefined) continue;
    const { line } = item;
    const after = line.masked.slice(valueStart(item) ?? named.end);
    symbols.push({
      name: line.masked.slice(named.start, named.end),
      detail: shortened(after),
      kind: SymbolKind.Key,
      range: toRange(text, { start, end: Math.min(end, start + line.text.length) }),
      selectionRange: toRange(text, { start: start + named.start, end: start + named.end }),
    });
  }
  return symbols;
}

/** The left-hand side of a line; undefined for a line that is not an entry. */
function keyIn(item: TableItems[TableLanguage]): Span | undefined {
  switch (item.kind) {
    case 'table-entry':
      return notEmpty(item.key);
    case 'alias':
      return item.name && notEmpty(item.name);
    case 'rule':
      return 'network' in item ? notEmpty(item.network) : item.pattern && notEmpty(item.pattern);
    case 'entry':
      return item.name;
    default:
      return undefined;
  }
}

/** Where the right-hand side begins, if something separates it from the left-hand side besides white space. */
function valueStart(item: TableItems[TableLanguage]): number | undefined {
  if (item.kind === 'alias') return item.colon?.end;
  return item.kind === 'entry' ? item.equals.end : undefined;
}

function notEmpty(span: Span): Span | undefined {
  return span.start < span.end ? span : undefined;
}

/** Puts symbols into the sections that contain them. */
function inSections<T>(
  text: SourceText,
  tree: Tree<T>,
  symbols: readonly DocumentSymbol[],
): DocumentSymbol[] {
  const sections = sectionsIn(tree);
  if (sections.length === 0) return [...symbols];
  const list: DocumentSymbol[] = [];
  let next = 0;
  for (const { title, titleAt, span } of sections) {
    const range = toRange(text, span);
    const children: DocumentSymbol[] = [];
    for (let symbol = symbols[next]; symbol !== undefined; symbol = symbols[++next]) {
      if (text.offsetAt(symbol.range.start) >= span.end) break;
      if (text.offsetAt(symbol.range.start) < span.start) list.push(symbol);
      else children.push(symbol);
    }
    list.push({
      name: title,
      kind: SymbolKind.Namespace,
      range,
      selectionRange: toRange(text, titleAt),
      children,
    });
  }
  return [...list, ...symbols.slice(next)];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxDetail ? `${line.slice(0, maxDetail - 1)}…` : line;
}

/** In UTF-16 code units. */
const maxDetail = 60;
