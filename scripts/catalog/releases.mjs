// Postfix releases and their order. `3.7` is a release line; `3.7.11` is one patch level of it.

/** Older sources have a different structure and cannot be read. */
export const oldestSource = '3.3';

/** @typedef {'first' | 'last'} Patch the patch level that a release without one means */

/**
 * A number that orders releases.
 * @param {string} release
 * @param {Patch} patch
 */
export function orderOf(release, patch) {
  const [, major, minor, level] = /^(\d+)\.(\d+)(?:\.(\d+))?(?=$|-)/.exec(release) ?? [];
  if (minor === undefined) throw new Error(`${release} is no release`);
  return Number(major) * 1e6 + Number(minor) * 1e3 + Number(level ?? (patch === 'first' ? 0 : 999));
}

/** @param {string} release */
export function lineOf(release) {
  return release.split('.').slice(0, 2).join('.').split('-')[0] ?? '';
}

/** A development snapshot, which has no patch level. @param {string} version */
export function isSnapshot(version) {
  return !/^\d+\.\d+\.\d+$/.test(version);
}

/** @param {string} a @param {string} b */
export function byAge(a, b) {
  return orderOf(a, 'first') - orderOf(b, 'first');
}
