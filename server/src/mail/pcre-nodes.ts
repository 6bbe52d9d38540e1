// Reads a pattern as PCRE2 does without UTF mode (pcre2pattern(3)). Back-references, conditions, recursion, and verbs are
// not judged.

import {
  bytes,
  className,
  isSpace,
  isWord,
  type Regex,
  type RegexNode,
  RegexReader,
  Unjudged,
} from './regex-nodes.ts';

/** The options that letters after the pattern toggle. */
export interface PcreFlags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly extended: boolean;
  readonly anchored: boolean;
  readonly dollarEndOnly: boolean;
  readonly ungreedy: boolean;
}

export function readPcre(text: string, flags: PcreFlags): Regex {
  const { root, groups } = new PcreReader(text, flags).read();
  if (!flags.anchored) return { root, groups };
  return { root: { kind: 'sequence', nodes: [{ kind: 'assertion', what: 'start' }, root] }, groups };
}

type Inline = Pick<PcreFlags, 'ignoreCase' | 'dotAll' | 'multiline' | 'extended'>;

const inlineFlags: Readonly<Record<string, keyof Inline>> = {
  i: 'ignoreCase',
  s: 'dotAll',
  m: 'multiline',
  x: 'extended',
};

const horizontal = (b: number): boolean => b === 9 || b === 32 || b === 160;
const vertical = (b: number): boolean => (b >= 10 && b <= 13) || b === 133;
const digit = (b: number): boolean => b >= 48 && b <= 57;

/** `\d` and the like. An upper-case letter negates. */
const classEscapes: Readonly<Record<string, (byte: number) => boolean>> = {
  d: digit,
  h: horizontal,
  s: isSpace,
  v: vertical,
  w: isWord,
};

const characterEscapes: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

class PcreReader extends RegexReader {
  private inline: Inline;

  constructor(
    text: string,
    private readonly flags: PcreFlags,
  ) {
    super(text);
    this.inline = flags;
    if (text.startsWith('(*')) throw new Unjudged('a setting at the start');
  }

  protected ignoresCase(): boolean {
    return this.inline.ignoreCase;
  }

  protected item(): RegexNode | undefined {
    if (this.inline.extended && this.matched(/(?:[\t-\r ]+|#[^\n]*\n?)+/y)) {
      if (this.at >= this.text.length || this.next('|') || this.next(')')) return undefined;
    }
    const node = this.atom();
    return node && this.quantified(node);
  }

  private quantified(node: RegexNode): RegexNode {
    const found = this.matched(/[*+?]|\{(\d+)(?:(,)(\d*))?\}/y);
    if (found === undefined) return node;
    if (node.kind === 'assertion') throw new Unjudged('a repeated assertion');
    const [sign, low, comma, high] = found;
    const min = low === undefined ? (sign === '+' ? 1 : 0) : Number(low);
    const unlimited = low === undefined ? sign !== '?' : comma !== undefined && high === '';
    const max = unlimited ? undefined : low === undefined ? 1 : comma === undefined ? min : Number(high);
    if (this.take('+')) {
      // PCRE2 makes mistakes with what comes before such a group.
      if (node.kind !== 'byte') throw new Unjudged('a possessive repetition of a group');
      return { kind: 'atomic', node: this.repeated(node, min, max) };
    }
    const isLazy = this.take('?');
    return this.repeated(node, min, max, isLazy === this.flags.ungreedy);
  }

  private atom(): RegexNode | undefined {
    const c = this.text.charAt(this.at);
    switch (c) {
      case '\\':
        return this.escape();
      case '[':
        return this.bracket();
      case '(':
        return this.group();
      case '.':
        this.at++;
        return this.anyByte(this.inline.dotAll);
      case '^':
        this.at++;
        return { kind: 'assertion', what: this.inline.multiline ? 'line-start' : 'start' };
      case '$':
        this.at++;
        return { kind: 'assertion', what: this.dollar() };
      case '*':
      case '+':
      case '?':
        throw new Unjudged('a repetition of nothing');
    }
    this.at++;
    return this.literal(c.charCodeAt(0));
  }

  private dollar(): 'line-end' | 'end' | 'end-or-last-break' {
    if (this.inline.multiline) return 'line-end';
    return this.flags.dollarEndOnly ? 'end' : 'end-or-last-break';
  }

  private group(): RegexNode {
    this.expect('(');
    const before = this.inline;
    if (this.take('?#')) {
      if (!this.matched(/[^)]*\)/y)) throw new Unjudged('an open comment');
      return { kind: 'sequence', nodes: [] };
    }
    const flags = this.matched(/\?([imsx]*)(?:-([imsx]+))?([:)])/y);
    if (flags !== undefined) {
      const [, on = '', off = '', end] = flags;
      const changed: Record<keyof Inline, boolean> = { ...this.inline };
      for (const letter of on) changed[inlineFlags[letter] ?? 'ignoreCase'] = true;
      for (const letter of off) changed[inlineFlags[letter] ?? 'ignoreCase'] = false;
      this.inline = changed;
      // `(?i)` applies to the rest of the group that contains it.
      if (end === ')') return { kind: 'sequence', nodes: [] };
      return this.closed(before);
    }
    const look = this.matched(/\?(<?)([=!])/y);
    if (look !== undefined) {
      const [, behind, sign] = look;
      const node = this.closed(before);
      return { kind: 'look', node, behind: behind === '<', negated: sign === '!' };
    }
    if (this.take('?>')) return { kind: 'atomic', node: this.closed(before) };
    const isNamed = this.matched(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (isNamed === undefined && (this.next('?') || this.next('*'))) throw new Unjudged('a special group');
    const index = ++this.groups;
    return { kind: 'group', index, node: this.closed(before) };
  }

