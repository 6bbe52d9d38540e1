// Scans the syntax of POSIX regular expressions for groups and for errors that regcomp(3) certainly reports. The
// reference is the GNU C library (regcomp.c) in the C locale, which Postfix's programs use. Where the GNU, musl, and
// BSD libraries are known to differ, only what all of them reject is an error, or the error is marked as one of the GNU
// library.
//
// The scanner does not handle: `^*` and other repetitions of an anchor; back-references in alternatives; names of collating elements; ranges that only the case folding of
// the GNU library reverses; `---` in brackets; repetitions that together exceed the available memory; and, in basic
// regular expressions (flag `x`), repetitions of repetitions and intervals at the start.

import type { Span } from '../text.ts';
import { firstByte, lastByte, nextCharacter, type RegexError, type RegexScan } from './regex.ts';

export interface PosixOptions {
  readonly extended: boolean;
  readonly ignoreCase: boolean;
  readonly bytes: boolean;
}

const messages = {
  bracket: 'Unmatched [, [^, [:, [., or [=',
  openBracket: 'Invalid regular expression',
  group: 'Unmatched ( or \\(',
  repeat: 'Invalid preceding regular expression',
  range: 'Invalid range end',
  className: 'Invalid character class name',
  interval: 'Invalid content of \\{\\}',
  openInterval: 'Unmatched \\{',
  size: 'Regular expression too big',
  backslash: 'Trailing backslash',
  backReference: 'Invalid back reference',
};

const classNames = 'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' ');

/** RE_DUP_MAX of the GNU library. Other libraries have lower limits. */
const maxRepeat = 32767;
/** If the product of nested repetitions exceeds this value, the expression may not fit into memory. */
const safeRepeats = 1000;

export function scanPosix(text: string, span: Span, options: PosixOptions): RegexScan {
  return new Scanner(text, span, options).scan();
}

/** What a repetition would apply to. */
type Before = 'nothing' | 'anchor' | 'item' | 'repetition';

class Scanner {
  private at: number;
  private readonly end: number;
  private groups = 0;
  private readonly open: { readonly start: number; readonly group: number }[] = [];
  private readonly closed = new Set<number>();
  private alternatives = false;
  private complete = true;
  private error: RegexError | undefined;
  private before: Before = 'nothing';
  private repeats = 1;

  constructor(
    private readonly text: string,
    { start, end }: Span,
    private readonly options: PosixOptions,
  ) {
    this.at = start;
    this.end = end;
  }

  scan(): RegexScan {
    while (this.at < this.end && this.error === undefined) {
      const start = this.at;
      const token = this.token();
      switch (token) {
        case '[':
          this.brackets(start);
          this.before = 'item';
          break;
        case '(':
          this.open.push({ start, group: ++this.groups });
          this.before = 'nothing';
          break;
        case ')':
          this.closeGroup(start);
          break;
        case '|':
          this.alternatives = true;
          this.before = 'nothing';
          break;
        case '*':
        case '+':
        case '?':
          this.repeat(start);
          break;
        case '{':
          this.interval(start);
          break;
        case 'anchor':
          this.before = 'anchor';
          break;
        default:
          this.before = 'item';
      }
    }
    const unclosed = this.open.at(-1);
    if (this.error === undefined && unclosed !== undefined)
      this.fail(messages.group, unclosed.start, this.end);
    return {
      groups: this.groups,
      complete: this.complete,
      ...(this.error && { error: this.error }),
    };
  }

  /** The meaning of the next token. A plain character, or anything that forms one item, is `item`. */
  private token(): string {
    const c = this.text.charAt(this.at);
    if (c === '\\') return this.escaped();
    this.at = nextCharacter(this.text, this.at);
    if (c === '[' || c === '*') return this.isLiteralStar(c) ? 'item' : c;
    if (this.options.extended) {
      if ('(){|+?'.includes(c)) return c;
      return c === '^' || c === '$' ? 'anchor' : 'item';
    }
    // In a basic expression, a caret in the middle is a plain character, and a dollar sign may be one.
    return c === '^' && this.before === 'nothing' ? 'anchor' : 'item';
  }

  private isLiteralStar(c: string): boolean {
    return c === '*' && !this.options.extended && (this.before === 'nothing' || this.before === 'anchor');
  }

