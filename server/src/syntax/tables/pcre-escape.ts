// Escapes in a Perl-compatible pattern that represent one character or a property.

import { isNameChar } from '../chars.ts';
import type { PcreCursor } from './pcre-cursor.ts';
import { pcreMessages as messages } from './pcre-messages.ts';
import { isUnicodeProperty } from './unicode-properties.ts';

export function notNewline(cursor: PcreCursor, start: number): void {
  if (cursor.char(cursor.at) !== '{') return;
  if (cursor.text.startsWith('U+', cursor.at + 1)) cursor.fail(messages.codePointName, start, cursor.at + 3);
  else if (cursor.counts(cursor.at) === undefined) cursor.fail(messages.perlOnly, start, cursor.at + 1);
  else if (cursor.counts(cursor.at) === 'younger') cursor.complete = false;
}

/**
 * Reads an escape that represents a character or a property, inside or outside a class. Returns its code if it has one.
 */
export function characterEscape(cursor: PcreCursor, start: number, c: string): number | undefined {
  const code = c.charCodeAt(0);
  const simple = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }[c];
  if (simple !== undefined) return simple;
  if (c >= '0' && c <= '7') return octal(cursor, start);
  if (c === '8' || c === '9' || !isNameChar(code) || c === '_') return code;
  switch (c) {
    case 'p':
    case 'P':
      property(cursor, start);
      break;
    case 'o':
      return bracedNumber(cursor, start, 8, messages.octalDigit);
    case 'x':
      if (cursor.char(cursor.at) === '{') return bracedNumber(cursor, start, 16, messages.hexDigit);
      return hex(cursor);
    case 'c':
      return control(cursor, start);
    case 'F':
    case 'l':
    case 'L':
    case 'u':
    case 'U':
      cursor.fail(messages.perlOnly, start, cursor.at);
      break;
    default:
      cursor.fail(messages.unknownEscape, start, cursor.at);
  }
  return undefined;
}

function octal(cursor: PcreCursor, start: number): number {
  let at = cursor.at;
  while (at < cursor.at + 2 && at < cursor.end && /[0-7]/.test(cursor.char(at))) at++;
  const value = Number.parseInt(cursor.text.slice(start + 1, at), 8);
  cursor.at = at;
  if (value > 255) cursor.fail(messages.octal, start, at);
  return value;
}

function hex(cursor: PcreCursor): number {
  const [digits = ''] =
    /^[0-9A-Fa-f]{0,2}/.exec(cursor.text.slice(cursor.at, Math.min(cursor.end, cursor.at + 2))) ?? [];
  cursor.at += digits.length;
  return digits === '' ? 0 : Number.parseInt(digits, 16);
}

/** `\x{41}`, `\o{101}`. */
function bracedNumber(cursor: PcreCursor, start: number, base: 8 | 16, notDigit: string): number {
  if (cursor.char(cursor.at) !== '{') {
    cursor.fail(messages.octalBrace, start, cursor.at);
    return 0;
  }
  const from = cursor.at + 1;
  const digit = base === 8 ? /[0-7]/ : /[0-9A-Fa-f]/;
  let at = from;
  while (digit.test(cursor.char(at))) at++;
  const value = Number.parseInt(cursor.text.slice(from, at) || '0', base);
  if (/[ \t]/.test(cursor.char(at))) {
    // Spaces in the braces are allowed since PCRE2 10.43.
    cursor.giveUp();
    return 0;
  }
  if (cursor.char(from) === '' || cursor.char(from) === '}') cursor.fail(messages.digits, start, at);
  else if (value > 255) cursor.fail(messages.codePoint, start, at);
  else if (cursor.char(at) !== '}') cursor.fail(notDigit, start, at);
  cursor.at = at + 1;
  return value;
}

function control(cursor: PcreCursor, start: number): number {
  const c = cursor.char(cursor.at);
  if (c === '') cursor.fail(messages.controlAtEnd, start, cursor.end);
  else if (c < ' ' || c > '~') cursor.fail(messages.control, start, cursor.at + 1);
  cursor.at++;
  return c.toUpperCase().charCodeAt(0) ^ 64;
}

export function property(cursor: PcreCursor, start: number): void {
  const c = cursor.char(cursor.at);
  if (/^[A-Za-z]$/.test(c)) {
    cursor.at++;
    if (/[clmnpsz]/.test(c)) cursor.complete = false;
    else if (!/[CLMNPSZ]/.test(c)) cursor.fail(messages.unknownProperty, start, cursor.at);
    return;
  }
  const close = c === '{' ? cursor.text.indexOf('}', cursor.at) : -1;
  if (close < 0 || close >= cursor.end) {
    cursor.fail(messages.property, start, cursor.at);
    return;
  }
  const name = cursor.text.slice(cursor.at + 1, close);
  cursor.complete = false;
  cursor.at = close + 1;
  if (isUnicodeProperty(name) === false) cursor.fail(messages.unknownProperty, start, cursor.at);
}
