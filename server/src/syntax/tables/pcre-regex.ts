// Scans the syntax of Perl-compatible regular expressions for groups and for errors that pcre2_compile() certainly
// reports, with its messages. The reference is PCRE2 10.x. Postfix before 3.7 uses the older PCRE library, for which
// only the plainest errors are certain.
//
// The scanner does not handle: patterns that begin with a setting such as `(*UTF)`; conditional groups, callouts, and
// verbs; what a reference or call by name matches; Unicode properties with a value; lookbehinds whose length it would
// have to compute; `\K` in a lookaround; `{,n}`, spaces in braces, and other forms that only some releases accept; and the size
// of the compiled pattern.

import { isDigit, isNameChar, isSpace } from '../chars.ts';
import type { Span } from '../text.ts';
import { readClass } from './pcre-class.ts';
import { PcreCursor } from './pcre-cursor.ts';
import { characterEscape, notNewline } from './pcre-escape.ts';
import { pcreMessages as messages, plainErrors } from './pcre-messages.ts';
import { nextCharacter, type RegexScan } from './regex.ts';

export interface PcreOptions {
  /** Flag `x`: white space and `#` comments in the pattern are ignored. */
  readonly extended: boolean;
  readonly bytes: boolean;
  /** The library is the older PCRE, not PCRE2. */
  readonly legacy: boolean;
}

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
  /** The options at the start of the group, which apply again after it. */
  readonly settings: Settings;
  /** In `(?|`: the number of groups at its start. Each alternative restarts counting from there. */
  readonly resetTo: number | undefined;
  highest: number;
  /** The innermost lookaround that contains the group, or the group itself. */
  readonly look: GroupKind;
}

interface Settings {
  readonly extended: boolean;
  readonly extendedMore: boolean;
  readonly duplicateNames: boolean;
  readonly noCapture: boolean;
}

/** What an item means for a quantifier after it. A group may be repeated and may be an assertion. */
type Item = 'repeatable' | 'group' | 'fixed' | 'quantifier';

class Scanner extends PcreCursor {
  private groups = 0;
  private readonly nest: Group[] = [];
  private settings: Settings;
  private readonly names = new Map<string, number>();
  private readonly numbersWithNames = new Set<number>();
  private highestReference: { readonly group: number; readonly span: Span } | undefined;
  private readonly namesUsed: (Span & { readonly name: string })[] = [];
  private unlimitedLookbehind: Span | undefined;
  private before: Item = 'fixed';
  private sawVerb = false;
  private hasSettings = false;

  constructor(
    text: string,
    span: Span,
    private readonly options: PcreOptions,
  ) {
    super(text, span, options.bytes);
    const extended = options.extended;
    this.settings = { extended, extendedMore: false, duplicateNames: false, noCapture: false };
  }

  scan(): RegexScan {
    this.leadingSettings();
    const start = this.at;
    while (this.at < this.end && this.error === undefined) this.item();
    if (this.nest.length > 0) this.fail(messages.group, start, this.end);
    // PCRE reports these errors only after it has read the whole pattern.
    const lookbehind = this.unlimitedLookbehind;
    if (lookbehind !== undefined) this.fail(messages.lookbehind, lookbehind.start, lookbehind.end);
    const reference = this.highestReference;
    if (reference !== undefined && reference.group > this.groups) {
      this.fail(messages.reference, reference.span.start, reference.span.end);
    }
    const missing = this.namesUsed.find(({ name }) => !this.names.has(name));
    if (missing !== undefined) this.fail(messages.reference, missing.start, missing.end);
    const { error, options } = this;
    const plainOnly = options.legacy || this.hasSettings;
    const sure = error !== undefined && (!plainOnly || plainErrors.includes(error.message));
    return {
      // After an uncertain error, the group count is not reliable.
      groups: this.countable && (sure || error === undefined) ? this.groups : undefined,
      complete: this.complete && (sure || error === undefined),
      ...(sure && { error }),
    };
  }

  /** `(*UTF)`, `(*LIMIT_MATCH=1000)`, and other settings at the very beginning. */
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
        readClass(this, start, this.settings.extendedMore);
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

