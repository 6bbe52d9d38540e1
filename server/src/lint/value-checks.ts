// The checks of single values. What they find is kept with the setting, so a keystroke costs the value that it
// changes, and the values that are expanded from it.

import type { Parameter, ReleaseCatalog } from '../catalog/catalog.ts';
import type { Expansion } from '../instance/expand.ts';
import type { Instance } from '../instance/instance.ts';
import { type ReadValue, valuesOfType } from '../instance/read-values.ts';
import type { Entry } from '../syntax/main-cf.ts';
import type { Override } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Attempt } from './attempt.ts';
import { moved, type RuleFinding } from './placement.ts';
import type { Check, ReleaseContext, Rule } from './rule.ts';

type ValueCheck = readonly [rule: Rule, check: Check<ReadValue, ReleaseContext>];

/** What was found, and where the line that holds the setting began at that time. */
interface Kept {
  readonly base: number;
  readonly found: readonly RuleFinding[];
}

export class ValueChecks {
  /** Where the results for a setting are kept: by all that a check of a value may depend on. */
  private readonly cell = memoize(
    (
      _value: Entry | Override | Expansion,
      _setting: Entry | Override,
      _rules: readonly Rule[],
      _catalog: ReleaseCatalog,
      _parameter: Parameter,
    ): { kept?: Kept } => ({}),
  );

  constructor(private readonly attempt: Attempt) {}

  /** What the rules find in the values that programs read. The same set of rules must be the same list each time. */
  *in(rules: readonly Rule[], instance: Instance): Generator<RuleFinding> {
    for (const [type, checks] of checksByType(rules))
      for (const value of valuesOfType(instance, type)) yield* this.ofValue(value, instance, rules, checks);
  }

  private ofValue(
    value: ReadValue,
    { catalog }: Instance,
    rules: readonly Rule[],
    checks: readonly ValueCheck[],
  ): readonly RuleFinding[] {
    const { source, parameter, isLiteral } = value;
    const [setting, base] =
      source.kind === 'entry'
        ? [source.entry.item, source.entry.start]
        : [source.override, source.service.start];
    const text = isLiteral ? setting : value.expanded.expansion;
    const cell = this.cell(text, setting, rules, catalog, parameter);
    const { kept } = cell;
    if (kept !== undefined && kept.found.length === 0) return kept.found;
    // A finding in a literal value moves with its line. One in a $name is elsewhere, and is made again.
    if (kept !== undefined && isLiteral) {
      if (kept.base === base) return kept.found;
      return kept.found.map(({ rule, finding }) => ({ rule, finding: moved(finding, base - kept.base) }));
    }
    const context = { catalog, release: catalog.release };
    const found = checks.flatMap(([rule, check]) =>
      this.attempt(rule, () => check(value, context)).map((finding) => ({ rule, finding })),
    );
    cell.kept = { base, found };
    return found;
  }
}

const checksByType = memoize((rules: readonly Rule[]): ReadonlyMap<string, readonly ValueCheck[]> => {
  const checks = new Map<string, ValueCheck[]>();
  for (const rule of rules) {
    for (const [type, check] of Object.entries(rule.values ?? {})) {
      const list = checks.get(type);
      if (list === undefined) checks.set(type, [[rule, check]]);
      else list.push([rule, check]);
    }
  }
  return checks;
});
