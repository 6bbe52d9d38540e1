// The user's settings for rules: on or off, and how severe.

import type { Finding, Rule, Severity } from './rule.ts';

export interface LintSettings {
  readonly enable: boolean;
  /** Severity by code; `off` disables a rule. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

export const defaultLintSettings: LintSettings = { enable: true, rules: {} };

/** From the most to the least severe. */
export const severityOrder: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** A finding with its rule and its severity for this user. */
export interface RatedFinding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly finding: Finding;
}

/** A severity that the user sets replaces the rule's own. A finding can lower the severity but not raise it. */
export function rated(rule: Rule, finding: Finding, settings: LintSettings): RatedFinding {
  const wanted = settings.rules[rule.code] ?? rule.severity;
  const severity = wanted === 'off' ? rule.severity : wanted;
  return {
    rule,
    finding,
    severity: lower(finding.severity ?? severity, severity),
  };
}

/** The less severe of the two. */
export function lower(one: Severity, other: Severity): Severity {
  return severityOrder.indexOf(one) > severityOrder.indexOf(other) ? one : other;
}
