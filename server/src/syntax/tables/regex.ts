// Facts about a regular expression that are known without compiling it.

import { rawByte } from '../bytes.ts';
import type { Span } from '../text.ts';

export interface RegexScan {
  /** The number of groups that a `$number` can refer to; undefined if it is not known. */
  readonly groups: number | undefined;
  /** The pattern does not compile. Every release of the engine, or every common one, agrees, except for `gnuOnly`. */
  readonly error?: RegexError;
  /**
   * False if the pattern has a construct that only the engine can judge. Without an error, it may still not compile,
   * and the error may not be the first one that the engine finds.
   */
  readonly complete: boolean;
}

/** Offsets count from the start of the scanned text. */
export interface RegexError extends Span {
  readonly message: string;
  /** Only the GNU C library certainly reports it. The BSD libraries read the pattern in another way. */
  readonly gnuOnly?: true;
}

/**
 * The byte of a character that ends a bracket range (`lastByte`: the one that begins it). Both engines count bytes, and
 * a non-ASCII character has several. With `bytes`, each character is already one byte.
 */
export function firstByte(text: string, at: number, bytes: boolean): number {
  const code = text.codePointAt(at) ?? 0;
  if (bytes || code < 0x80) return code;
  const raw = rawByte(code);
  if (raw !== undefined) return raw;
  return code < 0x800 ? 0xc0 | (code >> 6) : code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

export function lastByte(text: string, at: number, bytes: boolean): number {
  const code = text.codePointAt(at) ?? 0;
  return bytes || code < 0x80 ? code : (rawByte(code) ?? 0x80 | (code & 0x3f));
}

/** The offset after the character at `at`: two code units for a surrogate pair. */
export function nextCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}
