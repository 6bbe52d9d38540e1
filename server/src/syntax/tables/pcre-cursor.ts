// A position in a Perl-compatible pattern, and what is known about the pattern up to there.

import type { Span } from '../text.ts';
import type { RegexError } from './regex.ts';

export class PcreCursor {
  at: number;
  readonly end: number;
  /** The first error, which ends the scan. */
  error: RegexError | undefined;
  /** As in `RegexScan`. */
  complete = true;
  /** False if nothing is known from some point on, neither groups nor errors. */
  countable = true;

  constructor(
    readonly text: string,
    { start, end }: Span,
    /** Whether each character is a byte. */
    readonly bytes: boolean,
  ) {
    this.at = start;
    this.end = end;
  }

  /** The character at an offset; empty past the end of the pattern. */
  char(at: number): string {
    return at < this.end ? this.text.charAt(at) : '';
  }

  fail(message: string, start: number, end: number): void {
    if (this.countable) this.error ??= { message, start, end };
  }

  /** Nothing is known from here on. */
  giveUp(): void {
    this.complete = false;
    this.countable = false;
    this.at = this.end;
  }

  /**
   * `{n}`, `{n,}`, or `{n,m}` at `start`. `younger` means another form, which is a quantifier only since PCRE2 10.43.
   */
  counts(start: number): { min: number; max: number | undefined; end: number } | 'younger' | undefined {
    let at = start + 1;
    while (/[0-9, \t]/.test(this.char(at))) at++;
    if (this.char(at) !== '}') return undefined;
    const inside = this.text.slice(start + 1, at);
    if (!/^[0-9]+(?:,[0-9]*)?$/.test(inside)) return /[0-9]/.test(inside) ? 'younger' : undefined;
    const [min = '', max = min] = inside.split(',');
    return { min: Number(min), max: max === '' ? undefined : Number(max), end: at + 1 };
  }
}
