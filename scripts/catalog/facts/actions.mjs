// The actions that the right-hand side of access tables and of header and body checks can begin with.

import { functionBody } from '../c/rows.mjs';
import { readSource } from '../c/source-file.mjs';
import { comparedWords } from './comparisons.mjs';

/** @typedef {import('../tree.mjs').SourceTree} SourceTree */

/** @param {SourceTree} tree @returns {Set<string>} */
export function readAccessActions(tree) {
  return wordsOf(tree, 'src/smtpd/smtpd_check.c', 'check_table_result', 'value');
}

/**
 * The actions of each of the three program parts that check headers.
 * @param {SourceTree} tree
 * @returns {Readonly<Record<'cleanup' | 'milter' | 'smtp', Set<string>>>}
 */
export function readHeaderActions(tree) {
  const common = wordsOf(tree, 'src/global/header_body_checks.c', 'hbc_action', 'cmd');
  const milter = wordsOf(tree, 'src/cleanup/cleanup_milter.c', 'cleanup_milter_hbc_extend', 'command');
  return {
    cleanup: wordsOf(tree, 'src/cleanup/cleanup_message.c', 'cleanup_act', 'value'),
    milter: new Set([...common, ...milter]),
    smtp: common,
  };
}

/** @param {SourceTree} tree @param {string} path @param {string} name @param {string} subject the variable */
function wordsOf(tree, path, name, subject) {
  const { tokens, macros } = readSource(tree, path);
  return new Set(comparedWords(functionBody(tokens, name) ?? [], macros, { with: subject }));
}
