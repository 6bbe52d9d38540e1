// The delivery status filter of a delivery agent (dsn_filter.c): a table that replaces the status and the text of a
// delivery that failed. For a successful delivery, the filter changes only what Postfix logs.

import { find, mapsOf } from './lookup.ts';
import type { Program } from './program.ts';

/** The delivery agents that have a filter. Neither error(8) nor the queue manager does. */
const filtering: ReadonlySet<string> = new Set(['local', 'virtual', 'pipe', 'smtp', 'lmtp']);

/**
 * The status after the filter.
 * @param status the enhanced status code and the text: `5.1.1 unknown user: "bob"`
 * @param recipient the recipient that the step is about
 */
export function filteredStatus(program: Program, status: string, recipient: string): string {
  const parameter = `${program.name}_delivery_status_filter`;
  if (!filtering.has(program.name) || !program.since('3.0')) return status;
  const maps = mapsOf(program, parameter, { fold: false, substitution: true });
  const found = maps && find(program, maps, status);
  // A failed lookup changes nothing.
  if (found?.kind !== 'found') return status;
  const { text, condition, at } = found;
  const [, code, rest = ''] = /^([45]\.\d{1,3}\.\d{1,3})(?!\S)\s*(.*)$/s.exec(text ?? '') ?? [];
  const isUsed = code !== undefined;
  program.step({
    what:
      text === undefined
        ? `The entry in the table determines the delivery status (${parameter}).`
        : isUsed
          ? `Replaces the delivery status (${parameter}).`
          : `Ignores the delivery status from ${parameter}, because it does not begin with 4 or 5.`,
    recipient,
    before: status,
    ...(text !== undefined && { after: text }),
    ...(condition && { condition }),
    at,
  });
  return isUsed ? `${code} ${rest}` : status;
}
