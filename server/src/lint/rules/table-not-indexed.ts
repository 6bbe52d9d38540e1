// A table whose index postmap(1) has not made yet.

import { indexCommand, indexedTables } from '../../instance/table-indexes.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const tableNotIndexed: Rule = {
  code: 'table-not-indexed',
  title: 'The index of a lookup table is missing',
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
          `Postfix logs: open database ${index}: No such file or directory, and every lookup fails. ` +
          `${lost ? `Make the file, and run` : 'Run'}: ${indexCommand(table)}`,
      };
    }
  },
};
