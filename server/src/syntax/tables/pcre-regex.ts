// Perl-compatible regular expressions, as far as their form goes: groups, and what pcre2_compile() certainly
// refuses, in its words. The reference is PCRE2 10.x; Postfix before 3.7 has the older PCRE, of which only
// the plainest errors are sure.
//
// What it does not know: patterns that begin with a setting such as `(*UTF)`; conditional groups, callouts,
// verbs, references and calls by name; names of Unicode properties; lookbehinds whose length it would have
// to compute; `\K` in a lookaround; `{,n}`, blanks in braces and other forms that some releases take and
// others do not; and the size of what is compiled.

import { isDigit, isNameChar, isSpace } from '../chars.ts';
import type { Span } from '../text.ts';
import { firstByte, lastByte, nextCharacter, type RegexError, type RegexScan } from './regex.ts';

export interface PcreOptions {
  /** Flag `x`: white space and `#` comments in the pattern do not count. */
  readonly extended: boolean;
  readonly bytes: boolean;
  /** The library is the one before PCRE2. */
  readonly legacy: boolean;
}

const messages = {
  escapeAtEnd: '\\ at end of pattern',
  controlAtEnd: '\\c at end of pattern',
  unknownEscape: 'unrecognized character follows \\',
  order: 'numbers out of order in {} quantifier',
  number: 'number too big in {} quantifier',
  bracket: 'missing terminating ] for character class',
  classEscape: 'escape sequence is invalid in character class',
  rangeOrder: 'range out of order in character class',
  repeat: 'quantifier does not follow a repeatable item',
  option: 'unrecognized character after (? or (?-',
  posixOutside: 'POSIX named classes are supported only within a class',
  collating: 'POSIX collating elements are not supported',
  group: 'missing closing parenthesis',
  reference: 'reference to non-existent subpattern',
  comment: 'missing ) after (?# comment',
  deep: 'parentheses are too deeply nested',
  close: 'unmatched closing parenthesis',
  lookbehind: 'lookbehind assertion is not fixed length',
  relativeZero: 'a relative value of zero is not allowed',
  digit: 'digit expected after (?+ or (?-',
  posixName: 'unknown POSIX class name',
  codePoint: 'character code point value in \\x{} or \\o{} is too large',
  perlOnly: 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u',
  python: 'unrecognized character after (?P',
  nameEnd: 'syntax error in subpattern name (missing terminator?)',
  nameTwice: 'two named subpatterns have the same name (PCRE2_DUPNAMES not set)',
  nameDigit: 'subpattern name must start with a non-digit',
  property: 'malformed \\P or \\p sequence',
  unknownProperty: 'unknown property after \\P or \\p',
  range: 'invalid range in character class',
  octal: 'octal value is greater than \\377 in 8-bit non-UTF-8 mode',
  octalBrace: 'missing opening brace after \\o',
  backReference:
    '\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number',
  recursion: '(?R (recursive pattern call) must be followed by a closing parenthesis',
  verb: '(*VERB) not recognized or malformed',
  groupNumber: 'subpattern number is too big',
  name: 'subpattern name expected',
  octalDigit: 'non-octal character in \\o{} (closing brace missing?)',
  numberName: 'different names for subpatterns of the same number are not allowed',
  hexDigit: 'non-hex character in \\x{} (closing brace missing?)',
  control: '\\c must be followed by a printable ASCII character',
  namedReference: '\\k is not followed by a braced, angle-bracketed, or quoted name',
  notNewlineInClass: '\\N is not supported in a class',
  digits: 'digits missing in \\x{} or \\o{} or \\N{U+}',
  codePointName: '\\N{U+dddd} is supported only in Unicode (UTF) mode',
  hyphen: 'invalid hyphen in option setting',
  assertion: '(*alpha_assertion) not recognized',
} as const;

/** What every release of either library refuses, whatever the settings in front of the pattern. */
const plainErrors: readonly string[] = [messages.bracket, messages.group, messages.close, messages.order];

const posixNames =
  'alpha lower upper alnum ascii blank cntrl digit graph print punct space word xdigit'.split(' ');
