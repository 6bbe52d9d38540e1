// A table whose index postmap(1) has not made yet.

import { indexCommand, indexedTables } from './indexes.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const tableNotIndexed: Rule = {
  code: 'table-not-indexed',
  title: 'The index of a lookup table is missing',
  severity: 'warning',
  *check(context: RuleContext): Generator<Finding> {
    for (const table of indexedTables(context)) {
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
