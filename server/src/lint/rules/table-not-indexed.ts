// A table without the index that postmap(1) builds.

import { indexCommand, indexedTables } from '../../instance/table-indexes.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const tableNotIndexed: Rule = {
  code: 'table-not-indexed',
  title: 'Lookup table has no index',
  severity: 'warning',
  *configuration({ tables }: Configuration): Generator<Finding> {
    for (const table of indexedTables(tables)) {
      if (table.stamp !== 'missing') continue;
      const { index, path, at } = table;
      const lost = table.source === 'missing';
      yield {
        at,
        message:
          `${lost ? `Neither ${path} nor ${index} exists.` : `${path} has no index.`} ` +
          `Every lookup fails, and Postfix logs: ${logText(`open database ${index}: No such file or directory`)}. ` +
          `${lost ? 'Create the file, and then run' : 'Run'}: ${indexCommand(table)}`,
      };
    }
  },
};