const verbs = ['ACCEPT', 'COMMIT', 'F', 'FAIL', 'MARK', 'PRUNE', 'SKIP', 'THEN', ''];
const assertions = new Map<string, GroupKind>([
  ['pla', 'lookahead'],
  ['positive_lookahead', 'lookahead'],
  ['napla', 'lookahead'],
  ['non_atomic_positive_lookahead', 'lookahead'],
  ['nla', 'lookahead'],
  ['negative_lookahead', 'lookahead'],
  ['plb', 'lookbehind'],
  ['positive_lookbehind', 'lookbehind'],
  ['naplb', 'lookbehind'],
  ['non_atomic_positive_lookbehind', 'lookbehind'],
  ['nlb', 'lookbehind'],
  ['negative_lookbehind', 'lookbehind'],
  ['atomic', 'plain'],
]);

const maxRepeat = 65535;
const maxGroupNumber = 65535;
const maxNameLength = 32;
/** Deeper nesting is an error unless the library was built to allow it. */
const maxDepth = 250;

export function scanPcre(text: string, span: Span, options: PcreOptions): RegexScan {
  return new Scanner(text, span, options).scan();
}

type GroupKind = 'plain' | 'lookahead' | 'lookbehind';

interface Group {
  readonly kind: GroupKind;
  /** The options when the group began, which hold again behind it. */
  readonly settings: Settings;
  /** In `(?|`: the number of groups at its start, at which each alternative counts anew. */
  readonly resetTo?: number;
  highest: number;
  /** The innermost lookaround around it, itself included. */
  readonly look: GroupKind;
}

interface Settings {
  readonly extended: boolean;
  readonly extendedMore: boolean;
  readonly duplicateNames: boolean;
  readonly noCapture: boolean;
}

/** What an item is to a quantifier behind it; a group may be repeated, and may be an assertion. */
type Item = 'repeatable' | 'group' | 'fixed' | 'quantifier';

/** What an escape in brackets is: one character, or a set that cannot end a range. */
type ClassEscape = { readonly low: number; readonly high: number } | 'set' | 'nothing';

class Scanner {
  private at: number;
  private readonly end: number;
  private groups = 0;
  private readonly nest: Group[] = [];
  private settings: Settings;
  private readonly names = new Map<string, number>();
  private readonly namesOfNumbers = new Map<number, string>();
  private highestReference: { readonly group: number; readonly span: Span } | undefined;
  private before: Item = 'fixed';
  private sawVerb = false;
  private hasSettings = false;
  private complete = true;
  private countable = true;
  private error: RegexError | undefined;

  constructor(
    private readonly text: string,
    { start, end }: Span,
    private readonly options: PcreOptions,
  ) {
    this.at = start;
    this.end = end;
    const extended = options.extended;
    this.settings = { extended, extendedMore: false, duplicateNames: false, noCapture: false };
  }

  scan(): RegexScan {
    this.leadingSettings();
    const start = this.at;
    while (this.at < this.end && this.error === undefined) this.item();
    if (this.error === undefined && this.nest.length > 0) this.fail(messages.group, start, this.end);
    const reference = this.highestReference;
    if (this.error === undefined && reference !== undefined && reference.group > this.groups) {
      this.fail(messages.reference, reference.span.start, reference.span.end);
    }
    const { error, options } = this;
    const plainOnly = options.legacy || this.hasSettings;
    const sure = error !== undefined && (!plainOnly || plainErrors.includes(error.message));
    return {
      groups: this.countable ? this.groups : undefined,
      complete: this.complete && (sure || error === undefined),
      ...(sure && { error }),
    };
  }

  /** `(*UTF)`, `(*LIMIT_MATCH=1000)`, … before anything else. */
  private leadingSettings(): void {
    for (;;) {
      const match =
        /\(\*(?:[A-Z_]+=\d+|UTF8?|UCP|CR|LF|CRLF|ANY|NUL|ANYCRLF|N[A-Z]+_[A-Z_]+|NOTEMPTY|BSR_[A-Z]+)\)/y;
      match.lastIndex = this.at;
      const [setting] = match.exec(this.text) ?? [];
      if (setting === undefined || this.at + setting.length > this.end) return;
      this.complete = false;
      this.hasSettings = true;
      this.at += setting.length;
    }
  }

  private item(): void {
    if (this.nest.length > maxDepth) {
      this.fail(messages.deep, this.at, this.end);
      return;
    }
    const start = this.at;
    const c = this.char(start);
    if (this.skipUnseen(c)) return;
    this.at = nextCharacter(this.text, start);
    switch (c) {
      case '\\':
        this.escape(start);
        break;
      case '[':
        this.before = 'repeatable';
        this.brackets(start);
        break;
      case '(':
        this.openGroup(start);
        break;
      case ')':
        this.closeGroup(start);
        break;
      case '|':
        this.alternative();
        break;
      case '*':
      case '+':
      case '?':
        this.quantifier(start, c === '?' ? 'bounded' : 'unlimited');
        break;
      case '{':
        this.braces(start);
        break;
      case '^':
      case '$':
        this.before = 'fixed';
        break;
      default:
        this.before = 'repeatable';
    }
  }

