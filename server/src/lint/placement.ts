// Findings are kept relative to their line and get their place in the file when they are shown.

import type { Location } from '../instance/instance.ts';
import type { Span } from '../syntax/text.ts';
import type { Finding, LineFinding, Rule } from './rule.ts';

export interface RuleFinding {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** A finding about a line that begins at `base`. */
export function placed(finding: LineFinding, uri: string, base: number): Finding {
  const { start, end, related, fixes, ...rest } = finding;
  const at = (span: Span): Location => ({ uri, start: base + span.start, end: base + span.end });
  return {
    ...rest,
    at: at({ start, end }),
    ...(related && { related: related.map((place) => ({ at: at(place), message: place.message })) }),
    ...(fixes && {
      fixes: fixes.map(({ edits, ...fix }) => ({
        ...fix,
        edits: edits.map((edit) => ({ at: at(edit), text: edit.text })),
      })),
    }),
  };
}

/** A finding with all of its places moved by the same distance. */
export function moved(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const { related, fixes } = finding;
  const at = ({ uri, start, end }: Location): Location => ({ uri, start: start + by, end: end + by });
  return {
    ...finding,
    at: at(finding.at),
    ...(finding.explains && { explains: at(finding.explains) }),
    ...(related && { related: related.map((place) => ({ ...place, at: at(place.at) })) }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map((edit) => ({ ...edit, at: at(edit.at) })),
      })),
    }),
  };
}
