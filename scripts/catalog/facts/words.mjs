// Fixed words in values, from the places in the source that word-sources.json names.

import { calls, elementsOf, functionBody, initializerBody } from '../c/rows.mjs';
import { readEveryBranch } from '../c/source-file.mjs';
import { comparedWords, constant } from './comparisons.mjs';

/**
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 * @typedef {import('../c/source-file.mjs').SourceFile} SourceFile
 *
 * @typedef {object} WordPlace a table, what a variable is compared with, or an argument of a function's calls
 * @property {string} file a path; `*` matches any name
 * @property {string} [in] only in this function
 * @property {string} [table]
 * @property {string} [compared]
 * @property {string} [call]
 * @property {number} [argument] counted from 0
 */

/**
 * @param {SourceTree} tree
 * @param {WordPlace} place
 * @returns {Set<string>} empty if the release has no such place
 */
export function readWords(tree, place) {
  const landmark = place.table ?? place.in ?? place.call ?? '';
  const paths = tree
    .paths(new RegExp(`^${place.file.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`))
    .filter((path) => tree.read(path).includes(landmark));
  const words = paths.flatMap((path) => wordsIn(readEveryBranch(tree, path), place));
  return new Set(words.filter((word) => word !== ''));
}

/** @param {SourceFile} source @param {WordPlace} place @returns {string[]} */
function wordsIn({ tokens, macros }, place) {
  const code = place.in === undefined ? tokens : (functionBody(tokens, place.in) ?? []);
  if (place.compared !== undefined) return comparedWords(code, macros, { with: place.compared });
  if (place.call !== undefined)
    return calls(code, place.call).flatMap(
      ({ values }) => constant(values[place.argument ?? 0] ?? [], macros) ?? [],
    );
  // A macro may expand to a whole row.
  const rows = macros.expand(initializerBody(code, place.table ?? '') ?? []);
  return elementsOf(rows).flatMap((element) => constant(element, macros) ?? []);
}