  /** Quoted text, comments and, with flag `x`, white space: a quantifier looks through them. */
  private skipUnseen(c: string): boolean {
    if (c === '\\' && this.char(this.at + 1) === 'Q') {
      const close = this.text.indexOf('\\E', this.at + 2);
      const quoteEnd = close < 0 || close + 2 > this.end ? this.end : close;
      if (quoteEnd > this.at + 2) this.before = 'repeatable';
      this.at = Math.min(this.end, quoteEnd + 2);
      return true;
    }
    if (c === '\\' && this.char(this.at + 1) === 'E') {
      this.at += 2;
      return true;
    }
    if (c === '(' && this.char(this.at + 1) === '?' && this.char(this.at + 2) === '#') {
      const close = this.text.indexOf(')', this.at + 3);
      if (close < 0 || close >= this.end) this.fail(messages.comment, this.at, this.end);
      this.at = Math.min(this.end, close + 1);
      return true;
    }
    if (!this.settings.extended) return false;
    if (isSpace(this.text.charCodeAt(this.at)) || c === '\x85') {
      this.at++;
      return true;
    }
    // A logical line has no line end, so a comment ends with the pattern.
    if (c === '#') this.at = this.end;
    return c === '#';
  }

  private quantifier(start: number, repeats: 'unlimited' | 'bounded' | 'exact'): void {
    if (this.before === 'quantifier' && repeats !== 'exact') {
      const c = this.char(start);
      // `*?` and `*+`: lazy, possessive. Nothing may follow but an item.
      if (c === '?' || c === '+') {
        this.before = 'fixed';
        return;
      }
    }
    if (this.before !== 'repeatable' && this.before !== 'group') {
      this.fail(messages.repeat, start, this.at);
      return;
    }
    const assertion = this.before === 'group';
    this.before = 'quantifier';
    if (repeats === 'exact' || this.nest.at(-1)?.look !== 'lookbehind') return;
    // Without a limit no release takes it; but an assertion has no length, however often it is repeated.
    if (repeats === 'unlimited' && !this.sawVerb && !assertion) {
      this.fail(messages.lookbehind, start, this.at);
    } else this.complete = false;
  }

  private braces(start: number): void {
    const counts = this.counts(start);
    if (counts === undefined || counts === 'younger') {
      if (counts === 'younger') this.complete = false;
      this.before = 'repeatable';
      return;
    }
    const { min, max, end } = counts;
    this.at = end;
    if (min > maxRepeat || (max !== undefined && max > maxRepeat)) this.fail(messages.number, start, end);
    else if (max !== undefined && max < min) this.fail(messages.order, start, end);
    else this.quantifier(start, max === undefined ? 'unlimited' : max === min ? 'exact' : 'bounded');
  }

  /** `{n}`, `{n,}`, `{n,m}` at `start`. `younger`: not one of them, but from 10.43 on a quantifier, too. */
  private counts(
    start: number,
  ): { min: number; max: number | undefined; end: number } | 'younger' | undefined {
    let at = start + 1;
    while (/[0-9, \t]/.test(this.char(at))) at++;
    if (this.char(at) !== '}') return undefined;
    const inside = this.text.slice(start + 1, at);
    if (!/^[0-9]+(?:,[0-9]*)?$/.test(inside)) return /[0-9]/.test(inside) ? 'younger' : undefined;
    const [min = '', max = min] = inside.split(',');
    return { min: Number(min), max: max === '' ? undefined : Number(max), end: at + 1 };
  }

  private alternative(): void {
    this.before = 'fixed';
    const group = this.nest.at(-1);
    if (group === undefined) return;
    if (group.resetTo !== undefined) {
      group.highest = Math.max(group.highest, this.groups);
      this.groups = group.resetTo;
    }
    // Alternatives inside a group inside a lookbehind must be of the same length, for some releases.
    if (group.kind !== 'lookbehind' && group.look === 'lookbehind') this.complete = false;
  }

  private closeGroup(start: number): void {
    const group = this.nest.pop();
    if (group === undefined) {
      this.fail(messages.close, start, this.at);
      return;
    }
    this.settings = group.settings;
    if (group.resetTo !== undefined) this.groups = Math.max(this.groups, group.highest);
    this.before = 'group';
  }

