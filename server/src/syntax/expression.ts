// `$name` and the other forms of parameter references, as mac_parse.c and mac_expand.c read them. A value is a sequence
// of literal text and references, and references can be nested. The parser follows Postfix's own steps, so text that
// Postfix would reject becomes a `malformed` node with Postfix's message in the right place.

import { isNameChar } from './chars.ts';
import type { Span } from './text.ts';
import { trim } from './words.ts';

export type Part = Literal | Reference | Comparison | Call | Malformed;

/** Literal text. `text` is its meaning: `$$` means `$`. */
export interface Literal extends Span {
  readonly kind: 'literal';
  readonly text: string;
}

/** `$name`, `${name}`, `$(name)`, `${name?text}`, `${name:text}`, `${name?{text}:{text}}`. */
export interface Reference extends Span {
  readonly kind: 'reference';
  readonly name: Name;
  /** The text after `?`: the result if the parameter has a value. */
  readonly whenTrue?: Branch;
  /** The text after `:`: the result if the parameter is empty or not set. */
  readonly otherwise?: Branch;
  /** Without branches, the result is the parameter's value. */
}

/** `${{left} operator {right} ? {whenTrue} : {otherwise}}`. Without branches, the result is `true` or empty. */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly left: Branch;
  readonly operator: Name;
  /** `level` in `<=level`. */
  readonly suffix?: Name;
  readonly right: Branch;
  readonly whenTrue?: Branch;
  readonly otherwise?: Branch;
}

/**
 * `${name{text}}`: a function call, supported since Postfix 3.11. The argument has no leading or trailing white space.
 */
export interface Call extends Span {
  readonly kind: 'call';
  readonly name: Name;
  readonly argument: Branch;
}

/** Postfix reports `problem` and stops reading. */
export interface Malformed extends Span {
  readonly kind: 'malformed';
  readonly problem: string;
}

export interface Name extends Span {
  readonly text: string;
}

export interface Branch extends Span {
  readonly parts: readonly Part[];
}

/** Postfix gives up at this depth (mac_expand.c: "unreasonable macro call nesting"). */
const maxDepth = 100;

const operators = ['==', '!=', '<', '<=', '>=', '>'];

/** Parses `text[start, end)`. Never throws; the work is proportional to the length. */
export function parseExpression(text: string, start = 0, end = text.length): readonly Part[] {
  if (indexIn(text, '$', start, end) < 0) {
    return start < end ? [{ kind: 'literal', start, end, text: text.slice(start, end) }] : [];
  }
  return new Parser(text, start, end).parts(start, end, 0);
}

/** Like indexOf(), but stops at `end`. Otherwise, each word of a long line could scan the whole line. */
function indexIn(text: string, char: string, start: number, end: number): number {
  const at = text.slice(start, end).indexOf(char);
  return at < 0 ? -1 : start + at;
}

class Parser {
  private matches: Int32Array | undefined;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** mac_parse(): literal text and references. */
  parts(start: number, end: number, depth: number): Part[] {
    const parts: Part[] = [];
    let literal = '';
    let literalStart = start;
    let at = start;
    const flush = (): void => {
      if (at > literalStart) parts.push({ kind: 'literal', start: literalStart, end: at, text: literal });
      literal = '';
    };
    while (at < end) {
      const dollar = indexIn(this.text, '$', at, end);
      if (dollar < 0) {
        literal += this.text.slice(at, end);
        at = end;
        break;
      }
      literal += this.text.slice(at, dollar);
      at = dollar;
      if (at + 1 < end && this.text[at + 1] === '$') {
        literal += '$';
        at += 2;
        continue;
      }
      flush();
      const part = this.reference(at, end, depth);
      parts.push(part);
      at = part.end;
      literalStart = at;
      if (part.kind === 'malformed') {
        // Postfix stops here. The rest is kept as text so that the tree covers the value.
        literalStart = at;
        literal = this.text.slice(at, end);
        at = end;
        break;
      }
    }
    flush();
    return parts;
  }

