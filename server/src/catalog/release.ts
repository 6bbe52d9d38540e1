// Releases of Postfix as users write them: "3.7", "3.7.11". A line without a patch level means its last patch level.

/** A release line such as `3.7`, with a number that orders it among all patch levels. */
export interface Release {
  readonly name: string;
  readonly order: number;
}

/** The releases that have a feature. By default, from the first release to the newest. */
export interface Lifetime {
  /** The first release line that has it. */
  readonly since?: string;
  /** The last release line that has it. */
  readonly last?: string;
  /** Patch levels that added it to older lines. */
  readonly backports?: readonly string[];
}

/** Accepts `3.7`, `3.7.11`, and `3.12-20260821`; undefined for anything else. */
export function parseRelease(text: string): Release | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?=$|[.\-\s])/.exec(text.trim());
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return {
    name: `${major}.${minor}`,
    order: orderOf(Number(major), Number(minor), Number(patch ?? lastPatch)),
  };
}

/** Caches release names from the code: there are few of them, and rules compare with them constantly. */
const known = new Map<string, Release>();

/** For release names in the code: throws on anything that is not a release. */
export function release(text: string): Release {
  let found = known.get(text);
  if (found === undefined) {
    found = parseRelease(text);
    if (found === undefined) throw new Error(`not a Postfix release: ${text}`);
    known.set(text, found);
  }
  return found;
}

/** `other` means the first patch level of its line, unless it names one. */
export function atLeast(one: Release, other: string): boolean {
  const { name, order } = release(other);
  return one.order >= (other === name ? order - lastPatch : order);
}

/** `other` means the last patch level of its line, unless it names one. */
export function isNewer(one: Release, other: string): boolean {
  return one.order > release(other).order;
}

/** Whether a release has something with this lifetime. */
export function exists(one: Release, { since, last, backports }: Lifetime): boolean {
  if (last !== undefined && isNewer(one, last)) return false;
  if (since === undefined || atLeast(one, since)) return true;
  return backports?.some((patch) => release(patch).name === one.name && atLeast(one, patch)) ?? false;
}

/** The first release of the line that has it: the patch level that added it, or the first release of all. */
export function firstFor(one: Release, { since, backports }: Lifetime): string | undefined {
  return backports?.find((patch) => release(patch).name === one.name) ?? since;
}

const lastPatch = 999;

function orderOf(major: number, minor: number, patch: number): number {
  return (major * 1000 + minor) * 1000 + patch;
}
