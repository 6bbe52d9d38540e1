// Lookup tables in a value: `type:name`, also after `!` and `proxy:`.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import { allTableUses } from '../../instance/table-uses.ts';
import type { ElementAtCursor } from './context.ts';
import { completePath } from './paths.ts';
import { type Completions, noCompletions, type Suggestion, valueSuggestions } from './suggestions.ts';
import { compareAll, leading } from './word-at-cursor.ts';

/** A table type, or a table name after the colon. */
export async function completeTableReference(
  element: ElementAtCursor,
  role: string | undefined,
): Promise<Completions> {
  const { cursor, typed, rest, service } = element;
  // Keeps prefixes such as `!` and `proxy:`.
  const prefix = /^!*(?:(?:proxy|debug):)*/.exec(typed)?.[0].length ?? 0;
  const own = typed.slice(prefix);
  const colon = own.indexOf(':');
  if (colon < 0) {
    if (own.includes('$')) return noCompletions;
    const type = leading(rest, (code) => code !== 58);
    return { typed: own, rest: type, suggestions: typeSuggestions(cursor.snapshot.instance, role) };
  }
  const type = own.slice(0, colon);
  const name = own.slice(colon + 1);
  if (hasFile(type))
    return completePath(cursor, name, rest, {
      hide: (file) => isIndex(file) || postfixFiles.has(file),
      ...(service === undefined ? {} : { service }),
    });
  // The two tables of dict_unix.c.
  return type === 'unix'
    ? { typed: name, rest, suggestions: valueSuggestions(['passwd.byname', 'group.byname']) }
    : noCompletions;
}

/** Whether the name of a table of this type is a path. */
export function hasFile(type: string): boolean {
  const { name } = tableType(type) ?? {};
  return name === 'file' || name === 'client';
}

/**
 * The table types in the target release. Types that tables of this role have come first, then types in use elsewhere,
 * then the default type, and then the others.
 */
export function tableTypes(instance: Instance, role: string | undefined): string[] {
  const uses = allTableUses(instance);
  const count = (type: string, ofRole: boolean): number =>
    uses.filter((use) => use.type === type && (!ofRole || use.role === role)).length;
  const defaultType = instance.expanded('default_database_type')?.text;
  const ranked = tableTypeNames(instance.release)
    .filter((type) => role !== 'cache' || tableType(type)?.cache === true)
    .map((type) => ({
      type,
      order: [
        // Only IP addresses can match a cidr table.
        type === 'cidr' && role !== undefined && role !== 'access' ? 1 : 0,
        -count(type, true),
        -count(type, false),
        type === defaultType ? 0 : 1,
      ],
    }));
  return ranked.sort((a, b) => compareAll(a.order, b.order)).map(({ type }) => type);
}

function typeSuggestions(instance: Instance, role: string | undefined): Suggestion[] {
  const used = new Set(allTableUses(instance).map(({ type }) => type));
  return tableTypes(instance, role).map((type) => ({
    label: `${type}:`,
    kind: CompletionItemKind.Struct,
    retrigger: true,
    subject: { word: ['table', type] },
    ...(used.has(type) ? { note: 'in use' } : {}),
  }));
}

/** The suffixes of the index files that postmap creates. */
const indexes = /\.(?:db|lmdb|cdb|dir|pag)$/;

function isIndex(file: string): boolean {
  return indexes.test(file);
}

/** Files in the configuration directory that are not tables. */
const postfixFiles = new Set(['main.cf', 'master.cf', 'dynamicmaps.cf', 'main.cf.proto', 'master.cf.proto']);