  private escaped(): string {
    const start = this.at;
    if (start + 1 >= this.end) {
      this.at = this.end;
      this.fail(messages.backslash, start, this.end);
      return 'item';
    }
    const c = this.text.charAt(start + 1);
    this.at = nextCharacter(this.text, start + 1);
    if ("<>bB`'".includes(c)) return 'anchor';
    if (c >= '1' && c <= '9') {
      // Libraries other than GNU have no back-references in extended expressions and treat the digit as a literal.
      if (!this.closed.has(Number(c)))
        this.fail(messages.backReference, start, this.at, this.options.extended);
      else if (this.alternatives) this.complete = false;
      return 'item';
    }
    return !this.options.extended && '(){|+?'.includes(c) ? c : 'item';
  }

  private closeGroup(start: number): void {
    this.before = 'item';
    const opened = this.open.pop();
    if (opened !== undefined) {
      this.closed.add(opened.group);
      return;
    }
    // In an extended expression, the GNU library treats this as a plain character; other libraries report an error.
    if (!this.options.extended) this.fail(messages.group, start, this.at);
  }

  private repeat(start: number): void {
    if (!this.options.extended) {
      this.complete = this.complete && this.before === 'item';
      this.before = 'repetition';
    } else if (this.before === 'nothing') this.fail(messages.repeat, start, this.at);
    else if (this.before === 'anchor') this.complete = false;
  }

  /** `{n}`, `{n,}`, `{n,m}`, and, in the GNU library, `{,m}`. */
  private interval(start: number): void {
    const { extended } = this.options;
    const from = this.at;
    const startsWithDigit = /[0-9]/.test(this.char(from));
    if (extended && !startsWithDigit) {
      this.oddInterval(start);
      return;
    }
    if (!startsWithDigit || this.before === 'anchor' || (!extended && this.before !== 'item')) {
      // The BSD libraries treat such a brace as a plain character. The others report an error or read a larger
      // interval.
      this.complete = false;
      this.before = 'item';
      return;
    }
    if (this.before === 'nothing') {
      this.fail(messages.repeat, start, this.at);
      return;
    }
    const min = this.number();
    const max = min.stop === ',' && !min.bad ? this.number() : min;
    if (min.stop === 'escape' || max.stop === 'escape') {
      // The GNU library treats `\,` as a comma and accepts no other escape here.
      this.complete = false;
      this.at = from;
      this.before = 'item';
      return;
    }
    this.before = extended ? 'item' : 'repetition';
    if (min.bad || max.bad || max.stop !== '}') {
      this.fail(max.stop === 'end' ? messages.openInterval : messages.interval, start, this.at);
    } else if (min.value !== undefined && max.value !== undefined && min.value > max.value) {
      this.fail(messages.interval, start, this.at);
    } else this.multiply(max.value ?? min.value ?? 1, start);
  }

  /**
   * A brace that no digit follows. The BSD libraries treat it as a plain character. The others report an error; only GNU
   * reads `{,m}`.
   */
  private oddInterval(start: number): void {
    const from = this.at;
    if (this.before !== 'item') {
      this.fail(messages.repeat, start, from, true);
      return;
    }
    const min = this.number();
    const max = min.stop === ',' && !min.bad ? this.number() : min;
    const isEmpty = min.stop === '}' && !min.bad;
    if (min.stop !== 'escape' && max.stop === 'end') this.fail(messages.openInterval, start, from, true);
    else if (min.stop !== 'escape' && max.stop !== 'escape' && (min.bad || max.bad || isEmpty))
      this.fail(messages.interval, start, this.at, true);
    else {
      this.complete = false;
      this.at = from;
      this.before = 'item';
    }
  }

  private multiply(repeats: number, start: number): void {
    if (repeats > maxRepeat) this.fail(messages.size, start, this.at);
    this.repeats *= Math.max(1, repeats);
    if (this.repeats > safeRepeats) this.complete = false;
  }

  /** A number in an interval, up to the comma or brace after it. */
  private number(): { value?: number; bad: boolean; stop: ',' | '}' | 'escape' | 'end' } {
    const close = this.options.extended ? '}' : '\\}';
    const start = this.at;
    for (; this.at < this.end; this.at++) {
      const isClose = this.text.startsWith(close, this.at) && this.at + close.length <= this.end;
      const c = this.char(this.at);
      if (!isClose && c !== ',' && c !== '\\') continue;
      const digits = this.text.slice(start, this.at);
      const bad = !/^[0-9]*$/.test(digits);
      this.at += isClose ? close.length : 1;
      const stop = isClose ? '}' : c === ',' ? c : 'escape';
      return { ...(digits !== '' && !bad && { value: Number(digits) }), bad, stop };
    }
    return { bad: true, stop: 'end' };
  }

