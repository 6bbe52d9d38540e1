// Facts that change between releases: a value with its changes, and the releases in which something exists.
// Known facts about other releases are kept. If a new fact conflicts with them, the result is undefined.

import { byAge, lineOf, orderOf } from './releases.mjs';

/**
 * @typedef {{ readonly from: string, readonly value: string }} Change from a line on, or from a patch level of it
 *
 * @typedef {object} Presence
 * @property {string} [since] the first line that has it; `2.0` means 2.0 or earlier
 * @property {string} [last] the last line
 * @property {readonly string[]} [backports] patch levels that added it to earlier lines
 *
 * @typedef {object} Moment the position of a source tree among the known releases
 * @property {string} line
 * @property {string} version `3.11.6`
 * @property {readonly string[]} lines all known lines including this one, oldest first
 * @property {boolean} isNewPatch only an earlier patch level of the line is known
 * @property {boolean} isOldPatch a later patch level of the line is known
 */

/**
 * @param {readonly Change[]} changes oldest first
 * @param {string} release
 * @returns {string | undefined} undefined before the first change
 */
export function valueAt(changes, release) {
  const at = orderOf(release, 'last');
  return changes.findLast(({ from }) => orderOf(from, 'first') <= at)?.value;
}

/**
 * The changes with a different value at one moment.
 * @param {readonly Change[]} changes
 * @param {string} value
 * @param {Moment} moment
 * @returns {readonly Change[] | undefined} undefined if the first patch level with the value is unknown
 */
export function withValue(changes, value, moment) {
  if (valueAt(changes, moment.version) === value) return changes;
  if (moment.isOldPatch) return undefined;
  // Corrects the last change within the line itself.
  const said = changes.findLast(({ from }) => lineOf(from) === moment.line)?.from ?? moment.line;
  const added = [{ from: moment.isNewPatch ? moment.version : said, value }];
  const next = moment.lines[moment.lines.indexOf(moment.line) + 1];
  const later = changes.findLast((c) => next !== undefined && byAge(c.from, next) <= 0);
  if (next !== undefined && later !== undefined) added.push({ from: next, value: later.value });
  const kept = changes.filter((change) => !added.some(({ from }) => from === change.from));
  return withoutRepetition([...kept, ...added].sort((a, b) => byAge(a.from, b.from)));
}

/** @param {readonly Change[]} changes */
function withoutRepetition(changes) {
  return changes.filter((change, index) => index === 0 || changes[index - 1]?.value !== change.value);
}

/**
 * @param {Presence} presence
 * @param {string} release
 */
export function isPresent({ since = '2.0', last, backports = [] }, release) {
  const at = orderOf(release, 'last');
  if (last !== undefined && orderOf(last, 'last') < at) return false;
  if (orderOf(since, 'first') <= at) return true;
  return backports.some((patch) => lineOf(patch) === lineOf(release) && orderOf(patch, 'first') <= at);
}

/**
 * The presence with the moment's line added.
 * @param {Presence} presence
 * @param {Moment} moment
 * @returns {Presence | undefined} undefined if that would leave a gap, or if only part of the line has it
 */
export function withLine(presence, moment) {
  if (isPresent(presence, moment.version)) return presence;
  if (moment.isNewPatch || moment.isOldPatch) return undefined;
  const { since = '2.0', last, ...rest } = presence;
  const at = moment.lines.indexOf(moment.line);
  if (moment.lines[at + 1] === since) return { ...rest, since: moment.line, ...(last && { last }) };
  if (last === undefined || moment.lines[at - 1] !== last) return undefined;
  return { ...rest, since, ...(moment.lines[at + 1] !== undefined && { last: moment.line }) };
}

/**
 * The presence without the moment's line: the line before it becomes the last.
 * @param {Presence} presence
 * @param {Moment} moment
 * @returns {Presence | undefined} undefined if a later line has it, or if there is no earlier line
 */
export function withoutLine(presence, moment) {
  if (!isPresent(presence, moment.version)) return presence;
  if (moment.isNewPatch || moment.isOldPatch) return undefined;
  const at = moment.lines.indexOf(moment.line);
  const before = moment.lines[at - 1];
  const later = moment.lines.slice(at + 1).some((line) => isPresent(presence, line));
  if (before === undefined || later || !isPresent(presence, before)) return undefined;
  return { ...presence, last: before };
}
