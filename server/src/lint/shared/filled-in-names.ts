// Undefined names that a script probably replaces before Postfix reads the file.

import type { Names } from '../../instance/names.ts';
import { memoize } from '../../syntax/memoize.ts';

/** No one mistypes so many: a script fills them in. */
const manyNames = 5;

/** Whether the undefined names of a configuration are so many that it is a template. */
const isTemplate = memoize(
  ({ undefinedUses }: Names): boolean => new Set(undefinedUses.map(({ name }) => name)).size >= manyNames,
);

/** A script may replace a name such as `MY_NETWORKS`. */
export function isFilledIn(name: string, names: Names): boolean {
  return isTemplate(names) || /^[A-Z][A-Z0-9_]*$/.test(name);
}
