// Checks of single values. Findings are kept with the setting, so a keystroke affects only the value that it changes and
// the values that expand it.

import type { Parameter, ReleaseCatalog } from '../catalog/catalog.ts';
import type { Expansion } from '../instance/expand.ts';
import type { Instance } from '../instance/instance.ts';
import { type ReadValue, valuesOfType } from '../instance/read-values.ts';
import { Shift } from '../instance/shift.ts';
import type { Entry } from '../syntax/main-cf.ts';
import type { Override } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Attempt } from './attempt.ts';
import { type RuleFinding, shifted } from './placement.ts';
import type { Check, ReleaseContext, Rule } from './rule.ts';

type ValueCheck = readonly [rule: Rule, check: Check<ReadValue, ReleaseContext>];

/** The findings in a value, and everything that a check of it may depend on. */
interface Kept {
  readonly rules: readonly Rule[];
  readonly catalog: ReleaseCatalog;
  readonly parameter: Parameter;
  /** Where the line that holds the setting began when the value was checked. */
  readonly base: number;
  readonly found: readonly RuleFinding[];
}

export class ValueChecks {
  /** Keyed by the setting if it is literal, otherwise by its expanded value. Only the last result of each is kept. */
  private readonly lastOf = memoize(
    (_value: Entry | Override | Expansion, _setting: Entry | Override): { kept?: Kept } => ({}),
  );

  constructor(private readonly attempt: Attempt) {}

  /**
   * What the rules find in the values that programs read. The same set of rules must always be the same list object.
   */
  in(rules: readonly Rule[], instance: Instance): readonly RuleFinding[] {
    const all: RuleFinding[] = [];
    checksByType(rules).forEach((checks, type) => {
      for (const value of valuesOfType(instance, type)) {
        for (const found of this.ofValue(value, instance, rules, checks)) all.push(found);
      }
    });
    return all;
  }

  private ofValue(
    value: ReadValue,
    { catalog }: Instance,
    rules: readonly Rule[],
    checks: readonly ValueCheck[],
  ): readonly RuleFinding[] {
    const { source, parameter, isLiteral } = value;
    const isEntry = source.kind === 'entry';
    const setting = isEntry ? source.entry.item : source.override;
    const base = isEntry ? source.entry.start : source.service.start;
    const last = this.lastOf(isLiteral ? setting : value.expanded.expansion, setting);
    const { kept } = last;
    if (
      kept !== undefined &&
      kept.rules === rules &&
      kept.catalog === catalog &&
      kept.parameter === parameter
    ) {
      const { found } = kept;
      if (found.length === 0) return found;
      // A finding in a literal value moves with its line. A finding in a $name is elsewhere, so the check runs again.
      if (isLiteral) {
        const by = base - kept.base;
        if (by === 0) return found;
        const shift = Shift.ofAll(by);
        return found.map(({ rule, finding }) => ({
          rule,
          finding: shifted(finding, finding.at.uri, shift) ?? finding,
        }));
      }
    }
    const context = { catalog, release: catalog.release };
    const found: RuleFinding[] = [];
    for (const [rule, check] of checks)
      for (const finding of this.attempt(rule, check, value, context)) found.push({ rule, finding });
    last.kept = { rules, catalog, parameter, base, found };
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
