// The release to judge by, as a person or a program of this machine names it.

import { releases } from '../catalog/catalog.ts';
import { parseRelease, type Release } from '../catalog/release.ts';

export interface Target {
  /** `auto`, or a version of a release that the catalog knows. */
  readonly version: string;
  /** Says why it is not the version that was named. */
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

/** @param version what the Postfix on this machine says */
export function installedTarget(version: string): Target {
  const installed = parseRelease(version);
  return installed !== undefined && installed.order > newest().order ? inPlaceOf(version) : { version };
}

/** A later release of the newest major version: it differs little from the newest one known. */
function isSuccessor({ name, order }: Release): boolean {
  const [major] = name.split('.');
  return order > newest().order && newest().name.split('.')[0] === major;
}

function inPlaceOf(version: string): Target {
  const { name } = newest();
  const note = `Postfix ${version} is newer than any release that this version of postfix-lint knows. It uses ${name} instead.`;
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
