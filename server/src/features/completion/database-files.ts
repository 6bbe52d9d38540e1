// The files of database tables: names and values of settings.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { databaseKey, databaseKeys } from '../../catalog/database-keys.ts';
import { atLeast } from '../../catalog/release.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { isTrivia } from '../../syntax/document.ts';
import type { CompletionCursor } from './context.ts';
import { type CompletionResult, noCompletions, type Suggestion } from './suggestions.ts';
import { completeValue } from './values.ts';
import { isParameterChar, leading, trailing } from './word-at-cursor.ts';

type DatabaseFile = Extract<TableFile, { language: 'postfix-database' }>;

export function completeDatabaseFile(cursor: CompletionCursor, file: DatabaseFile): CompletionResult {
  const { before, after } = cursor;
  const tableType = file.type;
  if (tableType === undefined) return noCompletions;
  const equals = before.indexOf('=');
  if (equals < 0) {
    const typed = trailing(before, isParameterChar);
    if (typed !== before) return noCompletions;
    const rest = leading(after, isParameterChar);
    const isFollowed = /^\s*=/.test(after.slice(rest.length));
    return { typed, rest, suggestions: settingSuggestions(cursor, file, tableType, isFollowed ? '' : ' = ') };
  }
  const value = before.slice(equals + 1);
  const setting = before.slice(0, equals).trimEnd();
  const type = databaseKey(tableType, setting)?.type ?? { type: 'text' };
  if (type.type === 'query') return completeQuery(setting, value);
  return completeValue({ cursor, type, before: value, plain: true });
}

/** Required settings that the file lacks come first, and obsolete settings come last. */
function settingSuggestions(
  { snapshot: { instance } }: CompletionCursor,
  file: DatabaseFile,
  tableType: string,
  equals: string,
): Suggestion[] {
  const present = new Set<string>();
  for (const { item } of file.tree.pieces())
    if (!isTrivia(item) && item.kind === 'entry') present.add(item.name.text);
  const { release } = instance;
  const found = databaseKeys(tableType, release).map((name) => {
    const { required = false, obsolete, replacement } = databaseKey(tableType, name) ?? {};
    const isOld = obsolete !== undefined && atLeast(release, obsolete);
    const isSet = present.has(name);
    const note = isOld
      ? replacement && `use ${replacement} instead`
      : isSet
        ? 'already set'
        : required
          ? 'required'
          : undefined;
    return { name, isOld, note, order: isOld ? 3 : isSet ? 2 : required ? 0 : 1 };
  });
  found.sort((a, b) => a.order - b.order);
  return found.map(({ name, isOld, note }) => ({
    label: name,
    kind: CompletionItemKind.Property,
    ...(equals === '' ? {} : { insert: name + equals, retrigger: true }),
    ...(note === undefined ? {} : { note }),
    ...(isOld ? { deprecated: true } : {}),
    subject: { word: ['database-key', `${tableType}:${name}`] },
  }));
}

/** The placeholders in a query and in a result template (db_common.c). */
const placeholders: readonly (readonly [text: string, inQuery: string | undefined, inResult: string])[] = [
  ['%s', 'lookup key', 'result'],
  ['%u', 'local part of the key', 'local part of the result'],
  ['%d', 'domain of the key', 'domain of the result'],
  ['%S', undefined, 'lookup key'],
  ['%U', undefined, 'local part of the key'],
  ['%D', undefined, 'domain of the key'],
  ['%1', 'last label of the domain of the key', 'last label of the domain of the key'],
  ['%2', 'second-to-last label of the domain of the key', 'second-to-last label of the domain of the key'],
  ['%%', 'percent sign', 'percent sign'],
];

function completeQuery(setting: string, value: string): CompletionResult {
  const typed = trailing(value, (code) => code === 37);
  // "%%" is complete: it stands for one percent sign.
  if (typed.length % 2 === 0) return noCompletions;
  const suggestions = placeholders.flatMap(([label, inQuery, inResult]): Suggestion[] => {
    const note = setting.startsWith('result_') ? inResult : inQuery;
    return note === undefined ? [] : [{ label, kind: CompletionItemKind.Variable, note }];
  });
  return { typed: '%', rest: '', suggestions };
}