  private push(kind: GroupKind, resetTo?: number, settings = this.settings): void {
    const around = this.nest.at(-1)?.look ?? 'plain';
    this.nest.push({
      kind,
      settings,
      highest: this.groups,
      look: kind === 'plain' ? around : kind,
      ...(resetTo !== undefined && { resetTo }),
    });
    this.before = 'fixed';
  }

  private openGroup(start: number): void {
    const c = this.char(this.at);
    if (c === '*') this.starGroup(start);
    else if (c === '?') {
      this.at++;
      this.questionGroup(start);
    } else if (c === '') this.fail(messages.group, start, this.end);
    else {
      if (!this.settings.noCapture) this.groups++;
      this.push('plain');
    }
  }

  /** `(*VERB)`, `(*VERB:name)`, `(*assertion:`. */
  private starGroup(start: number): void {
    const second = this.char(this.at + 1);
    if (second === '' || second === ')') {
      // The parenthesis is passed over, and the star has nothing to repeat.
      this.fail(messages.repeat, this.at, this.at + 1);
      return;
    }
    let nameEnd = this.at + 1;
    while (nameEnd < this.end && isNameChar(this.text.charCodeAt(nameEnd))) nameEnd++;
    const name = this.text.slice(this.at + 1, nameEnd);
    const after = this.char(nameEnd);
    if (/[a-z]/.test(second)) {
      const kind = assertions.get(name);
      // Some builds lack script runs, and younger releases know more words.
      const unsure = /^(sr|asr|script_run|atomic_script_run|scs|scan_substring)$/.test(name);
      if (after !== ':' || (kind === undefined && !unsure)) {
        this.fail(messages.assertion, start, nameEnd);
        return;
      }
      this.at = nameEnd + 1;
      if (unsure) this.complete = false;
      this.push(kind ?? 'plain');
      return;
    }
    if ((after !== ':' && after !== ')') || !verbs.includes(name)) {
      this.fail(messages.verb, start, nameEnd);
      return;
    }
    this.sawVerb = true;
    this.complete = false;
    const close = this.text.indexOf(')', nameEnd);
    if (close < 0 || close >= this.end) this.fail(messages.verb, start, this.end);
    this.at = Math.min(this.end, close + 1);
    this.before = name === 'ACCEPT' ? 'repeatable' : 'fixed';
  }

  private questionGroup(start: number): void {
    const c = this.char(this.at);
    switch (c) {
      case '':
        this.fail(messages.group, start, this.end);
        return;
      case '|':
        this.at++;
        this.push('plain', this.groups);
        return;
      case '>':
        this.at++;
        this.push('plain');
        return;
      case '=':
      case '!':
      case '*':
        this.at++;
        this.push('lookahead');
        return;
      case '<':
        if (/[=!*]/.test(this.char(this.at + 1))) {
          this.at += 2;
          this.push('lookbehind');
        } else this.namedGroup(start, '>');
        return;
      case "'":
        this.namedGroup(start, "'");
        return;
      case 'P':
        this.pythonGroup(start);
        return;
      case 'R':
        if (this.char(this.at + 1) !== ')') {
          this.fail(messages.recursion, start, this.at + 1);
          return;
        }
        this.call(start, 0, this.at + 1);
        return;
      case '&':
        this.namedReference(start, this.at + 1, ')');
        return;
      case 'C':
      case '(':
        this.unknownGroup(start, c);
        return;
      case '[':
        // An extended class from 10.45 on, whose end this scanner does not know.
        this.giveUp();
        return;
      default:
        if (
          c === '+' ||
          isDigit(c.charCodeAt(0)) ||
          (c === '-' && isDigit(this.text.charCodeAt(this.at + 1)))
        ) {
          this.numberedCall(start, c);
        } else this.optionGroup(start);
    }
  }

