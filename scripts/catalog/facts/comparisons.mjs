// Finds the words that a program compares a text with: `strcasecmp(name, WORD)` and similar calls.

import { NotConstant } from '../c/macros.mjs';
import { calls } from '../c/rows.mjs';

/**
 * @typedef {import('../c/tokens.mjs').Token} Token
 * @typedef {import('../c/macros.mjs').Macros} Macros
 */

/** The functions and macros for comparisons in Postfix's sources. */
const comparisons = ['strcmp', 'strcasecmp', 'strncasecmp', 'STREQ', 'STREQUAL'];

/**
 * The constants that the tokens compare something with.
 * @param {readonly Token[]} source
 * @param {Macros} macros
 * @param {{ readonly with?: string }} options restricts the search to comparisons with this variable
 * @returns {string[]}
 */
export function comparedWords(source, macros, options = {}) {
  const isSubject = (/** @type {readonly Token[]} */ value) =>
    options.with === undefined || value.map(({ text }) => text).join('') === options.with;
  return comparisons
    .flatMap((name) => calls(source, name))
    .filter(({ values }) => values.some(isSubject))
    .flatMap(({ values }) => values.slice(0, 2).flatMap((value) => constant(value, macros) ?? []));
}

/**
 * @param {readonly Token[]} value
 * @param {Macros} macros
 * @returns {string | undefined}
 */
export function constant(value, macros) {
  try {
    return macros.string(value);
  } catch (error) {
    if (error instanceof NotConstant) return undefined;
    throw error;
  }
}