  /** Skips quoted text, comments, and, with flag `x`, white space. Quantifiers ignore them. */
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
    // A logical line has no line breaks, so a comment extends to the end of the pattern.
    if (c !== '#') return false;
    this.at = this.end;
    return true;
  }

  private quantifier(start: number, repeats: 'unlimited' | 'bounded' | 'exact'): void {
    if (this.before === 'quantifier') {
      const c = this.char(start);
      // `*?` and `*+`: lazy and possessive. Only an item may follow.
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
    // Every release rejects an unlimited repeat here. An assertion has no length, however often it is repeated.
    if (repeats === 'unlimited' && !this.sawVerb && !assertion) {
      this.unlimitedLookbehind ??= { start, end: this.at };
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
    if (Math.max(min, max ?? min) > maxRepeat) this.fail(messages.number, start, end);
    else if ((max ?? min) < min) this.fail(messages.order, start, end);
    else this.quantifier(start, max === undefined ? 'unlimited' : max === min ? 'exact' : 'bounded');
  }

  private alternative(): void {
    this.before = 'fixed';
    const group = this.nest.at(-1);
    if (group === undefined) return;
    if (group.resetTo !== undefined) {
      group.highest = Math.max(group.highest, this.groups);
      this.groups = group.resetTo;
    }
    // Some releases require that alternatives in a group inside a lookbehind have the same length.
    if (group.kind !== 'lookbehind' && group.look === 'lookbehind') this.complete = false;
  }

  private closeGroup(start: number): void {
    const group = this.nest.pop();
    if (group === undefined) {
      this.fail(messages.close, start, this.at);
      return;
    }
    this.settings = group.settings;
    this.groups = Math.max(this.groups, group.highest);
    this.before = 'group';
  }

  private push(kind: GroupKind, resetTo?: number, settings = this.settings): void {
    const around = this.nest.at(-1)?.look ?? 'plain';
    this.nest.push({
      kind,
      settings,
      highest: this.groups,
      look: kind === 'plain' ? around : kind,
      resetTo,
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
      // PCRE skips the parenthesis, so the star has nothing to repeat.
      this.fail(messages.repeat, this.at, this.at + 1);
      return;
    }
    let nameEnd = this.at + 1;
    while (nameEnd < this.end && isNameChar(this.text.charCodeAt(nameEnd))) nameEnd++;
    const name = this.text.slice(this.at + 1, nameEnd);
    const after = this.char(nameEnd);
    if (/[a-z]/.test(second)) {
      const kind = assertions.get(name);
      // Some builds do not support script runs, and newer releases support more words.
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
        // An extended class since PCRE2 10.45. This scanner cannot find its end.
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
      if (this.numbersWithNames.has(group)) this.fail(messages.numberName, from, this.at - 1);
    } else if (known !== group && !this.settings.duplicateNames)
      this.fail(messages.nameTwice, from, this.at - 1);
    this.names.set(name, group);
    this.numbersWithNames.add(group);
    this.push('plain');
  }

  /** A group's name, up to the character that ends it; undefined if it is an error. */
  private name(start: number, from: number, close: string): string | undefined {
    let at = from;
    while (at < this.end && isNameChar(this.text.charCodeAt(at))) at++;
    const name = this.text.slice(from, at);
    if (isDigit(this.text.charCodeAt(from)) && from < this.end) this.fail(messages.nameDigit, start, at);
    else if (name.length > maxNameLength) {
      // PCRE2 10.45 introduced longer names.
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

  /** A reference or call by name. Whether the name exists is known only at the end of the pattern. */
  private namedReference(start: number, from: number, close: string): void {
    this.complete = false;
    const name = this.name(start, from, close);
    if (name === undefined) return;
    this.namesUsed.push({ name, start, end: this.at });
    this.before = 'repeatable';
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

  /** The group that a signed or unsigned number refers to; undefined if it is an error. */
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

  /** A callout or conditional group. Reads just enough to continue counting groups. */
  private unknownGroup(start: number, c: string): void {
    this.complete = false;
    if (c === '(' && /[?*]/.test(this.char(this.at + 1))) {
      this.push('plain');
      return;
    }
    const close = this.text.indexOf(')', this.at);
    if (close < 0 || close >= this.end) {
      // PCRE's message depends on what it expects at the end.
      if (this.char(this.at + 1) === '') this.fail(messages.group, start, this.end);
      else this.giveUp();
      return;
    }
    if (c === 'C' && !/^C\d*$/.test(this.text.slice(this.at, close))) {
      this.giveUp();
      return;
    }
    if (c === '(') this.condition(this.text.slice(this.at + 1, close), start, close);
    this.at = close + 1;
    if (c === '(') this.push('plain');
  }

  /** The condition in `(?(1)…)`, `(?(<name>)…)`, or `(?(R&name)…)`, as far as it refers to a group. */
  private condition(text: string, start: number, close: number): void {
    const span = { start, end: close + 1 };
    const name = /^(?:<(\w+)>|'(\w+)'|R&(\w+))$/.exec(text)?.slice(1).join('');
    if (name !== undefined && !isDigit(name.charCodeAt(0))) this.namesUsed.push({ name, ...span });
    const group = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
    if (group > (this.highestReference?.group ?? 0)) this.highestReference = { group, span };
  }

  /** An escape outside a class; `at` is the offset after the backslash. */
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
      // Releases differ on whether \K is allowed in a lookaround.
      if (c === 'K' && this.nest.some(({ look }) => look !== 'plain')) this.complete = false;
    } else if (/[dDhHsSvVwW]/.test(c)) return;
    else if (/[CRX]/.test(c)) {
      // A library may be built without \C. \R and \X have no fixed length.
      if (c === 'C' || this.nest.at(-1)?.look === 'lookbehind') this.complete = false;
    } else if (c === 'N') notNewline(this, start);
    else if (c === 'g') this.backReference(start);
    else if (c === 'k') {
      const close = { '{': '}', '<': '>', "'": "'" }[this.char(this.at)];
      if (close === undefined) this.fail(messages.namedReference, start, this.at);
      else this.bracedName(start, close);
    } else if (c >= '1' && c <= '9') this.numberEscape(start, c);
    else characterEscape(this, start, c);
  }

  /** `\1` to `\9` and larger numbers of existing groups are references. Other numbers are octal characters. */
  private numberEscape(start: number, c: string): void {
    let at = this.at;
    while (at < this.end && isDigit(this.text.charCodeAt(at))) at++;
    const number = Number(this.text.slice(start + 1, at));
    if (number >= 10 && c < '8' && number > this.groups) {
      characterEscape(this, start, c);
      return;
    }
    if (number > 2 ** 31 / 10 - 2) {
      characterEscape(this, start, c);
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
      if (close !== undefined) this.bracedName(start, close);
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
    // Spaces in the braces are allowed since PCRE2 10.43.
    if (close === '}' && /[ \t]/.test(this.char(this.at + 1))) this.giveUp();
    else this.namedReference(start, this.at + 1, close);
  }
}