  /** `(?i)`, `(?i-s:`, `(?^x)`. */
  private optionGroup(start: number): void {
    const outer = this.settings;
    let settings = outer;
    let value = true;
    let hyphen = true;
    if (this.char(this.at) === '^') {
      settings = { ...settings, extended: false, extendedMore: false, noCapture: false };
      hyphen = false;
      this.at++;
    }
    for (; ; this.at++) {
      const c = this.char(this.at);
      if (c === '' || c === ')' || c === ':') break;
      if (c === '-') {
        if (!hyphen) {
          this.fail(messages.hyphen, this.at, this.at + 1);
          return;
        }
        hyphen = false;
        value = false;
      } else if (c === 'x') {
        const more = this.char(this.at + 1) === 'x';
        if (more) this.at++;
        settings = { ...settings, extended: value, extendedMore: more && value };
      } else if (c === 'n') settings = { ...settings, noCapture: value };
      else if (c === 'J') settings = { ...settings, duplicateNames: value };
      else if (/[aDPSTWr]/.test(c)) this.complete = false;
      else if (!/[imsU]/.test(c)) {
        this.fail(messages.option, this.at, this.at + 1);
        return;
      }
    }
    const last = this.char(this.at);
    if (last === '') {
      this.fail(messages.group, start, this.end);
      return;
    }
    this.at++;
    this.settings = settings;
    if (last === ':') this.push('plain', undefined, outer);
    else this.before = 'fixed';
  }

  private namedGroup(start: number, close: string): void {
    const from = this.at + 1;
    const name = this.name(start, from, close);
    if (name === undefined) return;
    const group = ++this.groups;
    const known = this.names.get(name);
    if (known === undefined) {
      const other = this.namesOfNumbers.get(group);
      if (other !== undefined && other !== name) this.fail(messages.numberName, from, this.at - 1);
    } else if (known !== group && !this.settings.duplicateNames)
      this.fail(messages.nameTwice, from, this.at - 1);
    this.names.set(name, group);
    this.namesOfNumbers.set(group, name);
    this.push('plain');
  }

  /** A group's name and the character that ends it; undefined when it is an error. */
  private name(start: number, from: number, close: string): string | undefined {
    let at = from;
    while (at < this.end && isNameChar(this.text.charCodeAt(at))) at++;
    const name = this.text.slice(from, at);
    if (isDigit(this.text.charCodeAt(from)) && from < this.end) this.fail(messages.nameDigit, start, at);
    else if (name.length > maxNameLength) {
      // Longer names came with 10.45.
      this.giveUp();
      return undefined;
    } else if (name === '') this.fail(messages.name, start, at);
    else if (this.char(at) !== close) this.fail(messages.nameEnd, start, at);
    if (this.error !== undefined) return undefined;
    this.at = at + 1;
    return name;
  }

  private pythonGroup(start: number): void {
    const c = this.char(++this.at);
    if (c === '') this.fail(messages.group, start, this.end);
    else if (c === '<') this.namedGroup(start, '>');
    else if (c === '>' || c === '=') this.namedReference(start, this.at + 1, ')');
    else this.fail(messages.python, start, this.at + 1);
  }

  /** A reference or call by name: whether the name exists is known at the end only. */
  private namedReference(start: number, from: number, close: string): void {
    this.complete = false;
    if (this.name(start, from, close) !== undefined) this.before = 'repeatable';
  }

  /** `(?1)`, `(?+1)`, `(?-1)`. */
  private numberedCall(start: number, sign: string): void {
    const from = isDigit(sign.charCodeAt(0)) ? this.at : this.at + 1;
    let at = from;
    while (at < this.end && isDigit(this.text.charCodeAt(at))) at++;
    if (at === from) {
      this.fail(messages.digit, start, at);
      return;
    }
    const group = this.groupNumber(Number(this.text.slice(from, at)), sign, start, at);
    if (group === undefined) return;
    if (this.char(at) !== ')') this.fail(messages.group, start, at);
    else this.call(start, group, at);
  }

  private call(start: number, group: number, close: number): void {
    this.at = close + 1;
    this.refer(group, start);
    this.before = 'repeatable';
    if (this.nest.at(-1)?.look === 'lookbehind') this.complete = false;
  }

  /** The group that a number with or without a sign means; undefined when it is an error. */
  private groupNumber(number: number, sign: string, start: number, end: number): number | undefined {
    if (number > maxGroupNumber) this.fail(messages.groupNumber, start, end);
    else if (sign !== '+' && sign !== '-') return number;
    else if (number === 0) this.fail(messages.relativeZero, start, end);
    else if (sign === '+') return this.groups + number;
    else if (number > this.groups) this.fail(messages.reference, start, end);
    else return this.groups + 1 - number;
    return undefined;
  }

  private refer(group: number, start: number): void {
    if (group > (this.highestReference?.group ?? 0)) {
      this.highestReference = { group, span: { start, end: this.at } };
    }
  }

