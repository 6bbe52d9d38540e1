// Workspace symbols: what the configurations of a workspace set and define, by name.

import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import type { Instance } from '../instance/instance.ts';
import { isClass } from '../instance/restriction-classes.ts';
import type { Span } from '../syntax/text.ts';
import { toRange } from './snapshot.ts';

/** An editor asks again when the user types more. */
const maxSymbols = 500;

/** The best matches first: the name itself, names that begin with the query, names that contain it, and the others. */
export function workspaceSymbols(instances: readonly Instance[], query: string): WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  const found: WorkspaceSymbol[][] = [[], [], [], []];
  for (const instance of instances)
    for (const symbol of symbolsOf(instance)) {
      const rank = rankOf(symbol.name.toLowerCase(), wanted);
      if (rank !== undefined) found[rank]?.push(symbol);
    }
  return found.flat().slice(0, maxSymbols);
}

function rankOf(name: string, query: string): number | undefined {
  if (name === query) return 0;
  const at = name.indexOf(query);
  if (at >= 0) return at === 0 ? 1 : 2;
  return hasLetters(name, query) ? 3 : undefined;
}

/** Whether a name contains the letters in this order. */
function hasLetters(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function* symbolsOf(instance: Instance): Generator<WorkspaceSymbol> {
  const { main, master } = instance.files;
  const containerName = instance.path;
  if (main !== undefined) {
    const { uri, tree } = main;
    for (const [name, entries] of instance.entriesByName) {
      const entry = entries.at(-1);
      if (entry === undefined) continue;
      yield {
        name,
        kind: settingKind(instance, name),
        containerName,
        location: { uri, range: toRange(tree.text, placed(entry.item.name, entry.start)) },
      };
    }
  }
  if (master === undefined) return;
  const { uri, tree } = master;
  for (const { item, start, key, type } of instance.services) {
    const [field] = item.fields;
    if (field === undefined) continue;
    const kind = type === 'inet' ? SymbolKind.Interface : SymbolKind.Function;
    yield {
      name: key,
      kind,
      containerName,
      location: { uri, range: toRange(tree.text, placed(field, start)) },
    };
  }
}

/** The kind of a name that main.cf sets. */
export function settingKind(instance: Instance, name: string): SymbolKind {
  if (instance.parameterOf(name) !== undefined) return SymbolKind.Property;
  return isClass(instance, undefined, name) ? SymbolKind.Class : SymbolKind.Variable;
}

function placed({ start, end }: Span, base: number): Span {
  return { start: base + start, end: base + end };
}
