import type { Reported } from '../report.ts';

/** `{"version":1,"findings":[…]}`: for programs. */
export function toJson(list: readonly Reported[]): string {
  const findings = list.map(({ finding }) => finding);
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}
