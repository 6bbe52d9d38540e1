// Parses regexp: and pcre: tables as dict_regexp.c and dict_pcre.c read them: `/pattern/flags result`, `if`, `endif`.

import type { LineParser } from '../document.ts';
import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import type { Span } from '../text.ts';
import { isAlphanumeric, isKeyword, LogicalText, skipSpace, trimEnd } from './logical.ts';
import { scanPcre } from './pcre-regex.ts';
import { scanPosix } from './posix-regex.ts';
import {
  isBefore,
  type LineProblemCode,
  leadingWhitespace,
  nullByte,
  printable,
  type TableOptions,
  type TableProblem,
} from './problem.ts';
import { firstByte, nextCharacter, type RegexScan } from './regex.ts';
import { parseReplacement, type Replacement, type ReplacementProblemCode } from './replacement.ts';

export type PatternDialect = 'regexp' | 'pcre';

export interface PatternOptions extends TableOptions {
  readonly dialect: PatternDialect;
}

export type PatternProblemCode =
  | LineProblemCode
  | ReplacementProblemCode
  | 'missing-pattern'
  | 'missing-delimiter'
  | 'unknown-flag'
  | 'obsolete-flag'
  | 'missing-replacement'
  | 'reference-in-negated-pattern'
  | 'bad-pattern'
  | 'text-after-if'
  | 'text-after-endif'
  | 'unrecognized-request';

export type PatternProblem = TableProblem<PatternProblemCode>;

export type PatternItem = PatternRule | PatternIf | PatternEndif | PatternNonsense;

interface Item {
  readonly line: LogicalLine;
  /** All problems that Postfix reports for the line when it opens the table, in Postfix's order. */
  readonly problems: readonly PatternProblem[];
}

/** `/pattern/flags result`; a regexp: table also allows `/pattern1/!/pattern2/ result`. */
export interface PatternRule extends Item {
  readonly kind: 'rule';
  readonly pattern?: Pattern;
  /** regexp: only. This pattern must match too, or must not match if negated; the `!` before it belongs to it. */
  readonly second?: Pattern;
  /** If there is no replacement, an empty span after the pattern. Absent if Postfix stops before it. */
  readonly replacement?: Replacement;
}

/** `if /pattern/flags`. */
export interface PatternIf extends Item {
  readonly kind: 'if';
  readonly keyword: Name;
  readonly pattern?: Pattern;
  readonly extra?: Name;
}

export interface PatternEndif extends Item {
  readonly kind: 'endif';
  readonly keyword: Name;
  readonly extra?: Name;
}

/** A line that begins with a letter or a digit and is neither `if` nor `endif`. */
export interface PatternNonsense extends Item {
  readonly kind: 'nonsense';
}

export interface Pattern extends Span {
  readonly kind: 'pattern';
  readonly dialect: PatternDialect;
  /** Each `!` before the pattern. */
  readonly negations: readonly Span[];
  /** Whether the number of `!` is odd. */
  readonly negated: boolean;
  /** The opening delimiter: the first character, whatever it is. */
  readonly open: Span;
  /** Absent if the line ends too early. */
  readonly close?: Span;
  /** The text between the delimiters. Backslashes before delimiters are kept, as the engine receives them. */
  readonly source: Name;
  readonly flags: readonly PatternFlag[];
  /** The number of groups that a `$number` can refer to; undefined if only the engine can determine it. */
  readonly groups: number | undefined;
  /**
   * False if the pattern contains something that only the engine can judge. It may then fail to compile even without an
   * error.
   */
  readonly judged: boolean;
}

/** One letter; each toggles its option. */
export interface PatternFlag extends Name {
  readonly known: boolean;
}

/** Each letter toggles an option (dict_regexp.c, dict_pcre.c). */
export const flagLetters: Readonly<Record<PatternDialect, string>> = { regexp: 'imx', pcre: 'imsxAEU' };

export function patternParser(options: PatternOptions): LineParser<PatternItem> {
  return (line) => parsePatternLine(line, options);
}

/** Never throws; the work is proportional to the length. */
export function parsePatternLine(line: LogicalLine, options: PatternOptions): PatternItem {
  return new LineReader(new LogicalText(line), options).item();
}

/** A pattern and how the engine reads it. */
interface ReadPattern {
  readonly pattern: Pattern;
  readonly scan: RegexScan;
  /** Whether the delimiters and flags are correct. */
  readonly whole: boolean;
}

class LineReader {
  private readonly text: string;
  private readonly end: number;
  private readonly problems: PatternProblem[] = [];

  constructor(
    private readonly logical: LogicalText,
    private readonly options: PatternOptions,
  ) {
    this.text = logical.text;
    this.end = trimEnd(logical.text);
  }

