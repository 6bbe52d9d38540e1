// Regular expressions as trees: what PCRE and the GNU C library read in the patterns of pcre: and regexp: tables. Both
// match bytes, so a pattern is text with one character for each byte.

export type RegexNode =
  /** One byte: `has[byte]` is 1. */
  | { readonly kind: 'byte'; readonly has: Uint8Array }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  /** The first one that matches is preferred. */
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      /** Undefined for any number. */
      readonly max: number | undefined;
      readonly greedy: boolean;
    }
  | { readonly kind: 'group'; readonly node: RegexNode; readonly index: number }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'look'; readonly node: RegexNode; readonly behind: boolean; readonly negated: boolean }
  /** Does not give back what it has matched. */
  | { readonly kind: 'atomic'; readonly node: RegexNode };

export type Assertion =
  | 'start'
  | 'end'
  /** Also before a line break that ends the text. */
  | 'end-or-last-break'
  | 'line-start'
  | 'line-end'
  | 'word-boundary'
  | 'no-word-boundary'
  | 'word-start'
  | 'word-end';

export interface Regex {
  readonly root: RegexNode;
  /** The number of groups. */
  readonly groups: number;
}

/** The pattern has something that only its engine can judge. */
export class Unjudged extends Error {}

/** Deeper nesting is not used in practice. */
const maxDepth = 60;

const newline = 10;

export const nothing: RegexNode = { kind: 'sequence', nodes: [] };

export function bytes(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

/** The POSIX classes in the C locale. */
const classes: Readonly<Record<string, (byte: number) => boolean>> = {
  alnum: (b) => isUpper(b) || isLower(b) || isDigit(b),
  alpha: (b) => isUpper(b) || isLower(b),
  ascii: (b) => b < 128,
  blank: (b) => b === 32 || b === 9,
  cntrl: (b) => b < 32 || b === 127,
  digit: isDigit,
  graph: (b) => b > 32 && b < 127,
  lower: isLower,
  print: (b) => b >= 32 && b < 127,
  punct: (b) => (b > 32 && b < 127 && !isWord(b) ? true : b === 95),
  space: isSpace,
  upper: isUpper,
  word: isWord,
  xdigit: (b) => isDigit(b) || (b >= 65 && b <= 70) || (b >= 97 && b <= 102),
};

function isUpper(b: number): boolean {
  return b >= 65 && b <= 90;
}

function isLower(b: number): boolean {
  return b >= 97 && b <= 122;
}

function isDigit(b: number): boolean {
  return b >= 48 && b <= 57;
}

export function isWord(b: number): boolean {
  return isUpper(b) || isLower(b) || isDigit(b) || b === 95;
}

export function isSpace(b: number): boolean {
  return b === 32 || (b >= 9 && b <= 13);
}

export function className(name: string): (byte: number) => boolean {
  const test = Object.hasOwn(classes, name) ? classes[name] : undefined;
  if (test === undefined) throw new Unjudged(name);
  return test;
}

/** Adds the other case of each letter. */
export function withBothCases(has: Uint8Array): Uint8Array {
  const both = Uint8Array.from(has);
  for (let b = 65; b <= 90; b++) if (has[b] || has[b + 32]) both[b] = both[b + 32] = 1;
  return both;
}

/** What both kinds of patterns share. */
export abstract class RegexReader {
  protected at = 0;
  protected groups = 0;
  private depth = 0;

  constructor(protected readonly text: string) {}

  read(): Regex {
    const root = this.alternatives();
    if (this.at < this.text.length) throw new Unjudged('a parenthesis that is not open');
    return { root, groups: this.groups };
  }

  protected abstract ignoresCase(): boolean;
  /** The next item with its repetitions; undefined at the end of a sequence. */
  protected abstract item(): RegexNode | undefined;

  protected alternatives(): RegexNode {
    if (++this.depth > maxDepth) throw new Unjudged('too deep');
    const nodes = [this.sequence()];
    while (this.take('|')) nodes.push(this.sequence());
    this.depth--;
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'choice', nodes };
  }

  private sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.at < this.text.length && !this.next('|') && !this.next(')')) {
      const item = this.item();
      if (item === undefined) break;
      nodes.push(item);
    }
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'sequence', nodes };
  }

  protected next(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  protected take(text: string): boolean {
    if (!this.next(text)) return false;
    this.at += text.length;
    return true;
  }

  /** The text that a sticky expression matches here, and its groups; undefined if it does not match. */
  protected matched(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw new Unjudged(`no ${text}`);
  }

  protected literal(byte: number): RegexNode {
    return this.set(bytes((b) => b === byte));
  }

  protected set(has: Uint8Array): RegexNode {
    return { kind: 'byte', has: this.ignoresCase() ? withBothCases(has) : has };
  }

  protected anyByte(withNewline: boolean): RegexNode {
    return { kind: 'byte', has: bytes((b) => withNewline || b !== newline) };
  }

  protected repeated(node: RegexNode, min: number, max: number | undefined, greedy = true): RegexNode {
    if (max !== undefined && max < min) throw new Unjudged('a repetition out of order');
    return { kind: 'repeat', node, min, max, greedy };
  }
}
