// The rules that look at a table as a whole. What they say is kept with the table's text, so that a keystroke in
// another file costs nothing.

import type { Release } from '../catalog/release.ts';
import type { TableFile } from '../instance/table-files.ts';
import { once } from '../syntax/once.ts';
import type { SourceText } from '../syntax/text.ts';
import type { RuleFailure } from './lines.ts';
import type { RuleFinding } from './placed.ts';
import type { Finding, Rule } from './rule.ts';

const memoryOf = once<SourceText, Map<string, readonly RuleFinding[]>>(() => new Map());

/** All that the rules say of a table as a whole, in the order of the rules. */
export function wholeFindings(
  rules: readonly Rule[],
  table: TableFile,
  release: Release,
  failed: RuleFailure,
): readonly RuleFinding[] {
  const active = rules.filter((rule) => rule.wholes?.[table.language] !== undefined);
  const { language, type, role, uri, tree } = table;
  const kept = memoryOf(tree.text);
  const key = [uri, language, type, role, release.name, ...active.map(({ code }) => code)].join(' ');
  let findings = kept.get(key);
  if (findings === undefined) {
    findings = active.flatMap((rule) => checked(rule, table, release, failed));
    kept.set(key, findings);
  }
  return findings;
}

function checked(rule: Rule, table: TableFile, release: Release, failed: RuleFailure): RuleFinding[] {
  // The language of the check and of the table is one and the same.
  const check = rule.wholes?.[table.language] as (table: TableFile, release: Release) => Iterable<Finding>;
  const findings: RuleFinding[] = [];
  try {
    for (const finding of check(table, release)) findings.push({ rule, finding });
  } catch (error) {
    failed(rule.code, error);
  }
  return findings;
}
