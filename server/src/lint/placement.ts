// Findings are kept relative to their line and get their place in the file when they are shown.

import type { Location } from '../instance/instance.ts';
import type { Shift } from '../instance/shift.ts';
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

/**
 * A finding with its places in one file shifted; the same object if they stay where they are. Undefined if the shift does
 * not tell where one of them is now.
 */
export function shifted(finding: Finding, uri: string, shift: Shift): Finding | undefined {
  const isIn = (at: Location): boolean => at.uri === uri;
  const stays = ({ start, end }: Location): boolean => shift.of(start) === start && shift.of(end) === end;
  const isLost = ({ start, end }: Location): boolean =>
    shift.of(start) === undefined || shift.of(end) === undefined;
  if (!somePlace(finding, (at) => isIn(at) && !stays(at))) return finding;
  if (somePlace(finding, (at) => isIn(at) && isLost(at))) return undefined;
  const { related, fixes } = finding;
  const at = (place: Location): Location =>
    isIn(place)
      ? { uri, start: shift.of(place.start) ?? place.start, end: shift.of(place.end) ?? place.end }
      : place;
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

function somePlace(
  { at, explains, related = [], fixes = [] }: Finding,
  is: (at: Location) => boolean,
): boolean {
  return (
    is(at) ||
    (explains !== undefined && is(explains)) ||
    related.some((place) => is(place.at)) ||
    fixes.some(({ edits }) => edits.some((edit) => is(edit.at)))
  );
}
