// Runs one check of one rule, so that a failure loses only that check's findings.

import type { Rule } from './rule.ts';

/** Called when a check throws. The other checks continue. */
export type RuleFailure = (code: string, error: unknown) => void;

/** What a check finds, up to the point where it throws. */
export type Attempt = <Found>(rule: Rule, check: () => Iterable<Found>) => readonly Found[];

export function attemptWith(failed: RuleFailure): Attempt {
  return (rule, check) => {
    const found: ReturnType<typeof check> extends Iterable<infer F> ? F[] : never[] = [];
    try {
      for (const finding of check()) found.push(finding);
    } catch (error) {
      failed(rule.code, error);
    }
    return found;
  };
}

/** The rules that have a check of the given kind, each with that check. */
export function checksFor<Kind>(
  rules: readonly Rule[],
  kind: (rule: Rule) => Kind | undefined,
): readonly (readonly [Rule, Kind])[] {
  return rules.flatMap((rule): [Rule, Kind][] => {
    const check = kind(rule);
    return check === undefined ? [] : [[rule, check]];
  });
}
