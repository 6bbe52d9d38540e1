// The lookup table types that any build of a release supports, from the tables in dict_open.c and mail_dict.c.

import { initializer } from '../c/rows.mjs';
import { readEveryBranch } from '../c/source-file.mjs';
import { constant } from './comparisons.mjs';

/** @typedef {{ readonly create: boolean }} TableTypeFacts whether postmap(1) can write such a table */

/**
 * @param {import('../tree.mjs').SourceTree} tree
 * @returns {Map<string, TableTypeFacts>}
 */
export function readTableTypes(tree) {
  /** @type {Map<string, TableTypeFacts>} */
  const types = new Map();
  for (const path of ['src/util/dict_open.c', 'src/global/mail_dict.c']) {
    const { tokens, macros } = readEveryBranch(tree, path);
    const elements = initializer(tokens, 'dict_open_info') ?? [];
    elements.forEach((element, index) => {
      const name = constant(element, macros);
      // After the name come the functions that open it for reading and for writing.
      const write = elements[index + 2]?.[0]?.text ?? '';
      if (name !== undefined) types.set(name, { create: write.startsWith('mkmap_') });
    });
  }
  return types;
}
