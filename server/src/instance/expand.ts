// $name expansion (mac_expand.c): converts a value's text to the text that Postfix uses, and maps each character of the
// result back to the word that it came from.

import { type Part, parseExpression, references } from '../syntax/expression.ts';
import type { Span } from '../syntax/text.ts';

/** The source of a part of the expanded text. */
export interface Origin {
  /** The span of the expanded value. For text from a `$name`, the span of the outermost reference. */
  readonly at: Span;
  /** The parameters that the expansion passed through, outermost first; empty for text of the value itself. */
  readonly via: readonly string[];
  /** The span within the raw value of the last parameter in `via`; the same as `at` if `via` is empty. */
  readonly within: Span;
}

interface Piece {
  readonly start: number;
  readonly text: string;
  readonly origin: Origin;
}

export interface Expansion {
  readonly text: string;
  /** Problems that Postfix reports. If there are any, its programs exit with a fatal error. */
  readonly problems: readonly string[];
  /** Names that have neither a value nor a default. */
  readonly undefinedNames: readonly string[];
  /** The source of an offset in `text`. */
  originAt(offset: number): Origin | undefined;
}

/** A parameter's raw value; undefined if it has neither a value nor a default. */
export type Lookup = (name: string) => string | undefined;

export interface ExpandOptions {
  /** Functions such as `${domain_to_ascii{…}}` exist since 3.11. Earlier releases report a syntax error. */
  readonly functions?: boolean;
  /** Parameters whose value is not expanded when another value refers to it (postconf since 3.11). */
  readonly isRaw?: (name: string) => boolean;
}

/** mac_expand.c stops at this depth. A reference loop always reaches it. */
const maxDepth = 100;
/** Exponential growth (`a=$b$b`, `b=$c$c`, …) would fill Postfix's memory. This expansion stops here. */
const maxLength = 1 << 20;
const maxSteps = 100_000;

export function expand(value: string, lookup: Lookup, options: ExpandOptions = {}): Expansion {
  return value.includes('$') ? new Expander(lookup, options).run(value) : literal(value);
}

/** The same for text without `$`, which most values are. */
function literal(text: string): Expansion {
  return {
    text,
    problems: none,
    undefinedNames: none,
    originAt(offset) {
      if (text === '') return undefined;
      const at = { start: offset, end: text.length };
      return { at, via: none, within: at };
    },
  };
}

const none: readonly never[] = [];

class Expander {
  private readonly pieces: Piece[] = [];
  private length = 0;
  private steps = 0;
  private readonly problems: string[] = [];
  private readonly undefinedNames = new Set<string>();

  constructor(
    private readonly lookup: Lookup,
    private readonly options: ExpandOptions,
  ) {}

  run(value: string): Expansion {
    this.parts(parseExpression(value), value, { via: [] }, 0);
    const { pieces, problems } = this;
    return {
      text: pieces.map((p) => p.text).join(''),
      problems,
      undefinedNames: [...this.undefinedNames],
      originAt: (offset) => originAt(pieces, offset),
    };
  }

  private parts(parts: readonly Part[], text: string, frame: Frame, depth: number): void {
    for (const part of parts) {
      if (this.problems.length > 0) return;
      if (depth > maxDepth || ++this.steps > maxSteps || this.length > maxLength) {
        this.problems.push(`unreasonable macro call nesting: "${text.slice(part.start, part.end)}"`);
        return;
      }
      this.part(part, text, frame, depth);
    }
  }

  private part(part: Part, text: string, frame: Frame, depth: number): void {
    switch (part.kind) {
      case 'literal':
        this.emit(part.text, frame, part);
        return;
      case 'malformed':
        this.problems.push(part.problem);
        return;
      case 'call': {
        if (!this.options.functions) {
          this.problems.push('attribute name syntax error');
          return;
        }
        if (part.name.text !== 'domain_to_ascii') {
          this.problems.push(`unknown function "${part.name.text}"`);
          return;
        }
        // Converting an internationalized name requires IDNA. An ASCII name does not change.
        this.parts(part.argument.parts, text, frame, depth + 1);
        return;
      }
      case 'comparison': {
        const left = this.operand(part.left.parts, text, depth);
        if (this.problems.length > 0) return;
        const right = this.operand(part.right.parts, text, depth);
        if (this.problems.length > 0) return;
        const holds = compareOperands(left, part.operator.text, right, part.suffix !== undefined);
        if (typeof holds !== 'boolean') {
          this.problems.push(holds.problem);
          return;
        }
        if (holds && part.whenTrue) this.parts(part.whenTrue.parts, text, frame, depth + 1);
        else if (!holds && part.otherwise) this.parts(part.otherwise.parts, text, frame, depth + 1);
        else if (holds && !part.whenTrue && !part.otherwise) this.emit('true', frame, part);
        return;
      }
      case 'reference': {
        const { name } = part;
        const value = this.lookup(name.text);
        if (part.whenTrue !== undefined || part.otherwise !== undefined) {
          const branch = value ? part.whenTrue : part.otherwise;
          if (branch !== undefined) this.parts(branch.parts, text, frame, depth + 1);
          return;
        }
        if (value === undefined) {
          this.undefinedNames.add(name.text);
          return;
        }
        const inner: Frame = { via: [...frame.via, name.text], at: frame.at ?? part };
        if (this.options.isRaw?.(name.text)) this.emit(value, inner, { start: 0, end: value.length });
        else this.parts(parseExpression(value), value, inner, depth + 1);
      }
    }
  }