  /** A callout or a conditional group: enough of it is read to go on counting groups. */
  private unknownGroup(start: number, c: string): void {
    this.complete = false;
    if (c === '(' && /[?*]/.test(this.char(this.at + 1))) {
      this.push('plain');
      return;
    }
    const close = this.text.indexOf(')', this.at);
    if (close < 0 || close >= this.end) {
      this.fail(messages.group, start, this.end);
      return;
    }
    if (c === 'C' && !/^C\d*$/.test(this.text.slice(this.at, close))) {
      this.giveUp();
      return;
    }
    this.at = close + 1;
    if (c === '(') this.push('plain');
  }

  /** From here on nothing is known. */
  private giveUp(): void {
    this.complete = false;
    this.countable = false;
    this.at = this.end;
    this.nest.length = 0;
  }

  /** An escape outside brackets; `at` is behind the backslash. */
  private escape(start: number): void {
    const c = this.char(this.at);
    this.before = 'repeatable';
    if (c === '') {
      this.fail(messages.escapeAtEnd, start, this.end);
      return;
    }
    this.at = nextCharacter(this.text, this.at);
    if (/[ABbGKZz]/.test(c)) {
      this.before = 'fixed';
      // Releases differ on whether \K may stand in a lookaround.
      if (c === 'K' && this.nest.some(({ look }) => look !== 'plain')) this.complete = false;
    } else if (/[dDhHsSvVwW]/.test(c)) return;
    else if (/[CRX]/.test(c)) {
      // A library may be built without \C; \R and \X have no fixed length.
      if (c === 'C' || this.nest.at(-1)?.look === 'lookbehind') this.complete = false;
    } else if (c === 'N') this.notNewline(start);
    else if (c === 'g') this.backReference(start);
    else if (c === 'k') {
      const close = { '{': '}', '<': '>', "'": "'" }[this.char(this.at)];
      if (close === undefined) this.fail(messages.namedReference, start, this.at);
      else this.bracedName(start, close);
    } else if (c >= '1' && c <= '9') this.numberEscape(start, c);
    else this.characterEscape(start, c);
  }

  /** `\1` to `\9` and larger numbers of groups that exist are references, others are octal characters. */
  private numberEscape(start: number, c: string): void {
    let at = this.at;
    while (at < this.end && isDigit(this.text.charCodeAt(at))) at++;
    const number = Number(this.text.slice(start + 1, at));
    if (number >= 10 && c < '8' && number > this.groups) {
      this.characterEscape(start, c);
      return;
    }
    if (number > 2 ** 31 / 10 - 2) {
      this.characterEscape(start, c);
      return;
    }
    this.at = at;
    if (number > maxGroupNumber) this.fail(messages.groupNumber, start, at);
    else this.reference(number, start);
  }

  private reference(group: number, start: number): void {
    this.refer(group, start);
    if (this.nest.at(-1)?.look === 'lookbehind') this.complete = false;
  }

  private backReference(start: number): void {
    const open = this.char(this.at);
    const close = { '{': '}', '<': '>', "'": "'" }[open];
    const from = close === undefined ? this.at : this.at + 1;
    const sign = this.char(from);
    const digits = sign === '+' || sign === '-' ? from + 1 : from;
    let at = digits;
    while (at < this.end && isDigit(this.text.charCodeAt(at))) at++;
    if (at === digits) {
      if (close !== undefined && digits === from) this.bracedName(start, close);
      else this.fail(messages.backReference, start, at);
      return;
    }
    const group = this.groupNumber(Number(this.text.slice(digits, at)), sign, start, at);
    if (group === undefined) return;
    if (close !== undefined && this.char(at) !== close) {
      this.fail(messages.backReference, start, at);
      return;
    }
    if (group === 0 && (open === '{' || close === undefined)) {
      this.fail(messages.reference, start, at);
      return;
    }
    this.at = close === undefined ? at : at + 1;
    this.reference(group, start);
  }

  private bracedName(start: number, close: string): void {
    // Blanks in the braces are allowed from 10.43 on.
    if (close === '}' && /[ \t]/.test(this.char(this.at + 1))) this.giveUp();
    else this.namedReference(start, this.at + 1, close);
  }

  private notNewline(start: number): void {
    if (this.char(this.at) !== '{') return;
    if (this.text.startsWith('U+', this.at + 1)) this.fail(messages.codePointName, start, this.at + 3);
    else if (this.counts(this.at) === undefined) this.fail(messages.perlOnly, start, this.at + 1);
    else if (this.counts(this.at) === 'younger') this.complete = false;
  }

