// What the checks of a configuration found in the last run. If only comments, blank lines, and places have changed in
// main.cf since, the findings are the same at other places, unless a check has read more than the settings.

import { Shift, shiftBetween } from '../instance/shift.ts';
import { watch } from '../syntax/memoize.ts';
import { type RuleFinding, shifted } from './placement.ts';
import type { Configuration } from './rule.ts';

/** The findings of one part of a run. */
interface Part {
  readonly value: readonly RuleFinding[];
  /** Whether they depend on more of main.cf than its settings. */
  readonly hasRead: boolean;
}

/** A run that is complete. */
export interface FinishedRun {
  readonly configuration: Configuration;
  readonly parts: ReadonlyMap<unknown, Part>;
}

/** A run of the checks of a configuration. */
export class Run {
  private readonly shift: Shift | undefined;
  private readonly parts = new Map<unknown, Part>();

  /** @param last the last run of the same rules in a configuration with the same contents */
  constructor(
    private readonly configuration: Configuration,
    private readonly last: FinishedRun | undefined,
  ) {
    this.shift = last && shiftSince(last.configuration, configuration);
  }

  /**
   * The findings of one part of the run.
   * @param key identifies the part in each run
   */
  part(key: unknown, find: () => readonly RuleFinding[]): readonly RuleFinding[] {
    const known = this.last?.parts.get(key);
    const value = known?.hasRead === false ? this.shifted(known.value) : undefined;
    const part =
      value === undefined ? watch(find) : value === known?.value ? known : { value, hasRead: false };
    this.parts.set(key, part);
    return part.value;
  }

  finish(): FinishedRun {
    const { configuration, parts } = this;
    return { configuration, parts };
  }

  /** Undefined if the place of a finding is not known. */
  private shifted(found: readonly RuleFinding[]): readonly RuleFinding[] | undefined {
    const { shift } = this;
    const uri = this.configuration.instance.files.main?.uri;
    if (shift === undefined) return undefined;
    if (uri === undefined || found.length === 0) return found;
    let isSame = true;
    const result: RuleFinding[] = [];
    for (const each of found) {
      const finding = shifted(each.finding, uri, shift);
      if (finding === undefined) return undefined;
      isSame &&= finding === each.finding;
      result.push(finding === each.finding ? each : { rule: each.rule, finding });
    }
    return isSame ? found : result;
  }
}

/** Undefined if more than places may have changed. */
function shiftSince(before: Configuration, now: Configuration): Shift | undefined {
  if (before.instance.contents !== now.instance.contents || !before.tables.hasFilesOf(now.tables))
    return undefined;
  const [old, tree] = [before.instance.mainTree, now.instance.mainTree];
  return old === undefined || tree === undefined ? Shift.none : shiftBetween(old, tree);
}
