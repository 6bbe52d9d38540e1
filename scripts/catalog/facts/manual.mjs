// Facts about each parameter in the manual's source: whether it has an entry, and since which release it exists.

import { byAge, lineOf } from '../releases.mjs';

/**
 * @typedef {object} ManualEntry
 * @property {true} [isWritten] the manual has an entry
 * @property {string} [since]
 * @property {readonly string[]} [backports]
 */

/**
 * @param {import('../tree.mjs').SourceTree} tree
 * @returns {Map<string, ManualEntry>} by name
 */
export function readManual(tree) {
  const path = 'proto/postconf.proto';
  if (!tree.has(path)) return new Map();
  const entries = tree
    .read(path)
    .split(/^%PARAM[ \t]+/m)
    .slice(1);
  return new Map(entries.map((text) => [/^\S+/.exec(text)?.[0] ?? '', sinceIn(text)]));
}

/** @param {string} text @returns {ManualEntry} */
function sinceIn(text) {
  const [, list] = availability.exec(text) ?? [];
  if (list === undefined) return { isWritten: true };
  const releases = (list.match(/\d+\.\d+(?:\.\d+)?/g) ?? []).sort(byAge);
  // Patch releases added it to older lines, and the newest line had it from the start.
  const newest = releases.at(-1) ?? '';
  const backports = releases.slice(0, -1);
  return { isWritten: true, since: lineOf(newest), ...(backports.length > 0 && { backports }) };
}

const availability =
  /This\s+feature\s+is\s+available\s+(?:in|with)\s+Postfix\s+(?:version\s+)?(?:&ge;\s*)?(\d+\.\d+(?:\.\d+)?(?:,\s*(?:and\s+)?\d+\.\d+\.\d+)*)/;
