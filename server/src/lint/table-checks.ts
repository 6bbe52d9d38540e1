// Checks of whole tables. Findings are kept with the table's text, so a keystroke in another file costs nothing.

import type { TableContext, TableFile, TableText } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { SourceText } from '../syntax/text.ts';
import { type Attempt, checksFor } from './attempt.ts';
import type { RuleFinding } from './placement.ts';
import type { Check, Rule } from './rule.ts';

export class TableChecks {
  /** Holds the results for a text, by everything that a check of a table may depend on. */
  private readonly cell = memoize(
    (
      _text: SourceText,
      _context: TableContext,
      _rules: readonly Rule[],
      _uri: string,
    ): { found?: readonly RuleFinding[] } => ({}),
  );

  constructor(private readonly attempt: Attempt) {}

  /** What the rules find in a table as a whole, in the order of the rules. */
  in(rules: readonly Rule[], { uses: _, ...table }: TableFile): readonly RuleFinding[] {
    const { context, tree, uri } = table;
    const cell = this.cell(tree.text, context, rules, uri);
    cell.found ??= tableChecks(rules, context.language).flatMap(([rule, check]) =>
      this.attempt(rule, check, table, context).map((finding) => ({ rule, finding })),
    );
    return cell.found;
  }
}

const tableChecks = memoize((rules: readonly Rule[], language: TableContext['language']) =>
  // A check of a language gets tables and contexts of that language.
  checksFor(rules, (rule) => rule.tables?.[language] as Check<TableText, TableContext> | undefined),
);
