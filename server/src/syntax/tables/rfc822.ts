// Addresses as tok822_parse.c reads them: tokens, the addresses among them, and the two ways to write them: internal
// (without quotes) and external (with quotes).

import type { Span } from '../text.ts';

export interface Token extends Span {
  /** `literal` is a domain literal such as `[192.0.2.1]`. An operator is one character. */
  readonly type: 'atom' | 'quoted' | 'comment' | 'literal' | 'operator';
  /** The text without quotes, brackets, and escapes. A comment is unchanged. */
  readonly text: string;
}

/** RFC 822's specials and the other characters that Postfix treats as operators. The backslash only escapes. */
const operators = '|%!()<>@,;:\\".[]';

/** The tokens of `text[start, end)`. Unclosed quotes, comments, and brackets end with the text. */
export function tokenize(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const c = text.charAt(at);
    if (isBlank(c)) {
      at++;
      continue;
    }
    const token = readToken(text, at, end);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function readToken(text: string, start: number, end: number): Token {
  const c = text.charAt(start);
  if (c === '(') return readComment(text, start, end);
  if (c === '[' || c === '"') {
    const close = c === '[' ? ']' : '"';
    const inside = collect(text, start + 1, end, (next) => next !== close);
    const type = c === '[' ? 'literal' : 'quoted';
    return { type, start, end: Math.min(inside.end + 1, end), text: inside.text };
  }
  if (c !== '\\' && operators.includes(c)) return { type: 'operator', start, end: start + 1, text: c };
  const atom = collect(text, start, end, (next) => !isBlank(next) && !operators.includes(next));
  return { type: needsQuotes(atom.text) ? 'quoted' : 'atom', start, ...atom };
}

function readComment(text: string, start: number, end: number): Token {
  let depth = 0;
  let at = start;
  while (at < end) {
    const c = text.charAt(at++);
    if (c === '(') depth++;
    else if (c === '\\' && at < end) at++;
    else if (c === ')' && --depth === 0) break;
  }
  return { type: 'comment', start, end: at, text: text.slice(start, at) };
}

/** Reads text up to a character that does not belong to it. Resolves escapes and turns white space into spaces. */
function collect(
  text: string,
  start: number,
  end: number,
  belongs: (c: string) => boolean,
): { text: string; end: number } {
  let result = '';
  let from = start;
  let at = start;
  for (; at < end; at++) {
    const escaped = text.charCodeAt(at) === 92;
    if (escaped) {
      result += text.slice(from, at);
      from = ++at;
      if (at >= end) break;
    }
    const c = text.charAt(at);
    if (!escaped && !belongs(c)) break;
    if (c !== ' ' && isBlank(c)) {
      result += `${text.slice(from, at)} `;
      from = at + 1;
    }
  }
  return { text: result + text.slice(from, at), end: at };
}

/** lex_822.h, IS_SPACE_TAB_CR_LF: does not include vertical tab and form feed. */
function isBlank(c: string): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}

/** An escaped special character turns an atom into a quoted string; 8-bit text does not (tok822_quote_atom). */
function needsQuotes(text: string): boolean {
  for (const c of text) if (c <= ' ' || c === '\x7f' || operators.includes(c)) return true;
  return false;
}

/** The form without quotes, which local(8) and key lookups use. */
export function internalize(tokens: readonly Token[]): string {
  return tokens.map((token, i) => internal(token) + (spaceAfter(token, tokens[i + 1]) ? ' ' : '')).join('');
}

/** The tokens of one address, joined without spaces. */
export function internalizeAddress(tokens: readonly Token[]): string {
  return tokens.map(internal).join('');
}

function internal(token: Token): string {
  return token.type === 'literal' ? `[${token.text}]` : token.text;
}

/** The form with quotes, which postalias stores as the value because a lookup parses it again. */
export function externalize(tokens: readonly Token[]): string {
  return tokens
    .map((token, i) => {
      if (token.type === 'operator' && token.text === ',') return ', ';
      return external(token) + (spaceAfter(token, tokens[i + 1]) ? ' ' : '');
    })
    .join('');
}

/** The form with quotes of one address, joined without spaces. */
export function externalizeAddress(tokens: readonly Token[]): string {
  return tokens.map(external).join('');
}

function external(token: Token): string {
  if (token.type === 'quoted') return `"${token.text.replace(/["\\\r\n]/g, '\\$&')}"`;
  if (token.type === 'literal') return `[${token.text.replace(/[\\\r\n]/g, '\\$&')}]`;
  return token.text;
}

function spaceAfter(token: Token, next: Token | undefined): boolean {
  if (next === undefined) return false;
  if (isOperator(token, ',') || isOperator(next, '<')) return true;
  return token.type !== 'operator' && next.type !== 'operator';
}

export function isOperator(token: Token | undefined, operator: string): boolean {
  return token?.type === 'operator' && token.text === operator;
}

/**
 * The addresses in a list, each as its tokens, in the order of the text. Like tok822_parse(), it reads from the right.
 * It finds the address in `phrase <address>`, the members of `group: a, b;`, and a missing comma between two words.
 * Comments are not part of any address.
 */
export function addressesIn(tokens: readonly Token[]): Token[][] {
  const addresses: Token[][] = [];
  let pending: Token[] = [];
  const flush = (): void => {
    if (pending.length > 0) addresses.push(pending.reverse());
    pending = [];
  };
  let wordExpected = true;
  let inGroup = false;
  let at = tokens.length - 1;
  const skipTo = (stop: string): void => {
    while (at >= 0 && !(tokens[at]?.type === 'operator' && stop.includes(tokens[at]?.text ?? ''))) at--;
  };
  while (at >= 0) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.type === 'comment') {
      at--;
    } else if (token.type !== 'operator') {
      if (!wordExpected) flush();
      pending.push(token);
      wordExpected = false;
      at--;
    } else if (token.text === ';') {
      flush();
      wordExpected = true;
      inGroup = true;
      at--;
    } else if (token.text === ':' && inGroup) {
      flush();
      skipTo(',');
    } else if (token.text === '>') {
      flush();
      const close = at;
      skipTo('<');
      pending = tokens
        .slice(at + 1, close)
        .filter((t) => t.type !== 'comment')
        .reverse();
      flush();
      skipTo('>;,:');
      // The colon ends the phrase. Outside a group, it is not part of anything.
      if (!inGroup && isOperator(tokens[at], ':')) at--;
      wordExpected = true;
    } else if (token.text === ',') {
      flush();
      wordExpected = true;
      at--;
    } else {
      pending.push(token);
      wordExpected = true;
      at--;
    }
  }
  flush();
  return addresses.reverse();
}
