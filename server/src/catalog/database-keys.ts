// The settings of LDAP, SQL, memcache and MongoDB client files. Data: database-keys.json.

import data from '../../catalog/database-keys.json' with { type: 'json' };
import type { ValueType } from '../syntax/value-type.ts';
import { atLeast, type Release } from './release.ts';

export interface DatabaseKey {
  readonly since: string;
  readonly type: ValueType;
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