  /** An escape that stands for one character or a property, in brackets or outside; its code where it has one. */
  private characterEscape(start: number, c: string): number | undefined {
    const code = c.charCodeAt(0);
    const simple = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }[c];
    if (simple !== undefined) return simple;
    if (c >= '0' && c <= '7') return this.octal(start);
    if (c === '8' || c === '9' || !isNameChar(code) || c === '_') return code;
    switch (c) {
      case 'p':
      case 'P':
        this.property(start);
        break;
      case 'o':
        return this.bracedNumber(start, 8, messages.octalDigit);
      case 'x':
        if (this.char(this.at) === '{') return this.bracedNumber(start, 16, messages.hexDigit);
        return this.hex();
      case 'c':
        return this.control(start);
      case 'F':
      case 'l':
      case 'L':
      case 'u':
      case 'U':
        this.fail(messages.perlOnly, start, this.at);
        break;
      default:
        this.fail(messages.unknownEscape, start, this.at);
    }
    return undefined;
  }

  private octal(start: number): number {
    let at = this.at;
    while (at < this.at + 2 && at < this.end && /[0-7]/.test(this.char(at))) at++;
    const value = Number.parseInt(this.text.slice(start + 1, at), 8);
    this.at = at;
    if (value > 255) this.fail(messages.octal, start, at);
    return value;
  }

  private hex(): number {
    const [digits = ''] =
      /^[0-9A-Fa-f]{0,2}/.exec(this.text.slice(this.at, Math.min(this.end, this.at + 2))) ?? [];
    this.at += digits.length;
    return digits === '' ? 0 : Number.parseInt(digits, 16);
  }

  /** `\x{41}`, `\o{101}`. */
  private bracedNumber(start: number, base: 8 | 16, notDigit: string): number {
    if (this.char(this.at) !== '{') {
      this.fail(messages.octalBrace, start, this.at);
      return 0;
    }
    const from = this.at + 1;
    const digit = base === 8 ? /[0-7]/ : /[0-9A-Fa-f]/;
    let at = from;
    while (digit.test(this.char(at))) at++;
    const value = Number.parseInt(this.text.slice(from, at) || '0', base);
    if (/[ \t]/.test(this.char(at))) {
      // Blanks in the braces are allowed from 10.43 on.
      this.giveUp();
      return 0;
    }
    if (this.char(from) === '' || this.char(from) === '}') this.fail(messages.digits, start, at);
    else if (value > 255) this.fail(messages.codePoint, start, at);
    else if (this.char(at) !== '}') this.fail(notDigit, start, at);
    this.at = at + 1;
    return value;
  }

  private control(start: number): number {
    const c = this.char(this.at);
    if (c === '') this.fail(messages.controlAtEnd, start, this.end);
    else if (c < ' ' || c > '~') this.fail(messages.control, start, this.at + 1);
    this.at++;
    return c.toUpperCase().charCodeAt(0) ^ 64;
  }

  private property(start: number): void {
    const c = this.char(this.at);
    if (/^[A-Za-z]$/.test(c)) {
      this.at++;
      if (/[clmnpsz]/.test(c)) this.complete = false;
      else if (!/[CLMNPSZ]/.test(c)) this.fail(messages.unknownProperty, start, this.at);
      return;
    }
    const close = c === '{' ? this.text.indexOf('}', this.at) : -1;
    if (close < 0 || close >= this.end) {
      this.fail(messages.property, start, this.at);
      return;
    }
    this.complete = false;
    this.at = close + 1;
  }

  /** What stands behind `[`, to its closing bracket. */
  private brackets(start: number): void {
    if (/\[:[<>]:\]\]/y.test(this.text.slice(this.at, this.at + 6)) && this.at + 6 <= this.end) {
      this.at += 6;
      return;
    }
    const outside = this.posixName(this.at);
    if (outside !== undefined) {
      const message = this.char(this.at) === ':' ? messages.posixOutside : messages.collating;
      this.fail(message, start, outside + 2);
      return;
    }
    this.startOfClass();
    let quoted = false;
    /** The last byte of what could begin a range; -1 when nothing could. */
    let low = -1;
    let inRange = false;
    for (let first = true; ; first = false) {
      if (this.at >= this.end) {
        this.fail(messages.bracket, start, this.end);
        return;
      }
      const from = this.at;
      const c = this.char(from);
      if (c === ']' && !first && !quoted) {
        this.at++;
        return;
      }
      this.at = nextCharacter(this.text, from);
      let element: ClassEscape = {
        low: firstByte(this.text, from, this.options.bytes),
        high: lastByte(this.text, from, this.options.bytes),
      };
      if (quoted) {
        if (c === '\\' && this.char(this.at) === 'E') {
          quoted = false;
          this.at++;
          continue;
        }
      } else if (this.settings.extendedMore && (c === ' ' || c === '\t')) continue;
      else if (c === '[' && this.posixName(this.at) !== undefined) {
        element = this.posixClass(from, inRange);
      } else if (c === '-' && low >= 0 && !inRange) {
        inRange = true;
        continue;
      } else if (c === '\\') {
        if (this.char(this.at) === 'Q') {
          quoted = true;
          this.at++;
          continue;
        }
        element = this.classEscape(from);
        if (element === 'nothing') continue;
        if (element === 'set' && inRange) this.fail(messages.range, from, this.at);
      }
      if (this.error !== undefined) return;
      if (element === 'set' || element === 'nothing') {
        low = -1;
        inRange = false;
        if (this.char(this.at) === '-' && this.at < this.end - 1 && this.char(this.at + 1) !== ']') {
          this.fail(messages.range, from, this.at + 1);
          return;
        }
      } else if (inRange) {
        if (low > element.low) {
          this.fail(messages.rangeOrder, from, this.at);
          return;
        }
        // The rest of a character of several bytes can begin another range.
        low = element.high === element.low ? -1 : element.high;
        inRange = false;
      } else low = element.high;
    }
  }

  /** `^` and empty quotes before the first character of a class. */
  private startOfClass(): void {
    let negated = false;
    for (;;) {
      if (this.text.startsWith('\\E', this.at) && this.at + 2 <= this.end) this.at += 2;
      else if (this.text.startsWith('\\Q\\E', this.at) && this.at + 4 <= this.end) this.at += 4;
      else if (this.settings.extendedMore && /[ \t]/.test(this.char(this.at))) this.at++;
      else if (!negated && this.char(this.at) === '^') {
        negated = true;
        this.at++;
      } else return;
    }
  }

  /** Where the name behind `[:`, `[.` or `[=` ends, when it is closed; `at` is behind the bracket. */
  private posixName(at: number): number | undefined {
    const kind = this.char(at);
    if (kind === '' || !':.='.includes(kind)) return undefined;
    for (let i = at + 1; i + 1 < this.end; i++) {
      const c = this.char(i);
      const next = this.char(i + 1);
      if (c === '\\' && (next === ']' || next === '\\')) i++;
      else if ((c === '[' && next === kind) || c === ']') return undefined;
      else if (c === kind && next === ']') return i;
    }
    return undefined;
  }

  private posixClass(from: number, inRange: boolean): ClassEscape {
    const kind = this.char(this.at);
    const close = this.posixName(this.at) ?? this.end;
    const name = this.text.slice(this.at + 1, close).replace(/^\^/, '');
    this.at = close + 2;
    if (inRange) this.fail(messages.range, from, this.at);
    else if (kind !== ':') this.fail(messages.collating, from, this.at);
    else if (!posixNames.includes(name)) this.fail(messages.posixName, from, this.at);
    return 'set';
  }

  private classEscape(start: number): ClassEscape {
    const c = this.char(this.at);
    if (c === '') {
      this.fail(messages.escapeAtEnd, start, this.end);
      return 'nothing';
    }
    this.at = nextCharacter(this.text, this.at);
    if (c === 'E') return 'nothing';
    if (c === 'b') return { low: 8, high: 8 };
    if (c === 'g') return { low: 103, high: 103 };
    if (/[dDhHsSvVwW]/.test(c)) return 'set';
    if (c === 'N') {
      if (this.char(this.at) === '{') this.notNewline(start);
      this.fail(messages.notNewlineInClass, start, this.at);
      return 'set';
    }
    if (/[ABCGKRXZzk]/.test(c)) {
      this.fail(messages.classEscape, start, this.at);
      return 'set';
    }
    if (c === 'p' || c === 'P') {
      this.property(start);
      return 'set';
    }
    const code = this.characterEscape(start, c);
    if (code !== undefined && c.charCodeAt(0) < 128) return { low: code, high: code };
    const at = start + 1;
    return {
      low: firstByte(this.text, at, this.options.bytes),
      high: lastByte(this.text, at, this.options.bytes),
    };
  }

  /** The character at an offset, empty behind the pattern. */
  private char(at: number): string {
    return at < this.end ? this.text.charAt(at) : '';
  }

  private fail(message: string, start: number, end: number): void {
    this.error ??= { message, start, end };
  }
}
