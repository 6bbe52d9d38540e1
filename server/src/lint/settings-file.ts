// `.postfix-lint.json` in the directory of a configuration: the rule settings that its maintainers have agreed on.

import type { Severity } from './rule.ts';
import { type LintSettings, severityOrder } from './settings.ts';

export const lintFileName = '.postfix-lint.json';

export interface LintFile {
  readonly rules: LintSettings['rules'];
  /** Why the file, or part of it, was not read. */
  readonly problems: readonly string[];
}

/** Never throws. Leaves out what is invalid and reports it in `problems`. */
export function parseLintFile(text: string): LintFile {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { rules: {}, problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (!isObject(content)) return { rules: {}, problems: ['the file does not contain an object'] };
  const { rules = {}, $schema: _, ...others } = content;
  const problems = Object.keys(others).map((name) => `"${name}" is not a setting`);
  if (!isObject(rules)) return { rules: {}, problems: [...problems, '"rules" is not an object'] };
  const known: [string, Severity | 'off'][] = [];
  for (const [code, severity] of Object.entries(rules)) {
    if (isSeverity(severity)) known.push([code, severity]);
    else problems.push(`${code}: ${JSON.stringify(severity)} is not a severity`);
  }
  return { rules: Object.fromEntries(known), problems };
}

/** The file overrides the user's settings, because it is specific to this configuration. */
export function withLintFile(settings: LintSettings, { rules }: LintFile): LintSettings {
  return { ...settings, rules: { ...settings.rules, ...rules } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeverity(value: unknown): value is Severity | 'off' {
  return value === 'off' || (severityOrder as readonly unknown[]).includes(value);
}
