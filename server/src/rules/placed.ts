// What is said of a line or a value is kept while it moves with the text: from the line's start to the file's.

import type { Location } from '../instance/instance.ts';
import type { Finding, Rule } from './rule.ts';

export interface RuleFinding {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** A finding all of whose places have moved as far. */
export function moved(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const { related, fixes } = finding;
  const at = ({ uri, start, end }: Location): Location => ({ uri, start: start + by, end: end + by });
  return {
    ...finding,
    at: at(finding.at),
    ...(related && { related: related.map((place) => ({ ...place, at: at(place.at) })) }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map((edit) => ({ ...edit, at: at(edit.at) })),
      })),
    }),
  };
}
