// Addresses as tok822_parse.c reads them: tokens, the addresses among them, and the two ways of writing
// them down again, internal (without quotes) and external (with them).

import type { Span } from '../text.ts';

export interface Token extends Span {
  /** `literal` is a domain literal, `[192.0.2.1]`; an operator is one character. */
  readonly type: 'atom' | 'quoted' | 'comment' | 'literal' | 'operator';
  /** Without quotes, brackets and escapes; a comment as it stands. */
  readonly text: string;
}

/** RFC 822's specials and what else Postfix takes for an operator; the backslash only escapes. */
const operators = '|%!()<>@,;:\\".[]';

/** The tokens of `text[start, end)`. Quotes, comments and brackets that are not closed end with the text. */
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

/** Text up to a character that does not belong to it, escapes resolved and blanks made spaces. */
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

/** lex_822.h, IS_SPACE_TAB_CR_LF: vertical tab and form feed are not among them. */
function isBlank(c: string): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}

/** An escaped special makes a quoted string of an atom; 8-bit text does not (tok822_quote_atom). */
function needsQuotes(text: string): boolean {
  for (const c of text) if (c <= ' ' || c === '\x7f' || operators.includes(c)) return true;
  return false;
}

/** Without quotes: what local(8) and the lookup of a key see. */
export function internalize(tokens: readonly Token[]): string {
  return tokens.map((token, i) => internal(token) + (spaceAfter(token, tokens[i + 1]) ? ' ' : '')).join('');
}

/** The tokens of one address, between which no space is put. */
export function internalizeAddress(tokens: readonly Token[]): string {
  return tokens.map(internal).join('');
}

function internal(token: Token): string {
  return token.type === 'literal' ? `[${token.text}]` : token.text;
}

/** With quotes: what is stored as an alias's value, since it is read again when it is looked up. */
export function externalize(tokens: readonly Token[]): string {
  return tokens
    .map((token, i) => {
      if (token.type === 'operator' && token.text === ',') return ', ';
      return external(token) + (spaceAfter(token, tokens[i + 1]) ? ' ' : '');
    })
    .join('');
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
 * The addresses in a list, each as its tokens, in the order of the text. As tok822_parse() it reads from the
 * right, finds the address of `phrase <address>`, the members of `group: a, b;`, and a missing comma where
 * two words meet; comments belong to no address.
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
      // It ends the phrase; a colon without a group belongs to nothing then.
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