  item(): PatternItem {
    const { line } = this.logical;
    const leading = leadingWhitespace(line);
    if (leading) return { kind: 'nonsense', line, problems: [leading] };
    const item = this.statement();
    const nul = nullByte(line, this.options);
    return nul ? { ...item, problems: [...item.problems, nul] } : item;
  }

  private statement(): PatternItem {
    const { text, problems } = this;
    const { line } = this.logical;
    if (!isAlphanumeric(text, 0)) return this.rule();
    if (isKeyword(text, 'if')) return this.condition();
    if (isKeyword(text, 'endif')) {
      const keyword = this.logical.name({ start: 0, end: 5 });
      const extra = this.rest(5);
      if (extra) this.report('text-after-endif', 'ignoring extra text after ENDIF', false, extra);
      return { kind: 'endif', line, keyword, ...(extra && { extra }), problems };
    }
    this.report(
      'unrecognized-request',
      'ignoring unrecognized request',
      true,
      this.logical.span(0, this.end),
    );
    return { kind: 'nonsense', line, problems };
  }

  private rule(): PatternItem {
    const { problems } = this;
    const { line } = this.logical;
    // The line begins with a NUL byte. Postfix ignores the line.
    if (this.end === 0) return { kind: 'nonsense', line, problems };
    const first = this.pattern(0);
    if (first === undefined) return { kind: 'rule', line, problems };
    if (!first.whole) return { kind: 'rule', line, pattern: first.pattern, problems };
    let at = first.next;
    let second: ReturnType<LineReader['pattern']>;
    // In a pcre: table, `!` is an unknown flag.
    if (this.text[at] === '!') {
      second = this.pattern(at);
      const common = { kind: 'rule', line, pattern: first.pattern, problems } as const;
      if (second === undefined) return common;
      if (!second.whole) return { ...common, second: second.pattern };
      at = second.next;
    }
    const replacement = this.replacement(at, first, second);
    return {
      kind: 'rule',
      line,
      pattern: first.pattern,
      ...(second && { second: second.pattern }),
      replacement,
      problems,
    };
  }

  private replacement(at: number, first: ReadPattern, second: ReadPattern | undefined): Replacement {
    const { dialect } = this.options;
    const start = skipSpace(this.text, at, this.end);
    const empty = start >= this.end;
    const span = empty ? { start: at, end: at } : { start, end: this.end };
    const { replacement, highest, problems } = parseReplacement(this.logical, span, dialect);
    if (empty) {
      const after = { start: first.pattern.start, end: (second ?? first).pattern.end };
      this.report('missing-replacement', 'no replacement text: using empty string', false, after);
    }
    this.problems.push(...problems);
    if (problems.length > 0) return replacement;
    if (highest !== 0 && first.pattern.negated) {
      const message = '$number found in negative match replacement text';
      this.report('reference-in-negated-pattern', message, true, replacement);
    } else if (this.compile(first)) {
      const { groups } = first.scan;
      if (highest < 0 || highest > (groups ?? Number.POSITIVE_INFINITY)) {
        const message = `out of range replacement index "${highest}"`;
        this.report('reference-out-of-range', message, true, replacement);
      } else if (second) this.compile(second);
    }
    return replacement;
  }

  private condition(): PatternItem {
    const { problems } = this;
    const { line } = this.logical;
    const keyword = this.logical.name({ start: 0, end: 2 });
    const read = this.pattern(2);
    if (read === undefined) return { kind: 'if', line, keyword, problems };
    const { pattern } = read;
    if (!read.whole) return { kind: 'if', line, keyword, pattern, problems };
    const extra = this.rest(read.next);
    if (extra) {
      const message = `ignoring extra text after IF statement: "${extra.text}"`;
      this.report('text-after-if', message, false, extra);
    }
    this.compile(read);
    return { kind: 'if', line, keyword, pattern, ...(extra && { extra }), problems };
  }

  /** Returns false if the pattern certainly does not compile. */
  private compile({ scan, pattern }: ReadPattern): boolean {
    if (scan.error === undefined) return true;
    const { message, start, end, gnuOnly } = scan.error;
    const span = start < end ? this.logical.span(start, end) : pattern.source;
    this.report(
      'bad-pattern',
      this.options.dialect === 'pcre' ? `error in regex: ${message}` : message,
      true,
      { ...span, ...(gnuOnly && { gnuOnly }) },
    );
    return false;
  }

