// The parameter names in client files of LDAP, SQL, memcache, and MongoDB tables: the cfg_get_ calls in dict_*.c.

import { calls, functionBody } from '../c/rows.mjs';
import { readEveryBranch } from '../c/source-file.mjs';
import { constant } from './comparisons.mjs';

/**
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 * @typedef {{ readonly kind: 'text' | 'integer' | 'boolean', readonly min?: number, readonly max?: number,
 *   readonly required?: true }} DatabaseKeyFacts
 */

/** @type {readonly (readonly [name: string, kind: DatabaseKeyFacts['kind']])[]} */
const getters = [
  ['cfg_get_str', 'text'],
  ['cfg_get_int', 'integer'],
  ['cfg_get_bool', 'boolean'],
];

/** Functions of db_common.c that a client may call instead. */
const common = ['db_common_parse_domain', 'db_common_sql_build_query'];

/**
 * @param {SourceTree} tree
 * @param {string} type such as `mysql`
 * @returns {Map<string, DatabaseKeyFacts>} empty if the release has no such client
 */
export function readDatabaseKeys(tree, type) {
  const path = `src/global/dict_${type}.c`;
  if (!tree.has(path)) return new Map();
  const client = readEveryBranch(tree, path);
  const shared = readEveryBranch(tree, 'src/global/db_common.c');
  /** @type {Map<string, DatabaseKeyFacts>} */
  const keys = new Map();
  for (const name of common.filter((name) => calls(client.tokens, name).length > 0)) {
    const body = { ...shared, tokens: functionBody(shared.tokens, name) ?? [] };
    // The older parameters, which are read if there is no `query`.
    for (const [key, { kind }] of keysIn(body)) keys.set(key, { kind });
  }
  for (const [key, facts] of keysIn(client)) keys.set(key, facts);
  return keys;
}

/** @param {import('../c/source-file.mjs').SourceFile} source @returns {Generator<[string, DatabaseKeyFacts]>} */
function* keysIn({ tokens, macros }) {
  for (const [getter, kind] of getters) {
    for (const { values } of calls(tokens, getter)) {
      const [, name = [], fallback = [], low = [], high = []] = values;
      const key = constant(name, macros);
      if (key === undefined) continue;
      const [min, max] = kind === 'boolean' ? [0, 0] : [macros.integer(low), macros.integer(high)];
      // A text that must not be empty, but whose default is empty.
      const required = kind === 'text' && min > 0 && (constant(fallback, macros) ?? '') === '';
      const limits = kind === 'integer' && { ...(min > 0 && { min }), ...(max > 0 && { max }) };
      yield [key, { kind, ...limits, ...(required && { required }) }];
    }
  }
}
