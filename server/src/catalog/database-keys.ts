// The settings of LDAP, SQL, memcache and MongoDB client files. Data: database-keys.json.

import data from '../../catalog/database-keys.json' with { type: 'json' };
import type { ValueType } from '../syntax/value-type.ts';
import { atLeast, type Release } from './release.ts';

export interface DatabaseKey {
  readonly since: string;
  readonly type: ValueType;
  /** The client does not work without this setting. */
  readonly required?: boolean;
  /** The release since which it has no effect or is outdated. */
  readonly obsolete?: string;
  readonly replacement?: string;
  readonly min?: number;
  readonly max?: number;
}

const types: Readonly<Record<string, Readonly<Record<string, DatabaseKey>> | undefined>> =
  data.types as never;

/** The settings that a client of this table type has in a release; empty for other types. */
export function databaseKeys(type: string, release: Release): string[] {
  const keys = Object.hasOwn(types, type) ? types[type] : undefined;
  return Object.entries(keys ?? {})
    .filter(([, { since }]) => atLeast(release, since))
    .map(([name]) => name);
}

/** A setting of a client in any release. */
export function databaseKey(type: string, name: string): DatabaseKey | undefined {
  const keys = Object.hasOwn(types, type) ? types[type] : undefined;
  return keys !== undefined && Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/** The client that a file configures, judged by the file name: `mysql` for mysql-virtual.cf. */
export function databaseClient(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
  return Object.keys(types).find((type) => name.includes(type));
}

const names = new Map(Object.entries(types).map(([type, keys = {}]) => [type, Object.keys(keys)]));
const none: readonly string[] = [];

/** The settings of a client in all releases. Always returns the same list. */
export function databaseKeyNames(type: string): readonly string[] {
  return names.get(type) ?? none;
}
