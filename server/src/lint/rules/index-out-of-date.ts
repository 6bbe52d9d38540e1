// A table that was changed after its index was made (dict_db.c and its kin).

import { indexCommand, indexedTables } from '../../instance/table-indexes.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const indexOutOfDate: Rule = {
  code: 'index-out-of-date',
  title: 'The index of a lookup table is older than the table',
  severity: 'warning',
  *configuration({ tables }: Configuration): Generator<Finding> {
    for (const table of indexedTables(tables)) {
      const { index, path, source, stamp, at } = table;
      if (typeof source !== 'object' || typeof stamp !== 'object') continue;
      // Postfix compares seconds.
      if (Math.floor(source.modified / 1000) <= Math.floor(stamp.modified / 1000)) continue;
      yield {
        at,
        message:
          `${path} was changed after its index was made. ` +
          `Postfix goes by the index, and warns: database ${index} is older than source file ${path}. ` +
          `Run: ${indexCommand(table)}`,
      };
    }
  },
};
