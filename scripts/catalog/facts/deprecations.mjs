// Parameters that postconf itself warns about: src/postconf/postconf_unused.c, since 3.9.

import { initializer } from '../c/rows.mjs';
import { readSource } from '../c/source-file.mjs';
import { constant } from './comparisons.mjs';

/**
 * @typedef {{ readonly replacement: string } | { readonly advice: string }} Deprecation
 */

/** A name that exists only for Postfix's own tests. */
const testName = 'deleted-test-only';

/** Postfix's advice, and our wording of it. */
const advices = new Map([
  ['do not specify', 'remove the setting'],
  ['do not specify (leave at default)', 'remove the setting'],
]);

/**
 * @param {import('../tree.mjs').SourceTree} tree
 * @param {(problem: string) => void} report
 * @returns {Map<string, Deprecation>}
 */
export function readDeprecations(tree, report) {
  const { tokens, macros } = readSource(tree, 'src/postconf/postconf_unused.c');
  const elements = initializer(tokens, 'pcf_depr_param_info') ?? [];
  const texts = elements.flatMap((element) => constant(element, macros) ?? []);
  /** @type {Map<string, Deprecation>} */
  const found = new Map();
  for (let at = 0; at + 1 < texts.length; at += 2) {
    const [name = '', text = ''] = texts.slice(at, at + 2);
    if (name === testName) continue;
    const replacement = /^(?:specify )?"?([a-z0-9_]+)"?$/.exec(text)?.[1];
    const advice = advices.get(text);
    if (replacement !== undefined) found.set(name, { replacement });
    else if (advice !== undefined) found.set(name, { advice });
    else report(`${name} is deprecated, with an advice that we have no words for: ${text}`);
  }
  return found;
}
