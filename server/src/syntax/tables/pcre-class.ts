// Reads character classes (the text in brackets) in Perl-compatible patterns.

import type { PcreCursor } from './pcre-cursor.ts';
import { characterEscape, notNewline, property } from './pcre-escape.ts';
import { pcreMessages as messages } from './pcre-messages.ts';
import { firstByte, lastByte, nextCharacter } from './regex.ts';

const posixNames =
  'alpha lower upper alnum ascii blank cntrl digit graph print punct space word xdigit'.split(' ');

/** What an escape in a class represents: one character, or a set that cannot end a range. */
type ClassEscape = { readonly low: number; readonly high: number } | 'set' | 'nothing';

/**
 * Reads the text after `[` up to the closing bracket; `start` is the offset of the opening bracket. With `extendedMore`
 * (`xx`), spaces and tabs are ignored.
 */
export function readClass(cursor: PcreCursor, start: number, extendedMore: boolean): void {
  if (/\[:[<>]:\]\]/y.test(cursor.text.slice(cursor.at, cursor.at + 6)) && cursor.at + 6 <= cursor.end) {
    cursor.at += 6;
    return;
  }
  const outside = posixName(cursor, cursor.at);
  if (outside !== undefined) {
    const message = cursor.char(cursor.at) === ':' ? messages.posixOutside : messages.collating;
    cursor.fail(message, start, outside + 2);
    return;
  }
  startOfClass(cursor, extendedMore);
  let quoted = false;
  /** The last byte of a character that could begin a range; -1 if there is none. */
  let low = -1;
  let inRange = false;
  for (let first = true; ; first = false) {
    if (cursor.at >= cursor.end) {
      cursor.fail(messages.bracket, start, cursor.end);
      return;
    }
    const from = cursor.at;
    const c = cursor.char(from);
    if (c === ']' && !first && !quoted) {
      cursor.at++;
      return;
    }
    cursor.at = nextCharacter(cursor.text, from);
    let element: ClassEscape = {
      low: firstByte(cursor.text, from, cursor.bytes),
      high: lastByte(cursor.text, from, cursor.bytes),
    };
    if (quoted) {
      if (c === '\\' && cursor.char(cursor.at) === 'E') {
        quoted = false;
        cursor.at++;
        continue;
      }
    } else if (extendedMore && (c === ' ' || c === '\t')) continue;
    else if (c === '[' && posixName(cursor, cursor.at) !== undefined) {
      element = posixClass(cursor, from, inRange);
    } else if (c === '-' && low >= 0 && !inRange) {
      inRange = true;
      continue;
    } else if (c === '\\') {
      if (cursor.char(cursor.at) === 'Q') {
        quoted = true;
        cursor.at++;
        continue;
      }
      element = classEscape(cursor, from, inRange);
      if (element === 'nothing') continue;
    }
    if (cursor.error !== undefined) return;
    if (element === 'set' || element === 'nothing') {
      low = -1;
      inRange = false;
      if (
        cursor.char(cursor.at) === '-' &&
        cursor.at < cursor.end - 1 &&
        cursor.char(cursor.at + 1) !== ']'
      ) {
        cursor.fail(messages.range, from, cursor.at + 1);
        return;
      }
    } else if (inRange) {
      if (low > element.low) {
        cursor.fail(messages.rangeOrder, from, cursor.at);
        return;
      }
      // The last byte of a multibyte character can begin another range.
      low = element.high === element.low ? -1 : element.high;
      inRange = false;
    } else low = element.high;
  }
}

/** Skips `^` and empty quotes before the first character of a class. */
function startOfClass(cursor: PcreCursor, extendedMore: boolean): void {
  let negated = false;
  for (;;) {
    if (cursor.text.startsWith('\\E', cursor.at) && cursor.at + 2 <= cursor.end) cursor.at += 2;
    else if (cursor.text.startsWith('\\Q\\E', cursor.at) && cursor.at + 4 <= cursor.end) cursor.at += 4;
    else if (extendedMore && /[ \t]/.test(cursor.char(cursor.at))) cursor.at++;
    else if (!negated && cursor.char(cursor.at) === '^') {
      negated = true;
      cursor.at++;
    } else return;
  }
}

/** Where the name after `[:`, `[.`, or `[=` ends, if it is closed; `at` is the offset after the opening bracket. */
function posixName(cursor: PcreCursor, at: number): number | undefined {
  const kind = cursor.char(at);
  if (kind === '' || !':.='.includes(kind)) return undefined;
  for (let i = at + 1; i + 1 < cursor.end; i++) {
    const c = cursor.char(i);
    const next = cursor.char(i + 1);
    if (c === '\\' && (next === ']' || next === '\\')) i++;
    else if ((c === '[' && next === kind) || c === ']') return undefined;
    else if (c === kind && next === ']') return i;
  }
  return undefined;
}

function posixClass(cursor: PcreCursor, from: number, inRange: boolean): ClassEscape {
  const kind = cursor.char(cursor.at);
  const close = posixName(cursor, cursor.at) ?? cursor.end;
  const name = cursor.text.slice(cursor.at + 1, close).replace(/^\^/, '');
  cursor.at = close + 2;
  if (inRange) cursor.fail(messages.range, from, cursor.at);
  else if (kind !== ':') cursor.fail(messages.collating, from, cursor.at);
  else if (!posixNames.includes(name)) cursor.fail(messages.posixName, from, cursor.at);
  return 'set';
}

function classEscape(cursor: PcreCursor, start: number, inRange: boolean): ClassEscape {
  const c = cursor.char(cursor.at);
  if (c === '') {
    cursor.fail(messages.escapeAtEnd, start, cursor.end);
    return 'nothing';
  }
  cursor.at = nextCharacter(cursor.text, cursor.at);
  if (c === 'E') return 'nothing';
  if (c === 'b') return { low: 8, high: 8 };
  if (c === 'g') return { low: 103, high: 103 };
  if (/[BRX]/.test(c)) cursor.fail(messages.classEscape, start, cursor.at);
  // None of these can end a range.
  if (inRange && /[dDhHsSvVwWNACGKZzkpP]/.test(c)) cursor.fail(messages.range, start, cursor.at);
  if (/[dDhHsSvVwWBRX]/.test(c)) return 'set';
  if (c === 'N') {
    if (cursor.char(cursor.at) === '{') notNewline(cursor, start);
    cursor.fail(messages.notNewlineInClass, start, cursor.at);
    return 'set';
  }
  if (/[ACGKZzk]/.test(c)) {
    cursor.fail(messages.classEscape, start, cursor.at);
    return 'set';
  }
  if (c === 'p' || c === 'P') {
    property(cursor, start);
    return 'set';
  }
  const code = characterEscape(cursor, start, c);
  if (code !== undefined && c.charCodeAt(0) < 128) return { low: code, high: code };
  const at = start + 1;
  return {
    low: firstByte(cursor.text, at, cursor.bytes),
    high: lastByte(cursor.text, at, cursor.bytes),
  };
}
