// Problems that Postfix reports for a line of a table, and the facts about Postfix that determine them.

import { utf8Length } from '../bytes.ts';
import { type LogicalLine, logicalText } from '../lines.ts';
import type { Span } from '../text.ts';

/** A warning that Postfix logs for a line. Offsets count from the line's first character. */
export interface TableProblem<Code extends string = string> extends Span {
  readonly code: Code;
  /** Postfix's own message, without the file name, the line number, and the consequence. */
  readonly message: string;
  /** Whether Postfix leaves the line out of the table. */
  readonly skipped: boolean;
  /** Only the GNU C library reports it; with the BSD libraries, Postfix uses the line. */
  readonly gnuOnly?: true;
}

/** The problems that every kind of table can have. */
export type LineProblemCode = 'leading-whitespace' | 'not-utf8' | 'null-byte';

export interface TableOptions {
  /** The Postfix release, such as `3.7`. The default is the newest one. */
  readonly release?: string;
  /** With `smtputf8_enable = yes`, postmap(1) and postalias(1) drop lines that are not valid UTF-8. */
  readonly smtputf8?: boolean;
  /**
   * Whether each character of the text is one byte of the file (decoded as latin1). Otherwise, the text was decoded as
   * UTF-8, and invalid bytes became U+FFFD.
   */
  readonly bytes?: boolean;
}

/** All problems that Postfix reports for an item of any kind of table. */
export function problemsOf(
  item: { readonly problem?: TableProblem } | { readonly problems: readonly TableProblem[] },
): readonly TableProblem[] {
  if ('problems' in item) return item.problems;
  return item.problem === undefined ? [] : [item.problem];
}

/** A character as Postfix prints it in a message (printable.c). */
export function printable(c: string): string {
  return c < ' ' || c > '~' ? '?' : c;
}

/** Whether Postfix is older than the given release. If its release is not set, it is the newest. */
export function isBefore(release: string | undefined, major: number, minor: number): boolean {
  const [, theirMajor, theirMinor] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? [];
  if (theirMajor === undefined) return false;
  return Number(theirMajor) < major || (Number(theirMajor) === major && Number(theirMinor) < minor);
}

/** readlline.c: a file cannot begin with white space, because there is no line to continue. */
export function leadingWhitespace(line: LogicalLine): TableProblem<'leading-whitespace'> | undefined {
  if (!line.indented) return undefined;
  const blank = line.text.search(/[^ \t-\r]/);
  return {
    code: 'leading-whitespace',
    message: 'logical line must not start with whitespace',
    skipped: true,
    start: 0,
    end: blank < 0 ? line.text.length : blank,
  };
}

/** Since Postfix 3.9, readlline.c warns about a NUL byte. Every release stops reading the line there. */
export function nullByte(line: LogicalLine, options: TableOptions): TableProblem<'null-byte'> | undefined {
  if (!line.text.includes('\0') || isBefore(options.release, 3, 9)) return undefined;
  for (const { start, end } of line.pieces) {
    const at = line.text.indexOf('\0', start);
    if (at >= 0 && at < end) {
      return {
        code: 'null-byte',
        message: 'text after null byte may be ignored',
        skipped: false,
        start: at,
        end: at + 1,
      };
    }
  }
  return undefined;
}

/** The check of postmap.c and postalias.c. It does not apply to table files that Postfix reads directly. */
export function notUtf8(line: LogicalLine, options: TableOptions): TableProblem<'not-utf8'> | undefined {
  if (options.smtputf8 !== true || isAscii(line.text)) return undefined;
  const checked = { start: 0, end: line.text.length };
  const text = logicalText(line, checked);
  // Up to 3.8, a line that is ASCII up to a NUL byte passes. In other lines, the text after the NUL is also checked.
  const all = isBefore(options.release, 3, 9)
    ? line.pieces.map(({ start, end }) => line.text.slice(start, end)).join('')
    : text;
  if (isAscii(text) || (options.bytes === true ? isUtf8(all) : !/\uFFFD|\p{Surrogate}/u.test(all))) {
    return undefined;
  }
  return { code: 'not-utf8', message: 'non-UTF-8 input', skipped: true, ...checked };
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Whether text with one character per byte is valid UTF-8 (RFC 3629, valid_utf8_string.c). */
export function isUtf8(text: string): boolean {
  const byteAt = (i: number): number => text.charCodeAt(i);
  for (let i = 0; i < text.length; ) {
    const length = utf8Length(byteAt, i);
    if (length === 0) return false;
    i += length;
  }
  return true;
}
