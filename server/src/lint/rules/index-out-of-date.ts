// A table that was changed after its index was built (dict_db.c and the other files of indexed types).

import { indexCommand, indexedTables } from '../../instance/table-indexes.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const indexOutOfDate: Rule = {
  code: 'index-out-of-date',
  title: 'Index is older than the lookup table',
  severity: 'warning',
  *configuration({ tables }: Configuration): Generator<Finding> {
    for (const table of indexedTables(tables)) {
      const { index, path, source, stamp, at } = table;
      if (typeof source !== 'object' || typeof stamp !== 'object') continue;
      // Postfix compares whole seconds.
      if (Math.floor(source.modified / 1000) <= Math.floor(stamp.modified / 1000)) continue;
      yield {
        at,
        message:
          `${path} was changed after its index was built. ` +
          `Postfix uses only the index and warns: ${logText(`database ${index} is older than source file ${path}`)}. ` +
          `Run: ${indexCommand(table)}`,
      };
    }
  },
};