  /** Reads the text after `[` up to the closing bracket. A backslash is a plain character there. */
  private brackets(start: number): void {
    const { end } = this;
    if (this.char(this.at) === '^') this.at++;
    if (this.at >= end) {
      this.fail(messages.openBracket, start, end);
      return;
    }
    for (let first = true; ; first = false) {
      if (this.at >= end) {
        this.fail(messages.bracket, start, end);
        return;
      }
      if (!first && this.char(this.at) === ']') {
        this.at++;
        return;
      }
      if (!this.bracketElement(start, first)) return;
    }
  }

  /** Reads one element or one range. Returns false if it is an error. */
  private bracketElement(start: number, first: boolean): boolean {
    if (this.passHyphens()) return true;
    const from = this.at;
    if (!first && this.char(from) === '-' && from + 1 < this.end && this.char(from + 1) !== ']') {
      this.fail(messages.range, from, from + 1);
      return false;
    }
    const low = this.rangeEnd(start, 'last');
    if (low === undefined) return false;
    if (low === 'class' || this.passHyphens()) return true;
    if (this.char(this.at) !== '-' || this.char(this.at + 1) === ']') return true;
    this.at++;
    if (this.at >= this.end) {
      this.fail(messages.bracket, start, this.end);
      return false;
    }
    const high = this.rangeEnd(start, 'first');
    if (high === undefined) return false;
    if (high === 'class') {
      this.fail(messages.range, from, this.at);
      return false;
    }
    if (low === 'unknown' || high === 'unknown') return true;
    // If case is ignored, GNU compares letters in upper case; the other libraries compare them unchanged.
    const reversed = low > high;
    const folded = upper(low) > upper(high);
    if (reversed && (folded || !this.options.ignoreCase)) {
      this.fail(messages.range, from, this.at);
      return false;
    }
    if (this.options.ignoreCase && reversed !== folded) this.complete = false;
    return true;
  }

  /** Newer GNU libraries read three hyphens as one. Other libraries read them as a range. */
  private passHyphens(): boolean {
    if (!this.text.startsWith('---', this.at) || this.at + 3 > this.end) return false;
    this.complete = false;
    this.at += 3;
    return true;
  }

  /** The byte that would begin or end a range here, or `class` for `[:name:]`; undefined for an error. */
  private rangeEnd(start: number, which: 'first' | 'last'): number | 'class' | 'unknown' | undefined {
    const { text, end } = this;
    const from = this.at;
    const kind = this.char(from + 1);
    if (this.char(from) !== '[' || kind === '' || !'.=:'.includes(kind)) {
      this.at = Math.min(end, nextCharacter(text, from));
      return (which === 'first' ? firstByte : lastByte)(text, from, this.options.bytes);
    }
    const close = text.indexOf(`${kind}]`, from + 2);
    // The GNU library rejects names of 32 bytes or more. The other libraries know no name that long.
    if (close < 0 || close + 2 > end || close - from - 2 >= 32) {
      this.fail(messages.bracket, start, end);
      return undefined;
    }
    const name = text.slice(from + 2, close);
    this.at = close + 2;
    if (kind === ':') {
      // A class cannot end a range, whatever its name.
      if (which === 'last' && !classNames.includes(name)) {
        this.fail(messages.className, from, this.at);
        return undefined;
      }
      return 'class';
    }
    if (name.length !== 1) this.complete = false;
    // Only the GNU library rejects an equivalence class at the end of a range.
    if (kind === '=') {
      if (this.char(this.at) === '-' || which === 'first') this.complete = false;
      return 'unknown';
    }
    return name.length === 1 ? firstByte(name, 0, this.options.bytes) : 'unknown';
  }

  /** The character at an offset; empty past the end of the pattern. */
  private char(at: number): string {
    return at < this.end ? this.text.charAt(at) : '';
  }

  private fail(message: string, start: number, end: number, gnuOnly = false): void {
    this.error ??= { message, start, end, ...(gnuOnly && { gnuOnly }) };
  }
}

function upper(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}