  /** The rest of a group. Options that it changes end with it. */
  private closed(before: Inline): RegexNode {
    const node = this.alternatives();
    this.inline = before;
    this.expect(')');
    return node;
  }

  private escape(): RegexNode {
    if (this.matched(/\\Q/y)) {
      const [, quoted = ''] = this.matched(/(.*?)(?:\\E|$)/sy) ?? [];
      const nodes = Array.from(quoted, (c) => this.literal(c.charCodeAt(0)));
      if (nodes.length !== 1 && /[*+?{]/.test(this.text.charAt(this.at)))
        throw new Unjudged('a repetition of a quotation');
      return { kind: 'sequence', nodes };
    }
    const assertion = this.matched(/\\[bBAzZ]/y)?.[0];
    switch (assertion) {
      case '\\b':
        return { kind: 'assertion', what: 'word-boundary' };
      case '\\B':
        return { kind: 'assertion', what: 'no-word-boundary' };
      case '\\A':
        return { kind: 'assertion', what: 'start' };
      case '\\z':
        return { kind: 'assertion', what: 'end' };
      case '\\Z':
        return { kind: 'assertion', what: 'end-or-last-break' };
    }
    if (this.matched(/\\N(?!\{)/y)) return this.anyByte(false);
    return this.set(this.escapedBytes(false));
  }

  /** The bytes that an escape outside or inside of brackets matches. */
  private escapedBytes(inBrackets: boolean): Uint8Array {
    this.expect('\\');
    const letter = this.matched(/[dDhHsSvVwW]/y)?.[0];
    if (letter !== undefined) {
      const test = classEscapes[letter.toLowerCase()] ?? (() => false);
      const isNegated = letter !== letter.toLowerCase();
      return bytes((b) => test(b) !== isNegated);
    }
    const byte = this.escapedByte(inBrackets);
    return bytes((b) => b === byte);
  }

  private escapedByte(inBrackets: boolean): number {
    const [, hex] = this.matched(/x(?:\{([0-9A-Fa-f]{1,2})\}|(?=[^{]|$))/y) ?? [];
    if (hex !== undefined) return Number.parseInt(hex, 16);
    if (this.text.charAt(this.at - 1) === 'x') {
      const [digits = ''] = this.matched(/[0-9A-Fa-f]{0,2}/y) ?? [];
      return digits === '' ? 0 : Number.parseInt(digits, 16);
    }
    const octal = this.matched(/0[0-7]{0,2}/y)?.[0];
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const c = this.text.charAt(this.at);
    if (c === '' || (digit(c.charCodeAt(0)) && !inBrackets)) throw new Unjudged('a back-reference');
    this.at++;
    if (inBrackets && c === 'b') return 8;
    const named = characterEscapes[c];
    if (named !== undefined) return named;
    if (/[A-Za-z0-9]/.test(c)) throw new Unjudged('an escape');
    return c.charCodeAt(0);
  }

  private bracket(): RegexNode {
    this.expect('[');
    if (this.next('.') || this.next('=')) throw new Unjudged('a bracket');
    const isNegated = this.take('^');
    const has = new Uint8Array(256);
    const add = (test: (b: number) => boolean): void => {
      for (let b = 0; b < 256; b++) if (test(b)) has[b] = 1;
    };
    for (let first = true; first || !this.next(']'); first = false) {
      if (this.at >= this.text.length) throw new Unjudged('an open bracket');
      const posix = this.matched(/\[:(\^?)([a-z]+):\]/y);
      if (posix !== undefined) {
        const [, not, name = ''] = posix;
        const test = className(name);
        add((b) => test(b) !== (not === '^'));
        continue;
      }
      if (this.next('[:') || this.next('[.') || this.next('[=')) throw new Unjudged('a class');
      const low = this.member();
      if (!this.next('-') || this.text.startsWith('-]', this.at)) {
        add((b) => low[b] === 1);
        continue;
      }
      this.expect('-');
      if (this.next('[:') || this.at >= this.text.length) throw new Unjudged('a range');
      const high = this.member();
      const [from, to] = [single(low), single(high)];
      if (from === undefined || to === undefined || from > to) throw new Unjudged('a range');
      add((b) => b >= from && b <= to);
    }
    this.expect(']');
    const folded = this.set(has);
    if (!isNegated || folded.kind !== 'byte') return folded;
    return { kind: 'byte', has: folded.has.map((each) => 1 - each) };
  }

  private member(): Uint8Array {
    if (this.next('\\')) {
      if (/^\\[QENRX]/.test(this.text.slice(this.at, this.at + 2)))
        throw new Unjudged('an escape in brackets');
      return this.escapedBytes(true);
    }
    const code = this.text.charCodeAt(this.at++);
    return bytes((b) => b === code);
  }
}

/** The only byte of a set; undefined if there are several. */
function single(has: Uint8Array): number | undefined {
  const first = has.indexOf(1);
  return first >= 0 && first === has.lastIndexOf(1) ? first : undefined;
}
