// Finds the parts of C sources that contain the catalog's facts: table initializers, function bodies, and calls.

import { argumentsAt } from './macros.mjs';

/**
 * @typedef {import('./tokens.mjs').Token} Token
 */

/** @param {Token | undefined} token @param {string} mark */
export function isMark(token, mark) {
  return token?.kind === 'punctuator' && token.text === mark;
}

/**
 * The elements of `name[] = { … }`. Elements in braces are flattened: their parts become elements.
 * @param {readonly Token[]} source
 * @param {string} name
 * @returns {Token[][] | undefined} undefined if there is no such table
 */
export function initializer(source, name) {
  const body = initializerBody(source, name);
  return body && elementsOf(body);
}

/**
 * The tokens between the braces of `name[] = { … }`.
 * @param {readonly Token[]} source
 * @param {string} name
 */
export function initializerBody(source, name) {
  const at = source.findIndex(
    (token, index) => token.text === name && token.kind === 'name' && isMark(source[index + 1], '['),
  );
  if (at < 0) return undefined;
  const open = source.findIndex((token, index) => index > at && isMark(token, '{'));
  const equals = source.findIndex((token, index) => index > at && isMark(token, '='));
  return open < 0 || equals < 0 || equals > open ? undefined : block(source, open);
}

/** @param {readonly Token[]} body @returns {Token[][]} */
export function elementsOf(body) {
  /** @type {Token[][]} */
  const elements = [[]];
  let parentheses = 0;
  for (const token of body) {
    if (isMark(token, '(')) parentheses++;
    if (isMark(token, ')')) parentheses--;
    const isBrace = isMark(token, '{') || isMark(token, '}');
    if (isBrace || (parentheses === 0 && isMark(token, ','))) elements.push([]);
    else elements.at(-1)?.push(token);
  }
  return elements.filter((element) => element.length > 0);
}

/**
 * The tokens between the braces of a function's definition.
 * @param {readonly Token[]} source
 * @param {string} name
 * @returns {Token[] | undefined} undefined if it is not defined here
 */
export function functionBody(source, name) {
  for (let at = 0; at < source.length; at++) {
    if (source[at]?.text !== name || source[at]?.kind !== 'name') continue;
    const parameters = argumentsAt(source, at + 1);
    if (parameters === undefined || !isMark(source[parameters.end + 1], '{')) continue;
    return block(source, parameters.end + 1);
  }
  return undefined;
}

/**
 * The tokens between the `{` at the index `open` and its `}`.
 * @param {readonly Token[]} source
 * @param {number} open
 */
export function block(source, open) {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (isMark(source[at], '{')) depth++;
    if (isMark(source[at], '}') && --depth === 0) return source.slice(open + 1, at);
  }
  return source.slice(open + 1);
}

/**
 * The arguments of each call of a function or macro, in order.
 * @param {readonly Token[]} source
 * @param {string} name
 * @returns {{ readonly values: Token[][], readonly end: number }[]} `end` is the index of the `)`
 */
export function calls(source, name) {
  return source.flatMap((token, at) => {
    const call = token.text === name && token.kind === 'name' ? argumentsAt(source, at + 1) : undefined;
    return call === undefined ? [] : [call];
  });
}
