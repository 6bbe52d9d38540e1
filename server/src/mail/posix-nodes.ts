// Reads an extended regular expression as the GNU C library does in the C locale (regex(7)). Basic expressions and
// back-references are not judged.

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

export interface PosixFlags {
  readonly ignoreCase: boolean;
  /** REG_NEWLINE: `.` and `[^…]` do not match a line break, and `^` and `$` match around it. */
  readonly newline: boolean;
}

export function readPosix(text: string, flags: PosixFlags): Regex {
  return new PosixReader(text, flags).read();
}

const newline = 10;

class PosixReader extends RegexReader {
  constructor(
    text: string,
    private readonly flags: PosixFlags,
  ) {
    super(text);
  }

  protected ignoresCase(): boolean {
    return this.flags.ignoreCase;
  }

  protected item(): RegexNode {
    let node = this.atom();
    // A repetition may follow another one.
    for (;;) {
      const found = this.matched(/[*+?]|\{(\d*)(?:(,)(\d*))?\}/y);
      if (found === undefined) break;
      // The GNU C library makes mistakes with word boundaries in repetitions.
      if (node.kind === 'assertion' || hasWordBoundary(node)) throw new Unjudged('a repeated assertion');
      const [sign, low, comma, high] = found;
      if (low !== undefined && low === '' && comma === undefined) throw new Unjudged('an empty interval');
      const min = low === undefined ? (sign === '+' ? 1 : 0) : Number(low);
      const unlimited = low === undefined ? sign !== '?' : comma !== undefined && high === '';
      const max = unlimited ? undefined : low === undefined ? 1 : comma === undefined ? min : Number(high);
      node = this.repeated(node, min, max);
    }
    if (this.next('{')) throw new Unjudged('an interval');
    return node;
  }

  private atom(): RegexNode {
    const c = this.text.charAt(this.at);
    switch (c) {
      case '\\':
        return this.escape();
      case '[':
        return this.bracket();
      case '(': {
        this.at++;
        const index = ++this.groups;
        const node = this.alternatives();
        this.expect(')');
        return { kind: 'group', index, node };
      }
      case '.':
        this.at++;
        return this.anyByte(!this.flags.newline);
      case '^':
        this.at++;
        return { kind: 'assertion', what: this.flags.newline ? 'line-start' : 'start' };
      case '$':
        this.at++;
        return { kind: 'assertion', what: this.flags.newline ? 'line-end' : 'end' };
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Unjudged('a repetition of nothing');
    }
    this.at++;
    return this.literal(c.charCodeAt(0));
  }

  private escape(): RegexNode {
    this.expect('\\');
    const c = this.text.charAt(this.at++);
    switch (c) {
      case 'w':
        return this.set(bytes(isWord));
      case 'W':
        return this.set(bytes((b) => !isWord(b)));
      case 's':
        return this.set(bytes(isSpace));
      case 'S':
        return this.set(bytes((b) => !isSpace(b)));
      case 'b':
        return { kind: 'assertion', what: 'word-boundary' };
      case 'B':
        return { kind: 'assertion', what: 'no-word-boundary' };
      case '<':
        return { kind: 'assertion', what: 'word-start' };
      case '>':
        return { kind: 'assertion', what: 'word-end' };
      case '`':
        return { kind: 'assertion', what: 'start' };
      case "'":
        return { kind: 'assertion', what: 'end' };
    }
    if (c === '' || /[1-9]/.test(c)) throw new Unjudged('a back-reference');
    return this.literal(c.charCodeAt(0));
  }

  private bracket(): RegexNode {
    this.expect('[');
    const isNegated = this.take('^');
    const has = new Uint8Array(256);
    for (let first = true; first || !this.next(']'); first = false) {
      if (this.at >= this.text.length) throw new Unjudged('an open bracket');
      const [, name] = this.matched(/\[:([a-z]+):\]/y) ?? [];
      if (name !== undefined) {
        const test =
          this.flags.ignoreCase && /^(?:upper|lower)$/.test(name) ? className('alpha') : className(name);
        for (let b = 0; b < 256; b++) if (test(b)) has[b] = 1;
        continue;
      }
      if (this.matched(/\[[.:=]/y)) throw new Unjudged('a collating element');
      const from = this.text.charCodeAt(this.at++);
      const isRange = this.next('-') && !this.text.startsWith('-]', this.at);
      if (!isRange) {
        has[from] = 1;
        continue;
      }
      this.expect('-');
      if (this.next('[') || this.next('-')) throw new Unjudged('a range');
      const to = this.text.charCodeAt(this.at++);
      if (!(from <= to)) throw new Unjudged('a range');
      has.fill(1, from, to + 1);
    }
    this.expect(']');
    const folded = this.set(has);
    if (!isNegated || folded.kind !== 'byte') return folded;
    const others = folded.has.map((each) => 1 - each);
    if (this.flags.newline) others[newline] = 0;
    return { kind: 'byte', has: others };
  }
}

function hasWordBoundary(node: RegexNode): boolean {
  switch (node.kind) {
    case 'assertion':
      return node.what.includes('word');
    case 'sequence':
    case 'choice':
      return node.nodes.some(hasWordBoundary);
    case 'group':
    case 'repeat':
      return hasWordBoundary(node.node);
    default:
      return false;
  }
}
