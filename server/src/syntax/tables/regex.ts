// What can be said of a regular expression without the engine that compiles it.

import { rawByte } from '../bytes.ts';
import type { Span } from '../text.ts';

export interface RegexScan {
  /** How many groups a `$number` can name; undefined where that cannot be told. */
  readonly groups: number | undefined;
  /** The pattern does not compile. Only said when every release of the engine, or every common one, agrees. */
  readonly error?: RegexError;
  /**
   * False when the pattern has a construct that only the engine itself can judge: without an error it may
   * still not compile, and the error may not be the one that the engine finds first.
   */
  readonly complete: boolean;
}

/** Offsets are those of the text that was scanned. */
export interface RegexError extends Span {
  readonly message: string;
}

/**
 * The bytes of a character at which a range in brackets ends and begins: both engines count in bytes, and a
 * character beyond ASCII has several. With `bytes` each character is a byte already.
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

/** The offset behind the character at `at`: two code units for a surrogate pair. */
export function nextCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}
