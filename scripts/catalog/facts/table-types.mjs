// The types of lookup tables that some build of a release has, from the tables of dict_open.c and mail_dict.c.

import { initializer } from '../c/rows.mjs';
import { readEveryBranch } from '../c/source-file.mjs';
import { constant } from './comparisons.mjs';

/**
 * @param {import('../tree.mjs').SourceTree} tree
 * @returns {Set<string>}
 */
export function readTableTypes(tree) {
  const files = ['src/util/dict_open.c', 'src/global/mail_dict.c'];
  const names = files.flatMap((path) => {
    const { tokens, macros } = readEveryBranch(tree, path);
    return (initializer(tokens, 'dict_open_info') ?? []).flatMap(
      (element) => constant(element, macros) ?? [],
    );
  });
  return new Set(names);
}
