// The catalog's data files as the tests see them, and the order of releases.
import { readdirSync, readFileSync } from 'node:fs';
import type { Lifetime } from '../../server/src/catalog/release.ts';

const directory = new URL('../../server/catalog/', import.meta.url);

export interface ParameterFacts extends Lifetime {
  readonly name: string;
  readonly kind: string;
  readonly since: string;
  readonly min?: number;
  readonly max?: number;
  readonly required?: boolean;
  readonly defaults?: readonly { readonly from: string; readonly value: string }[];
}

export type Word = string | (Lifetime & { readonly word: string; readonly obsolete?: string });

export interface AtomicType {
  readonly type: string;
  readonly words?: readonly Word[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly anyCase?: boolean;
  readonly free?: boolean;
  readonly tables?: boolean;
  readonly hex?: boolean;
  readonly unit?: string;
  readonly what?: string;
  readonly relativeTo?: string;
  readonly literal?: boolean;
  readonly nexthop?: boolean;
  readonly bare?: string;
  readonly role?: string;
  readonly lenient?: boolean;
  readonly list?: string;
  readonly weight?: boolean;
  readonly length?: number;
  readonly negate?: boolean;
  readonly raw?: boolean;
  readonly empty?: boolean;
  readonly listSince?: string;
}

export interface ListType {
  readonly type: 'list';
  readonly of: AtomicType;
  readonly separators?: string;
  readonly braces?: boolean;
  readonly raw?: boolean;
  readonly empty?: boolean;
  readonly listSince?: string;
}

export type ValueType = (AtomicType & { readonly of?: undefined }) | ListType;

export interface Restriction {
  readonly since: string;
  readonly about: string;
  readonly nature: string;
  readonly argument?: string;
  readonly lists: readonly string[];
  readonly relayCheck?: string;
  readonly aliasOf?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
}

interface Suffix {
  readonly since: string;
  readonly default: string;
  readonly type: ValueType;
}

interface Program {
  readonly since: string;
  readonly aliasOf?: string;
  readonly parameters?: string;
  readonly processLimit?: number;
  readonly privileged?: boolean;
  readonly attributes?: Table<{ readonly letters?: Table<string> }>;
  readonly macros?: Table<string>;
}

type Table<T> = Readonly<Record<string, T>>;

export const { parameters, releases } = read<{ parameters: ParameterFacts[]; releases: string[] }>(
  'parameters.json',
);
export const wordLists = read<{ lists: Table<Table<string>> }>('word-lists.json').lists;
export const valueTypes = read<{ parameters: Table<ValueType> }>('value-types.json').parameters;
export const restrictions = read<{
  lists: Table<{ parameter: string; since: string; bareTable?: string }>;
  restrictions: Table<Restriction>;
}>('restrictions.json');
export const tableTypes = read<{
  types: Table<{ since: string; name: string; content: string; index?: string[]; create?: boolean }>;
}>('table-types.json').types;
export const services = read<{
  suffixes: Table<Suffix>;
  parameterSets: Table<string[]>;
  programs: Table<Program>;
  stock: {
    service: string;
    type: string;
    program: string;
    unpriv: string;
    maxproc: string;
    options?: string[];
  }[];
}>('services.json');
export const databaseKeys = read<{
  types: Table<Table<{ since: string; type: ValueType; replacement?: string }>>;
}>('database-keys.json').types;
export const accessActions = read<{ actions: Table<{ since: string; pattern?: string }> }>(
  'access-actions.json',
).actions;
export const headerActions = read<{
  contexts: Table<string[]>;
  actions: Table<{ where: Table<string>; replacement?: string }>;
}>('header-actions.json');

/** The names of the catalog's files with this ending. */
export function filesThatEndWith(suffix: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(suffix))
    .sort();
}

/** Reads a file of the catalog. The caller states the type, and the schemas ensure that it is right. */
export function read<T = unknown>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as T;
}

/** Whether release `a` is the same as `b` or older; both like `3.11`. */
export function isUpTo(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA < majorB || (majorA === majorB && minorA <= minorB);
}

/** The element type of a list, or the type itself. */
export function elementType(type: ValueType): AtomicType {
  return type.of ?? type;
}
