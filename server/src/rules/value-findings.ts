// The rules that look at one value at a time. What they say of a value is kept with the setting, so that a keystroke
// costs the value that it changes, and those that are expanded from it.

import type { Parameter, ReleaseCatalog } from '../catalog/catalog.ts';
import type { Expansion } from '../instance/expand.ts';
import type { Instance } from '../instance/instance.ts';
import type { Entry } from '../syntax/main-cf.ts';
import type { Override } from '../syntax/master-cf.ts';
import { once } from '../syntax/once.ts';
import type { RuleFailure } from './lines.ts';
import { moved, type RuleFinding } from './placed.ts';
import type { Rule, ValueCheck } from './rule.ts';
import { type ReadValue, valuesOfType } from './values.ts';

/** What was said of a value, and all that it rests on. */
interface Kept {
  readonly catalog: ReleaseCatalog;
  readonly parameter: Parameter;
  /** Undefined for a value without a `$`. */
  readonly expansion: Expansion | undefined;
  /** Where the line began that holds the value. */
  readonly base: number;
  readonly found: readonly RuleFinding[];
}

type Check = readonly [rule: Rule, check: ValueCheck];

/** The checks of one set of rules by the type of value, and what they said. */
interface Memory {
  readonly checks: ReadonlyMap<string, readonly Check[]>;
  readonly kept: WeakMap<Entry | Override, Kept>;
}

const memoryOf = once(
  (rules: readonly Rule[]): Memory => ({ checks: checksByType(rules), kept: new WeakMap() }),
);

/** All that the rules say of single values. The same set of rules is the same list each time. */
export function* valueFindings(
  rules: readonly Rule[],
  instance: Instance,
  failed: RuleFailure,
): Generator<RuleFinding> {
  const memory = memoryOf(rules);
  for (const [type, checks] of memory.checks) {
    for (const value of valuesOfType(instance, type)) {
      const found = foundIn(value, instance, checks, memory.kept, failed);
      if (found.length > 0) yield* found;
    }
  }
}

function checksByType(rules: readonly Rule[]): Memory['checks'] {
  const checks = new Map<string, Check[]>();
  for (const rule of rules) {
    for (const [type, check] of Object.entries(rule.values ?? {})) {
      const list = checks.get(type);
      if (list === undefined) checks.set(type, [[rule, check]]);
      else list.push([rule, check]);
    }
  }
  return checks;
}

function foundIn(
  value: ReadValue,
  { catalog }: Instance,
  checks: readonly Check[],
  memory: Memory['kept'],
  failed: RuleFailure,
): readonly RuleFinding[] {
  const { source, parameter } = value;
  const [setting, base] =
    source.kind === 'entry'
      ? [source.entry.item, source.entry.start]
      : [source.override, source.service.start];
  const expansion = value.isLiteral ? undefined : value.expanded.expansion;
  const kept = memory.get(setting);
  const holds =
    kept !== undefined &&
    kept.catalog === catalog &&
    kept.parameter === parameter &&
    kept.expansion === expansion;
  if (holds && kept.found.length === 0) return kept.found;
  // What is said of a word that comes out of a $name stands elsewhere, and need not move as this line does.
  if (holds && expansion === undefined) {
    if (kept.base === base) return kept.found;
    return kept.found.map(({ rule, finding }) => ({ rule, finding: moved(finding, base - kept.base) }));
  }
  const found = [...checked(value, checks, catalog, failed)];
  memory.set(setting, { catalog, parameter, expansion, base, found });
  return found;
}

function* checked(
  value: ReadValue,
  checks: readonly Check[],
  { release }: ReleaseCatalog,
  failed: RuleFailure,
): Generator<RuleFinding> {
  for (const [rule, check] of checks) {
    try {
      for (const finding of check(value, release)) yield { rule, finding };
    } catch (error) {
      failed(rule.code, error);
    }
  }
}