  /** `!`s, a delimiter, the pattern, the delimiter again, and flags; undefined if nothing but `!` is there. */
  private pattern(from: number): (ReadPattern & { readonly next: number }) | undefined {
    const { text, end, logical } = this;
    const negations: Span[] = [];
    let at = skipSpace(text, from, end);
    const start = at;
    for (; text[at] === '!'; at = skipSpace(text, at + 1, end)) negations.push(logical.span(at, at + 1));
    if (at >= end) {
      this.report('missing-pattern', 'no regexp', true, logical.span(from, end));
      return undefined;
    }
    const open = at;
    const sourceStart = nextCharacter(text, open);
    const close = this.closingDelimiter(open, sourceStart);
    const source = { start: sourceStart, end: Math.max(sourceStart, close ?? end) };
    const flags = close === undefined ? undefined : this.flags(nextCharacter(text, close));
    const next = flags?.next ?? end;
    const scan = flags?.known ? this.scan(source, flags.letters) : { groups: undefined, complete: false };
    return {
      pattern: {
        kind: 'pattern',
        dialect: this.options.dialect,
        ...logical.span(start, next),
        negations,
        negated: negations.length % 2 === 1,
        open: logical.span(open, sourceStart),
        ...(close !== undefined && { close: logical.span(close, nextCharacter(text, close)) }),
        source: logical.name(source),
        flags: flags?.nodes ?? [],
        groups: scan.groups,
        judged: scan.complete,
      },
      scan,
      whole: flags?.known ?? false,
      next,
    };
  }

  private closingDelimiter(open: number, from: number): number | undefined {
    const { text, end } = this;
    const { bytes = false, dialect } = this.options;
    // Postfix uses one byte as the delimiter: the first byte of a non-ASCII character.
    const delimiter = firstByte(text, open, bytes);
    let at = from;
    while (at < end) {
      if (text[at] === '\\') {
        // dict_regexp.c treats a backslash at the end of the line as the closing delimiter; dict_pcre.c does not.
        if (at + 1 >= end && dialect === 'regexp') return at;
        at = nextCharacter(text, at + 1);
      } else if (firstByte(text, at, bytes) === delimiter) return at;
      else at = nextCharacter(text, at);
    }
    const message = `no closing regexp delimiter "${printable(text.charAt(open))}"`;
    this.report('missing-delimiter', message, true, this.logical.span(open, from));
    return undefined;
  }

  private flags(from: number): { nodes: PatternFlag[]; letters: string; known: boolean; next: number } {
    const { text, end } = this;
    const { dialect, release, bytes = false } = this.options;
    const nodes: PatternFlag[] = [];
    let letters = '';
    let at = from;
    const closing = text.codePointAt(from - 1) ?? 0;
    if (!bytes && closing > 127) {
      // The remaining bytes of a multibyte closing delimiter.
      this.report('unknown-flag', 'unknown regexp option "?"', true, this.logical.span(from - 1, from));
      return { nodes, letters, known: false, next: from };
    }
    for (; at < end && skipSpace(text, at, at + 1) === at; at = nextCharacter(text, at)) {
      const letter = text.charAt(at);
      if (letter === '!' && dialect === 'regexp') break;
      const span = this.logical.name({ start: at, end: nextCharacter(text, at) });
      const obsolete = letter === 'X' && dialect === 'pcre';
      const known = flagLetters[dialect].includes(letter) || obsolete;
      nodes.push({ ...span, known });
      if (!known) {
        this.report('unknown-flag', `unknown regexp option "${printable(letter)}"`, true, span);
        return { nodes, letters, known: false, next: nextCharacter(text, at) };
      }
      // The older PCRE library, used before Postfix 3.7, supports this flag.
      if (obsolete && !isBefore(release, 3, 7)) {
        this.report('obsolete-flag', `ignoring obsolete regexp option "${letter}"`, false, span);
      }
      letters += letter;
    }
    return { nodes, letters, known: true, next: at };
  }

  private scan(source: Span, letters: string): RegexScan {
    const { dialect, release, bytes = false } = this.options;
    // Each letter toggles its option.
    const toggled = (letter: string): boolean => letters.split(letter).length % 2 === 0;
    return dialect === 'pcre'
      ? scanPcre(this.text, source, { extended: toggled('x'), bytes, legacy: isBefore(release, 3, 7) })
      : scanPosix(this.text, source, { extended: !toggled('x'), ignoreCase: !toggled('i'), bytes });
  }

  private rest(from: number): Name | undefined {
    const start = skipSpace(this.text, from, this.end);
    return start < this.end ? this.logical.name({ start, end: this.end }) : undefined;
  }

  private report(
    code: PatternProblemCode,
    message: string,
    skipped: boolean,
    { start, end, gnuOnly }: Span & Pick<PatternProblem, 'gnuOnly'>,
  ): void {
    this.problems.push({ code, message, skipped, start, end, ...(gnuOnly && { gnuOnly }) });
  }
}