  private reference(start: number, end: number, depth: number): Part {
    const open = start + 1 < end ? this.text[start + 1] : undefined;
    if (open === '{' || open === '(') {
      const close = this.matching(start + 1);
      if (close < 0 || close >= end) return malformed(start, end, 'truncated macro reference');
      if (close === start + 2) return malformed(start, close + 1, 'empty macro name');
      if (depth > maxDepth) return malformed(start, close + 1, 'unreasonable macro call nesting');
      const part = this.expression(start, start + 2, close, depth + 1);
      // Postfix reads none of the reference, wherever the problem is.
      return part.kind === 'malformed' ? { ...part, start } : part;
    }
    let nameEnd = start + 1;
    while (nameEnd < end && isNameChar(this.text.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === start + 1) return malformed(start, nameEnd, 'empty macro name');
    return { kind: 'reference', start, end: nameEnd, name: this.name(start + 1, nameEnd) };
  }

  /** mac_expand_callback(): the text between the braces. `close` is the offset of the closing one. */
  private expression(start: number, from: number, close: number, depth: number): Part {
    const end = close + 1;
    const first = this.skip(from, close);
    if (this.text[first] === '{') return this.comparison(start, first, close, depth);

    // The name ends at white space only if an operator or the end follows.
    let at = first;
    for (;;) {
      const next = this.skip(at, close);
      const code = this.text[next];
      if (next >= close) return { kind: 'reference', start, end, name: this.name(first, at) };
      if (code === '?' || code === ':') {
        const name = this.name(first, at);
        const branches = this.branches(next, close, depth);
        return 'kind' in branches ? branches : { kind: 'reference', start, end, name, ...branches };
      }
      if (code === '{') {
        const closed = this.matching(next);
        if (closed < 0 || closed >= close)
          return malformed(start, end, 'unbalanced {} in attribute expression');
        const inside = trim(this.text, { start: next + 1, end: closed });
        const argument = { ...inside, parts: this.parts(inside.start, inside.end, depth) };
        const rest = this.skip(closed + 1, close);
        if (rest < close) return malformed(rest, end, 'unexpected input');
        return { kind: 'call', start, end, name: this.name(first, at), argument };
      }
      if (!isNameChar(this.text.charCodeAt(at))) return malformed(start, end, 'attribute name syntax error');
      at++;
    }
  }

  private comparison(start: number, first: number, close: number, depth: number): Part {
    const end = close + 1;
    const left = this.braced(first, close, depth);
    if (left === undefined) return malformed(start, end, 'unbalanced {} in attribute expression');
    const operatorStart = this.skip(left.end + 1, close);
    let operatorEnd = operatorStart;
    while (operatorEnd < close && '<>!=?+-*/~&|%'.includes(this.text[operatorEnd] ?? '')) operatorEnd++;
    const operator = this.name(operatorStart, operatorEnd);
    if (!operators.includes(operator.text)) {
      return malformed(start, end, '"==" or "!=" or "<" or "<=" or ">=" or ">" expected');
    }
    let suffixEnd = operatorEnd;
    while (suffixEnd < close && /[A-Za-z0-9]/.test(this.text[suffixEnd] ?? '')) suffixEnd++;
    const suffix = suffixEnd > operatorEnd ? this.name(operatorEnd, suffixEnd) : undefined;
    if (suffix !== undefined && suffix.text !== 'level') return malformed(start, end, 'bad operator suffix');
    const rightStart = this.skip(suffixEnd, close);
    if (this.text[rightStart] !== '{') return malformed(start, end, '"{expression}" expected');
    const right = this.braced(rightStart, close, depth);
    if (right === undefined) return malformed(start, end, 'unbalanced {} in attribute expression');
    const common = {
      kind: 'comparison',
      start,
      end,
      left,
      operator,
      right,
      ...(suffix && { suffix }),
    } as const;
    const next = this.skip(right.end + 1, close);
    if (next >= close) return common;
    const branches = this.branches(next, close, depth);
    return 'kind' in branches ? branches : { ...common, ...branches };
  }

  /** `? then : otherwise` or either part by itself, from the operator to the closing brace. */
  private branches(
    at: number,
    close: number,
    depth: number,
  ): { whenTrue?: Branch; otherwise?: Branch } | Malformed {
    const operator = this.text[at];
    if (operator !== '?' && operator !== ':') return malformed(at, close + 1, '"?" or ":" expected');
    const open = this.skip(at + 1, close);
    if (this.text[open] !== '{') {
      const branch = { start: at + 1, end: close, parts: this.parts(at + 1, close, depth) };
      return operator === '?' ? { whenTrue: branch } : { otherwise: branch };
    }
    const branch = this.braced(open, close, depth);
    if (branch === undefined) return malformed(open, close + 1, 'unbalanced {} in attribute expression');
    const next = this.skip(branch.end + 1, close);
    if (operator === ':') {
      return next < close ? malformed(next, close + 1, 'unexpected input') : { otherwise: branch };
    }
    if (next >= close) return { whenTrue: branch };
    if (this.text[next] !== ':') return malformed(next, close + 1, '":" expected');
    const rest = this.branches(next, close, depth);
    return 'kind' in rest ? rest : { whenTrue: branch, ...rest };
  }

  /** The text inside `{…}`, where the brace opens at `open`; undefined if it is not closed before `close`. */
  private braced(open: number, close: number, depth: number): Branch | undefined {
    const end = this.matching(open);
    if (end < 0 || end >= close) return undefined;
    return { start: open + 1, end, parts: this.parts(open + 1, end, depth) };
  }

  private name(start: number, end: number): Name {
    return { start, end, text: this.text.slice(start, end) };
  }

  /** Skips white space as mac_expand.c does, which does not include vertical tab and form feed. */
  private skip(at: number, end: number): number {
    while (at < end && ' \t\r\n'.includes(this.text[at] ?? '')) at++;
    return at;
  }

  /**
   * The offset of the brace or parenthesis that closes the one at `open`, or -1. Brackets of the other kind are
   * ignored.
   */
  private matching(open: number): number {
    if (this.matches === undefined) {
      this.matches = new Int32Array(this.end - this.start).fill(-1);
      const stacks: Record<string, number[]> = { '{': [], '(': [] };
      for (let i = this.start; i < this.end; i++) {
        const c = this.text[i];
        if (c === '{' || c === '(') stacks[c]?.push(i);
        else if (c === '}' || c === ')') {
          const opened = stacks[c === '}' ? '{' : '(']?.pop();
          if (opened !== undefined) this.matches[opened - this.start] = i;
        }
      }
    }
    return this.matches[open - this.start] ?? -1;
  }
}

function malformed(start: number, end: number, problem: string): Malformed {
  return { kind: 'malformed', start, end, problem };
}

/** Every reference in an expression, outermost first, in the order of the text. */
export function* references(parts: readonly Part[]): Generator<Reference> {
  for (const part of parts) {
    if (part.kind === 'reference') yield part;
    for (const branch of branchesOf(part)) yield* references(branch.parts);
  }
}

/** The branches of a part that hold further parts, in the order of the text. */
export function branchesOf(part: Part): readonly Branch[] {
  switch (part.kind) {
    case 'reference':
      return [part.whenTrue, part.otherwise].filter((b) => b !== undefined);
    case 'comparison':
      return [part.left, part.right, part.whenTrue, part.otherwise].filter((b) => b !== undefined);
    case 'call':
      return [part.argument];
    default:
      return [];
  }
}
