// Runs one check of one rule, so that a failure loses only that check's findings.

import type { Check, Rule } from './rule.ts';

/** Called when a check throws. The other checks continue. */
export type RuleFailure = (code: string, error: unknown) => void;

/** What a check finds, up to the point where it throws. */
export type Attempt = <Subject, Context, Found>(
  rule: Rule,
  check: Check<Subject, Context, Found>,
  subject: Subject,
  context: Context,
) => readonly Found[];

export function attemptWith(failed: RuleFailure): Attempt {
  return <Subject, Context, Found>(
    rule: Rule,
    check: Check<Subject, Context, Found>,
    subject: Subject,
    context: Context,
  ) => {
    // Most checks find nothing, so they share one empty list.
    let found: Found[] | undefined;
    try {
      for (const finding of check(subject, context)) {
        if (found === undefined) found = [finding];
        else found.push(finding);
      }
    } catch (error) {
      failed(rule.code, error);
    }
    return found ?? none;
  };
}

const none: readonly never[] = [];

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
