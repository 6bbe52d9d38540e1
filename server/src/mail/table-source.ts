// What a table reference leads to: lines that can be read, other tables, or nothing that is known.

import { valueGrammar } from '../catalog/restrictions.ts';
import { isReadInPlace, tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { type TableFile, type Tables, tableFile, tableLanguage } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableLanguage } from '../syntax/tables/index.ts';
import { placeProblem, textInPlace } from '../syntax/tables/written-in-place.ts';
import { SourceText } from '../syntax/text.ts';
import { parseValue, type TableReference } from '../syntax/value.ts';

export type TableSource =
  | ReadableTable
  /** Every lookup has the same result. */
  | { readonly kind: 'constant'; readonly text: string }
  /** `unionmap:` joins the answers, `pipemap:` looks up the answer of a table in the next one. */
  | { readonly kind: 'union' | 'pipe'; readonly tables: readonly TableReference[] }
  /** Every lookup has one of these results. */
  | { readonly kind: 'random'; readonly texts: readonly string[] }
  /**
   * Every lookup fails (dict_surrogate.c): the name has the wrong form, the type or the file does not exist, or
   * proxymap may not open the table, which makes the program exit.
   */
  | { readonly kind: 'unusable'; readonly why: 'form' | 'type' | 'file' | 'proxy' }
  | { readonly kind: 'unknown' };

/** The lines of a file, or those written in the value of a parameter. */
export interface ReadableTable {
  readonly kind: 'lines';
  readonly file: TableFile;
  readonly reference: TableReference;
  /** Whether the lines are in the value, where `reference.name` is. */
  readonly isInPlace: boolean;
  /** Of several lines with the same key, the first one applies, or the last one, or the table is unusable. */
  readonly duplicates: 'first' | 'last' | 'unusable';
  /** Whether postmap(1) and postalias(1) have folded the keys to lower case. */
  readonly isFolded: boolean;
  /** Parts of an address or a name are also looked up (DICT_FLAG_FIXED). Pattern tables get only the whole text. */
  readonly fixed: boolean;
}

/** The table that a word names where the value is not a list of tables. */
export function tableNamed(text: string): TableReference | undefined {
  const [node] = parseValue(text, { start: 0, end: text.length }, { type: 'table' }, valueGrammar, true);
  return node?.kind === 'table' ? node : undefined;
}

export const tableSource = memoize(findSource);

function findSource(tables: Tables, reference: TableReference): TableSource {
  const { type, name, members } = reference;
  const [inner] = reference.tables;
  if (!name.text.startsWith('/') && cannotOpen(tables, type.text, name.text)) return unusable('form');
  switch (type.text) {
    case 'fail':
      return unusable('form');
    case 'proxy':
      if (inner === undefined) return unusable('type');
      return isApproved(tables, name.text) ? tableSource(tables, inner) : unusable('proxy');
    case 'debug':
      return inner === undefined ? unusable('type') : tableSource(tables, inner);
    case 'static':
      return { kind: 'constant', text: withoutBraces(name.text) };
    case 'randmap':
      return { kind: 'random', texts: members.map(({ text }) => text) };
    case 'unionmap':
      return { kind: 'union', tables: reference.tables };
    case 'pipemap':
      return { kind: 'pipe', tables: reference.tables };
  }
  return inPlace(tables, reference) ?? inFile(tables, reference);
}

function unusable(why: 'form' | 'type' | 'file' | 'proxy'): TableSource {
  return { kind: 'unusable', why };
}

/** Whether Postfix cannot open a table that is written in place. */
function cannotOpen({ instance }: Tables, type: string, name: string): boolean {
  return isReadInPlace(instance.release, type) && placeProblem(type, name) !== undefined;
}

/** Whether proxymap may open the table. If not, the program that asks exits with a fatal error. */
function isApproved({ instance }: Tables, table: string): boolean {
  const words = instance.expanded('proxy_read_maps')?.text ?? '';
  return words.split(/[\s,]+/).includes(`proxy:${table}`);
}

/** `{ text }` without its braces (extpar.c). */
export function withoutBraces(text: string): string {
  return text.startsWith('{') ? text.slice(1, -1).trim() : text;
}

/** The text between the braces has the lines of a file (dict_inline.c, dict_stream.c). */
function inPlace({ instance }: Tables, reference: TableReference): ReadableTable | undefined {
  const { type, name } = reference;
  const text = isReadInPlace(instance.release, type.text) ? textInPlace(type.text, name.text) : undefined;
  if (text === undefined) return undefined;
  const use = {
    reference: `${type.text}:${name.text}`,
    type: type.text,
    path: '',
    parameter: '',
    role: 'access',
  };
  const language = tableLanguage(use);
  if (language === undefined) return undefined;
  const file = tableFile(instance, '', SourceText.of(text), language, [use]);
  const fixed = type.text === 'inline';
  return {
    kind: 'lines',
    file,
    reference,
    isInPlace: true,
    duplicates: fixed ? 'last' : 'first',
    isFolded: false,
    fixed,
  };
}

/** The source of a table, read as the type in the reference reads it. Another reference can read it in another format. */
export function fileOf(tables: Tables, { type, name }: TableReference): TableFile | undefined {
  const file = tables.file(name.text);
  const language = file && tableLanguage({ type: type.text, ...(file.role && { role: file.role }) });
  return file === undefined || language === undefined || language === file.language
    ? file
    : readAs(file, tables.instance, language);
}

const readAs = memoize(
  ({ uri, tree, uses }: TableFile, instance: Instance, language: TableLanguage): TableFile =>
    tableFile(instance, uri, tree.text, language, uses),
);

function inFile(tables: Tables, reference: TableReference): TableSource {
  const { type, name } = reference;
  const facts = tableType(type.text);
  if (facts === undefined) return unusable('type');
  if (facts.name !== 'file' || facts.content === 'none') return { kind: 'unknown' };
  const file = fileOf(tables, reference);
  if (file === undefined) {
    const files = facts.index?.map((suffix) => name.text + suffix) ?? [];
    const isMissing = [name.text, ...files].every((path) => tables.isMissing(path));
    return isMissing ? unusable('file') : { kind: 'unknown' };
  }
  return {
    kind: 'lines',
    file,
    reference,
    isInPlace: false,
    duplicates: type.text === 'texthash' ? 'unusable' : 'first',
    isFolded: facts.index !== undefined,
    fixed: facts.content === 'key-value',
  };
}
