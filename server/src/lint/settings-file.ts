// `.postfix-lint.json` in the directory of a configuration: the settings that its maintainers have agreed on.

import { assignableRoles } from '../instance/table-roles.ts';
import type { Severity } from './rule.ts';
import { type LintSettings, severityOrder } from './settings.ts';

export const lintFileName = '.postfix-lint.json';

export interface LintFile {
  readonly rules: LintSettings['rules'];
  /** What tables are used for, by file name pattern. */
  readonly tableRoles: Readonly<Record<string, string>>;
  /** Why the file, or part of it, was not read. */
  readonly problems: readonly string[];
}

/** Never throws. Leaves out what is invalid and reports it in `problems`. */
export function parseLintFile(text: string): LintFile {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { rules: {}, tableRoles: {}, problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (!isObject(content))
    return { rules: {}, tableRoles: {}, problems: ['the file does not contain an object'] };
  const { rules, tableRoles, $schema: _, ...others } = content;
  const problems = Object.keys(others).map((name) => `"${name}" is not a setting`);
  return {
    rules: known('rules', rules, isSeverity, 'a severity', problems),
    tableRoles: known('tableRoles', tableRoles, isRole, 'a table purpose', problems),
    problems,
  };
}

/** The valid entries of a setting. Adds a problem for each of the others. */
function known<Value>(
  name: string,
  setting: unknown,
  isValid: (value: unknown) => value is Value,
  kind: string,
  problems: string[],
): Readonly<Record<string, Value>> {
  if (setting === undefined) return {};
  if (!isObject(setting)) {
    problems.push(`"${name}" is not an object`);
    return {};
  }
  const valid: [string, Value][] = [];
  for (const [key, value] of Object.entries(setting)) {
    if (isValid(value)) valid.push([key, value]);
    else problems.push(`${key}: ${JSON.stringify(value)} is not ${kind}`);
  }
  return Object.fromEntries(valid);
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

function isRole(value: unknown): value is string {
  return (assignableRoles as readonly unknown[]).includes(value);
}
