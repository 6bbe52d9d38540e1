// A table with entries and the usual name, but its parameter is empty, so Postfix never reads it.

import { isClientFile, unusedFiles } from '../../instance/table-files.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const unusedTable: Rule = {
  code: 'unused-table',
  title: 'Table is not used',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const { uri, name, parameter } of unusedFiles(instance)) {
      const text = tables.text(uri);
      const beginning = text?.slice(0, longestBeginning) ?? '';
      const first = /^[^\s#].*$/m.exec(beginning);
      // A file with the settings of a database client is one table.
      if (text === undefined || first === null) continue;
      const what = isClientFile(text) ? 'the database' : 'the entries';
      yield {
        at: { uri, start: first.index, end: first.index + first[0].length },
        message:
          `${parameter} is empty, and no other parameter names this file. ` +
          `Postfix never uses ${what}. ` +
          `Add the table to ${parameter}, or delete ${name}.`,
      };
    }
  },
};

/** In UTF-16 code units. The files that packages install begin with long comments. */
const longestBeginning = 100_000;
