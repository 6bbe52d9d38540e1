// Entries of lookup tables: in an existing table of the parameter, or in a new one next to main.cf.

import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { homeDirectory, uriOf } from '../../instance/paths.ts';
import { usesByUri } from '../../instance/table-files.ts';
import { allTableUses } from '../../instance/table-uses.ts';
import { ChunkParser, Tree } from '../../syntax/document.ts';
import { keyValueParser } from '../../syntax/tables/key-value.ts';
import type { SourceText } from '../../syntax/text.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { EmptyTable, TableEntries } from '../scenario.ts';
import type { Draft } from './draft.ts';
import type { DraftText } from './draft-text.ts';
import { insertBefore } from './lists.ts';
import { insertParameter, replaceValue } from './parameters.ts';
import { isSame } from './same.ts';
import { writtenList } from './written.ts';

export async function tableEntries(draft: Draft, change: TableEntries): Promise<void> {
  if (!draft.instance.catalog.knows(change.parameter)) return;
  const known = await editableTable(draft, change.parameter);
  const table = known ?? newTable(draft, change);
  const text = await draft.open(table.uri);
  if (await writeEntries(draft, change, table, text)) note(draft, table);
  else if (known === undefined) note(draft, table);
}

export async function emptyTable(draft: Draft, { reference, file, comment }: EmptyTable): Promise<void> {
  const uri = `${draft.instance.files.directory}/${file}`;
  if ((await draft.open(uri)).original !== undefined) return;
  draft.edit(`Write ${file}`, [{ at: { uri, start: 0, end: 0 }, text: `# ${comment}\n` }]);
  draft.tables.set(uri, { reference, uri });
}

interface EditableTable {
  /** `hash:/etc/postfix/transport` */
  readonly reference: string;
  readonly type: string;
  readonly path: string;
  readonly uri: string;
}

function note(draft: Draft, { reference, type, uri }: EditableTable): void {
  if ((tableType(type)?.index ?? []).length > 0) draft.tables.set(uri, { reference, uri });
}

/** The first table of a parameter that people edit, and whose file exists or can be created here. */
async function editableTable(draft: Draft, parameter: string): Promise<EditableTable | undefined> {
  const { instance } = draft;
  const value = expandedValue(instance, parameter);
  for (const node of value?.nodes ?? []) {
    if (node.kind !== 'table' || node.negated) continue;
    for (const table of [node, ...node.tables]) {
      const found = editable(instance, table);
      if (found === undefined) continue;
      const exists = (await draft.open(found.uri)).original !== undefined;
      if (exists || isNextToMain(instance, found.uri)) return found;
    }
  }
  return undefined;
}

function editable(instance: Instance, { type, name, tables }: TableReference): EditableTable | undefined {
  const known = tableType(type.text);
  if (tables.length > 0 || known?.content !== 'key-value' || known.name !== 'file') return undefined;
  const uri = uriOf(instance, name.text);
  if (uri === undefined) return undefined;
  return { reference: `${type.text}:${name.text}`, type: type.text, path: name.text, uri };
}

function isNextToMain({ files: { directory } }: Instance, uri: string): boolean {
  return uri.startsWith(`${directory}/`) && !uri.slice(directory.length + 1).includes('/');
}

/** Adds a new table to the parameter, before the existing ones, because the first match is used. */
function newTable(draft: Draft, { parameter, file }: TableEntries): EditableTable {
  const { instance } = draft;
  const type = usualType(instance);
  const { directory } = instance.files;
  const name = isTaken(instance, `${directory}/${file}`) ? `${file}_local` : file;
  const path = `${home(instance)}/${name}`;
  const reference = `${type}:${path}`;
  const uri = `${directory}/${name}`;
  const list = writtenList(instance, parameter);
  const entry = draft.entry(parameter);
  const [first] = list?.words ?? [];
  if (entry === undefined) insertParameter(draft, parameter, reference);
  else if (first === undefined) replaceValue(draft, entry, reference);
  else {
    insertBefore(draft, parameter, reference, first);
    draft.remark(
      `${parameter} also contains other tables: ${list?.words.map(({ text }) => text).join(', ')}. ` +
        'Patterns and longer keys in them can take precedence over the new entries.',
    );
  }
  return { reference, type, path, uri };
}

/** True if the file is a table of another kind, such as patterns or a database client file. */
function isTaken(instance: Instance, uri: string): boolean {
  return (usesByUri(instance).get(uri) ?? []).some(({ type }) => tableType(type)?.content !== 'key-value');
}

/** The most frequent indexed table type of the instance, otherwise the default type. */
export function usualType(instance: Instance): string {
  const usual = instance.expanded('default_database_type')?.text ?? 'hash';
  const types = tableTypeNames(instance.release);
  const counts = new Map<string, number>();
  for (const { type, role } of allTableUses(instance)) {
    const isIndexed = (tableType(type)?.index ?? []).length > 0;
    if (isIndexed && types.includes(type) && role !== 'cache') counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, one], [, other]) => other - one);
  return best?.[0] ?? usual;
}

/** The directory of main.cf, as it is written in parameter values. */
export function home(instance: Instance): string {
  const neighbor = allTableUses(instance).find(({ path }) => {
    const uri = uriOf(instance, path);
    return uri !== undefined && isNextToMain(instance, uri);
  });
  if (neighbor !== undefined) return neighbor.path.slice(0, neighbor.path.lastIndexOf('/'));
  return homeDirectory(instance);
}

/** Resolves to true if the text has changed. */
async function writeEntries(
  draft: Draft,
  { parameter, comment, entries, whenKept }: TableEntries,
  { path, uri }: EditableTable,
  text: DraftText,
): Promise<boolean> {
  const before = text.text;
  const isNew = text.original === undefined && before.length === 0;
  const label = `Write ${path}`;
  const missing: string[] = isNew ? [`# ${comment}`] : [];
  for (const [key, value] of entries) {
    const known = entryOf(text.text, key);
    if (known === undefined) {
      missing.push(`${key}  ${value}`);
      continue;
    }
    if (whenKept === undefined || known.value === value) continue;
    const at = { uri, start: known.start, end: known.end };
    const conflict = {
      id: `${parameter} ${key}`,
      setting: `${key} in ${path}`,
      current: known.value,
      wanted: value,
      whenKept,
      at,
    };
    if (draft.replaces(conflict)) draft.edit(label, [{ at, text: value }]);
  }
  if (missing.length > 0) {
    const end = text.text.length;
    const needsLineBreak = end > 0 && text.text.slice(end - 1, end) !== '\n';
    const lines = `${needsLineBreak ? '\n' : ''}${missing.join('\n')}\n`;
    draft.edit(label, [{ at: { uri, start: end, end }, text: lines }]);
  }
  return text.text !== before;
}

interface KnownEntry {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The entry of a key. If there are several, postmap(1) uses the first one. */
function entryOf(text: SourceText, key: string): KnownEntry | undefined {
  const tree = new Tree(text, new ChunkParser(keyValueParser()));
  for (const { item, start } of tree.items()) {
    if (item.problem?.skipped || !isSame(item.key.text, key)) continue;
    return { value: item.text.trim(), start: start + item.value.start, end: start + item.value.end };
  }
  return undefined;
}
