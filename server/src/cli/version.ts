// The target release, as given by the user or by a program on this host.

import { releases } from '../catalog/catalog.ts';
import { parseRelease, type Release } from '../catalog/release.ts';

export interface Target {
  /** `auto`, or a release that the catalog knows. */
  readonly version: string;
  /** Explains why the version differs from the requested one. */
  readonly note?: string;
}

/** @param version the argument of `--postfix-version` */
export function targetVersion(version: string): Target | { readonly problem: string } {
  if (version === 'auto') return { version };
  const named = /^\d+\.\d+(?:\.\d+)?(?:-[\w.-]+)?$/.test(version) ? parseRelease(version) : undefined;
  if (named === undefined)
    return { problem: `--postfix-version needs a release such as 3.7, not "${version}"` };
  if (releases.some(({ name }) => name === named.name)) return { version };
  return isSuccessor(named) ? inPlaceOf(version) : { problem: unknown(version) };
}

/** @param version the version that the installed Postfix reports */
export function installedTarget(version: string): Target {
  const installed = parseRelease(version);
  return installed !== undefined && installed.order > newest().order ? inPlaceOf(version) : { version };
}

/** A release after the newest known major version. It is assumed to differ little from the newest one known. */
function isSuccessor({ name, order }: Release): boolean {
  const [major] = name.split('.');
  return order > newest().order && newest().name.split('.')[0] === major;
}

function inPlaceOf(version: string): Target {
  const { name } = newest();
  const note = `Postfix ${version} is newer than any release that this version of postfix-lint knows. Using ${name} instead.`;
  return { version: name, note };
}

function unknown(version: string): string {
  return `--postfix-version: Postfix ${version} is not a known release. Known releases are ${releases[0]?.name} to ${newest().name}.`;
}

function newest(): Release {
  const last = releases.at(-1);
  if (last === undefined) throw new Error('the catalog has no release');
  return last;
}
