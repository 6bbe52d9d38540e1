// The tables of a configuration that need an index.

import { tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { uriOf } from '../instance/paths.ts';
import { allTableUses } from '../instance/table-uses.ts';

export interface IndexedTable {
  /** The source. */
  readonly uri: string;
  readonly type: string;
  readonly isAlias: boolean;
  /** newaliases(1) indexes it, because `alias_database` names it. */
  readonly isAliasDatabase: boolean;
  /** The parameters that name it, in the order of mention. */
  readonly parameters: readonly string[];
}

/** Each table once for each of its types, in the order of mention. Not those that Postfix itself writes to. */
export function indexedTables(instance: Instance): readonly IndexedTable[] {
  const tables = new Map<string, IndexedTable>();
  for (const { type, path, parameter, role } of allTableUses(instance)) {
    const uri = uriOf(instance, path);
    if (uri === undefined || role === 'cache' || tableType(type)?.index === undefined) continue;
    const key = `${type}:${uri}`;
    const { parameters = [], isAlias = false, isAliasDatabase = false } = tables.get(key) ?? {};
    tables.set(key, {
      uri,
      type,
      isAlias: isAlias || role === 'alias',
      isAliasDatabase: isAliasDatabase || parameter === 'alias_database',
      parameters: [...new Set([...parameters, parameter])],
    });
  }
  return [...tables.values()];
}
