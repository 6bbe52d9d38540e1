// Which releases have something.

import { atLeast, type Release } from '../../catalog/release.ts';

/** A sentence if the target release does not have something yet, otherwise nothing. */
export function addedLater(release: Release, since: string, where = ''): string[] {
  return atLeast(release, since)
    ? []
    : [`Requires Postfix ${since} or later${where}. The target release is ${release.name}.`];
}

/** A sentence with the release that added something, unless all known releases have it. */
export function addedIn(since: string): string[] {
  return since === '2.0' ? [] : [`Added in Postfix ${since}.`];
}
