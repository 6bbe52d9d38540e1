// Copies beside the file that Postfix reads, such as main.cf.bak: nothing in them has an effect, so none of their
// findings is urgent.

import { lower, type RatedFinding } from './settings.ts';

/**
 * The name of the file that this one is a copy of: main.cf for main.cf.bak. Undefined for a name of another kind, and
 * for new versions that are to replace the file, such as main.cf.rpmnew.
 */
export function originalOf(name: string): string | undefined {
  return copy.exec(name)?.[1];
}

const suffixes =
  'proto|default|dist|sample|example|orig|org|old|bak|backup|save|rpmsave|rpmorig|dpkg-dist|dpkg-old|ucf-dist|ucf-old|pacsave';
const copy = new RegExp(`^([^/]+?)(?:~|\\.(?:${suffixes})|[.-]\\d{4}-?\\d\\d-?\\d\\d)$`);

/** @param copies the URIs of the copies */
export function withCalmCopies(
  found: readonly RatedFinding[],
  copies: ReadonlySet<string>,
): readonly RatedFinding[] {
  if (copies.size === 0) return found;
  return found.map((each) =>
    copies.has(each.finding.at.uri) ? { ...each, severity: lower('information', each.severity) } : each,
  );
}
