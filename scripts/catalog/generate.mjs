// Updates the catalog with the facts of a source tree.

import { Generation } from './generation.mjs';
import { mergeParameters } from './merge/parameters.mjs';
import { mergeServices } from './merge/services.mjs';
import { mergeAccessActions, mergeHeaderActions, mergeRestrictions } from './merge/smtpd.mjs';
import { mergeDatabaseKeys, mergeTableTypes } from './merge/tables.mjs';
import { mergeWords } from './merge/words.mjs';
import { oldestSource, orderOf } from './releases.mjs';

/**
 * @typedef {import('./catalog-files.mjs').Catalog} Catalog
 * @typedef {import('./tree.mjs').SourceTree} SourceTree
 */

/**
 * @param {SourceTree} tree
 * @param {Catalog} catalog is not changed
 * @returns {{ readonly catalog: Catalog, readonly changes: readonly string[], readonly problems: readonly string[] }}
 *   the new catalog, its changes, and the problems that a person must decide first
 */
export function generate(tree, catalog) {
  if (orderOf(tree.release, 'first') < orderOf(oldestSource, 'first'))
    throw new Error(`this is Postfix ${tree.version}: only sources from ${oldestSource} on can be read`);
  const result = structuredClone(catalog);
  const run = new Generation(tree, result);
  for (const merge of merges) merge(run);
  return { catalog: result, changes: run.changes, problems: run.problems };
}

const merges = [
  mergeParameters,
  mergeRestrictions,
  mergeAccessActions,
  mergeHeaderActions,
  mergeTableTypes,
  mergeDatabaseKeys,
  mergeServices,
  mergeWords,
];