  /** An operand is expanded by itself. The parameters that it uses are not part of the result. */
  private operand(parts: readonly Part[], text: string, depth: number): string {
    const inner = new Expander(this.lookup, this.options);
    inner.steps = this.steps;
    inner.parts(parts, text, { via: [] }, depth + 1);
    this.steps = inner.steps;
    this.problems.push(...inner.problems);
    for (const name of inner.undefinedNames) this.undefinedNames.add(name);
    return inner.pieces.map((p) => p.text).join('');
  }

  private emit(text: string, frame: Frame, within: Span): void {
    if (text === '') return;
    const at = frame.at ?? within;
    this.pieces.push({ start: this.length, text, origin: { at, via: frame.via, within } });
    this.length += text.length;
  }
}

interface Frame {
  readonly via: readonly string[];
  /** The outermost reference; set once the expansion is inside one. */
  readonly at?: Span;
}

/**
 * Whether a comparison holds. Numbers are compared as numbers, and other text byte by byte (mac_exp_eval); with `level`,
 * both sides are compatibility levels. If Postfix cannot compare them, returns its message.
 */
export function compareOperands(
  left: string,
  operator: string,
  right: string,
  level: boolean,
): boolean | { readonly problem: string; readonly isFatal: boolean } {
  if (level) {
    const [a, b] = [compatibilityLevel(left), compatibilityLevel(right)];
    if (a !== undefined && b !== undefined) return test(operator, order(a, b));
    const wrong = a === undefined ? left : right;
    return { problem: `malformed compatibility level syntax: "${wrong}"`, isFatal: false };
  }
  if (!/^\d+$/.test(left) || !/^\d+$/.test(right)) return test(operator, order(left, right));
  const [a, b] = [long(left), long(right)];
  if (a !== undefined && b !== undefined) return test(operator, order(a, b));
  return { problem: `mac_exp_eval: bad conversion: ${a === undefined ? left : right}`, isFatal: true };
}

function order<T extends string | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const longMax = 2n ** 63n - 1n;

/** A sequence of digits as a C `long`; undefined if it does not fit. */
function long(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+(?=\d)/, '');
  if (significant.length > 19) return undefined;
  const value = BigInt(significant);
  return value > longMax ? undefined : value;
}

function test(operator: string, difference: number): boolean {
  switch (operator) {
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>=':
      return difference >= 0;
    default:
      return difference > 0;
  }
}

/** `major[.minor[.patch]]` as one number for comparison (compat_level.c); undefined if it is malformed. */
export function compatibilityLevel(text: string): bigint | undefined {
  // strtol() accepts white space and a sign before each number.
  const match = /^[ \t-\r]*([+-]?\d+)(?:\.[ \t-\r]*([+-]?\d+)(?:\.[ \t-\r]*([+-]?\d+))?)?$/.exec(text);
  if (match === null) return undefined;
  const [major, minor, patch] = [match[1] ?? '', match[2] ?? '0', match[3] ?? '0'].map((number) => {
    const value = long(number.replace(/^[+-]/, ''));
    return number.startsWith('-') && value !== 0n ? undefined : value;
  });
  if (major === undefined || major > longMax >> 20n) return undefined;
  if (minor === undefined || minor > 1023n || patch === undefined || patch > 1023n) return undefined;
  return (major << 20n) | (minor << 10n) | patch;
}

function originAt(pieces: readonly Piece[], offset: number): Origin | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (piece === undefined) return undefined;
  const { at, via, within } = piece.origin;
  // Inside literal text, the offset is exact unless a `$$` made the text shorter than its source.
  if (piece.text.length !== within.end - within.start) return piece.origin;
  const exact = within.start + (offset - piece.start);
  return {
    at: via.length === 0 ? { start: exact, end: at.end } : at,
    via,
    within: { start: exact, end: within.end },
  };
}

/** Every name that a value refers to, in any branch. */
export function namesIn(value: string): string[] {
  return value.includes('$') ? [...references(parseExpression(value))].map((r) => r.name.text) : [];
}
