// What the linter finds in a value before it is written.

import type { Instance } from '../../instance/instance.ts';
import type { RatedFinding } from '../../lint/settings.ts';

/** A message of the linter. An error is something that Postfix does not accept. */
export interface CheckedValue {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** The most severe finding in the line that sets a parameter; undefined if there is no error and no warning. */
export function checkedValue(
  instance: Instance,
  name: string,
  findings: readonly RatedFinding[],
): CheckedValue | undefined {
  const entry = instance.entriesOf(name).at(-1);
  const { main } = instance.files;
  if (entry === undefined || main === undefined) return undefined;
  const here = findings.filter(
    ({ finding: { at } }) => at.uri === main.uri && at.start >= entry.start && at.start < entry.end,
  );
  const found =
    here.find(({ severity }) => severity === 'error') ?? here.find(({ severity }) => severity === 'warning');
  if (found === undefined) return undefined;
  return { severity: found.severity === 'error' ? 'error' : 'warning', message: found.finding.message };
}
