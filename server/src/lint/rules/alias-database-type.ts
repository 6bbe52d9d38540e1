// newaliases cannot create a table of this type (dict_open.c, mkmap_open.c).

import { tableType } from '../../catalog/table-types.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const aliasDatabaseType: Rule = {
  code: 'alias-database-type',
  title: 'newaliases cannot create this type of table',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const value = expandedValue(instance, 'alias_database');
    if (value === undefined || value.value.source.kind === 'default') return;
    for (const node of value.nodes) {
      if (node.kind !== 'table') continue;
      const type = node.type.text;
      const known = tableType(type);
      const at = value.locate(node);
      if (known === undefined || at === undefined || created.has(type)) continue;
      yield {
        at,
        message:
          `alias_database is for tables that newaliases creates. newaliases cannot create a table of type ${type}. ` +
          'newaliases exits with an error. ' +
          'Name the table only in alias_maps, and set alias_database to the local alias files, or to nothing.',
      };
    }
  },
};

/** The types that postalias(1) can write. */
const created: ReadonlySet<string> = new Set([
  'btree',
  'cdb',
  'dbm',
  'hash',
  'lmdb',
  'sdbm',
  'netinfo',
  'fail',
]);
