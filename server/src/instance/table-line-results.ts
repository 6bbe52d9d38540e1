// The right-hand side of a line of any kind of table.

import type { Name } from '../syntax/expression.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import { problemsOf } from '../syntax/tables/problem.ts';

export interface Result {
  readonly line: LogicalLine;
  readonly name: Name;
  /** Whether it contains `$number` references, whose text is known only after a match. */
  readonly references: boolean;
}

/** Undefined for a line that has no result or that Postfix leaves out of the table. */
export function resultOf(item: TableItems[TableLanguage]): Result | undefined {
  switch (item.kind) {
    case 'table-entry':
      return isSkipped(item) ? undefined : { line: item.line, name: item.value, references: false };
    case 'rule':
      if (isSkipped(item)) return undefined;
      if ('network' in item) return { line: item.line, name: item.value, references: false };
      return item.replacement && { line: item.line, name: item.replacement, references: true };
    default:
      return undefined;
  }
}

function isSkipped(item: Parameters<typeof problemsOf>[0]): boolean {
  return problemsOf(item).some(({ skipped }) => skipped);
}
