// The words of smtpd_*_restrictions and local_header_rewrite_clients, from src/smtpd/smtpd_check.c.

import { calls, functionBody, initializer } from '../c/rows.mjs';
import { readSource } from '../c/source-file.mjs';
import { comparedWords, constant } from './comparisons.mjs';

/**
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 * @typedef {import('../c/tokens.mjs').Token} Token
 *
 * @typedef {object} RestrictionFacts
 * @property {boolean} takesArgument
 * @property {boolean} takesTable
 * @property {boolean} forbidsOk OK from its table is an error
 * @property {boolean} isRemoved smtpd knows it only to report that it has been removed
 * @property {boolean} isRelayCheck a relay check, as smtpd requires it
 * @property {boolean} isRewrite a word of local_header_rewrite_clients
 */

/**
 * @param {SourceTree} tree
 * @returns {Map<string, RestrictionFacts>}
 */
export function readRestrictions(tree) {
  const { tokens, macros } = readSource(tree, 'src/smtpd/smtpd_check.c');
  const relayChecks = new Set(
    (initializer(tokens, 'rcpt_required') ?? []).map((word) => constant(word, macros)),
  );
  const removed = new Set(
    calls(tokens, 'msg_warn')
      .filter(({ values: [format = []] }) =>
        /^support for restriction .* has been removed/.test(textOf(format)),
      )
      .map(({ values: [, word = []] }) => constant(word, macros)),
  );
  const rewrite = wordsIn(functionBody(tokens, 'smtpd_check_rewrite') ?? [], macros);
  const words = [...wordsIn(functionBody(tokens, 'generic_checks') ?? [], macros), ...rewrite];
  // Restriction classes that smtpd defines itself.
  for (const { values } of calls(tokens, 'htable_enter')) {
    const word = constant(values[1] ?? [], macros);
    if (textOf(values[0] ?? []) === 'smtpd_rest_classes' && word !== undefined)
      words.push({ word, code: [], takesTable: false });
  }
  return new Map(
    words.map(({ word, code, takesTable }) => [
      word,
      {
        takesArgument: takesTable || takesNextWord(code),
        takesTable,
        forbidsOk: code.some(({ text }) => text === 'forbid_allowlist' || text === 'forbid_whitelist'),
        isRemoved: removed.has(word),
        isRelayCheck: relayChecks.has(word),
        isRewrite: rewrite.some((other) => other.word === word),
      },
    ]),
  );
}

/**
 * Each word that `name` is compared with, and the code from there to the next comparison. Words joined by `||` share
 * the code of the last one.
 * @param {readonly Token[]} body
 * @param {import('../c/macros.mjs').Macros} macros
 */
function wordsIn(body, macros) {
  const starts = body.flatMap(({ text }, at) => {
    const isComparison = text === 'strcasecmp' && body[at + 2]?.text === 'name';
    return isComparison || text === 'is_map_command' ? [at] : [];
  });
  const found = starts.flatMap((start, index) => {
    const segment = body.slice(start, starts[index + 1]);
    const takesTable = segment[0]?.text === 'is_map_command';
    const word = takesTable
      ? constant(calls(segment, 'is_map_command')[0]?.values[2] ?? [], macros)
      : comparedWords(segment, macros, { with: 'name' })[0];
    return word === undefined ? [] : [{ word, code: segment, takesTable }];
  });
  for (let at = found.length - 2; at >= 0; at--) {
    const [entry, next] = [found[at], found[at + 1]];
    if (entry && next && !entry.code.some(({ text }) => text === '{')) entry.code = next.code;
  }
  return found;
}

/** Whether the code moves to the next word of the list: `cpp += 1`, `++cpp`. @param {readonly Token[]} code */
function takesNextWord(code) {
  return code.some(
    ({ text }, at) =>
      text === 'cpp' &&
      (code[at - 1]?.text === '++' || code[at + 1]?.text === '++' || code[at + 1]?.text === '+'),
  );
}

/** @param {readonly Token[]} tokens */
function textOf(tokens) {
  return tokens.map(({ text }) => text).join('');
}
