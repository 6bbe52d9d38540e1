// What postconf reports while it reads `$name` (mac_parse.c, mac_expand.c): the names that it looks up, and its warnings
// to the letter. It follows Postfix step by step, because Postfix reads on after most errors and reports more of them.
// For the value itself, see expand.ts.

import { compareOperands } from './expand.ts';

export interface MacroReader {
  /** Called for each name in the order of Postfix; returns its raw value. A scan ignores the value. */
  readonly lookup: (name: string) => string | undefined;
  readonly warn: (warning: string) => void;
  /** A scan (MAC_EXP_FLAG_SCAN) reads all branches and expands nothing. */
  readonly scan: boolean;
  /** `${name{text}}` exists since 3.11. */
  readonly functions: boolean;
  /** Parameters whose value is not expanded when another value refers to it. */
  readonly isRaw?: (name: string) => boolean;
}

/** Reads text as mac_expand() does. Returns false after an error. */
export function readMacros(text: string, reader: MacroReader): boolean {
  return new Macros(reader).expand(text).sound;
}

/** Thrown where Postfix exits while it expands. */
export class MacroFatal extends Error {}

/** The state of one call of mac_expand(). */
interface Context {
  level: number;
  failed: boolean;
  result: string;
  isRaw: ((name: string) => boolean) | undefined;
}

/** Comparisons inside comparisons have no limit in Postfix, which exhausts its stack. This one is safe for ours. */
const maxNesting = 300;
/** Exponential growth stops here. */
const maxSteps = 100_000;
/** Each level of nested braces is scanned again. A long value with thousands of levels stops here. */
const maxScanned = 20_000_000;

class Macros {
  private steps = 0;
  private scanned = 0;
  private nesting = 0;

  constructor(private readonly reader: MacroReader) {}

  expand(text: string, isRaw = this.reader.isRaw): { sound: boolean; text: string } {
    const context: Context = { level: 0, failed: false, result: '', isRaw };
    const failed = this.parse(text, context);
    return { sound: !failed, text: context.result };
  }

  /** mac_parse(). Returns whether it or a callback failed. */
  private parse(value: string, context: Context): boolean {
    let failed = false;
    let literal = '';
    let at = 0;
    while (at < value.length) {
      const dollar = value.indexOf('$', at);
      const next = dollar < 0 ? value.length : dollar;
      literal += value.slice(at, next);
      at = next;
      if (at >= value.length) break;
      if (value[at + 1] === '$') {
        literal += '$';
        at += 2;
        continue;
      }
      if (literal !== '') failed = this.callback(literal, false, context) || failed;
      literal = '';
      at++;
      let inside: string;
      if (value[at] === '{' || value[at] === '(') {
        const end = this.bracketEnd(value, at);
        if (end < 0) {
          this.reader.warn(`truncated macro reference: "${value}"`);
          return true;
        }
        if (failed) return true;
        inside = value.slice(at + 1, end);
        at = end + 1;
      } else {
        inside = /^\w*/.exec(value.slice(at, at + 256))?.[0] ?? '';
        if (inside.length === 256) inside = /^\w*/.exec(value.slice(at))?.[0] ?? '';
        at += inside.length;
      }
      if (inside === '') {
        this.reader.warn(`empty macro name: "${value}"`);
        return true;
      }
      failed = this.callback(inside, true, context) || failed;
    }
    return literal !== '' && !failed ? this.callback(literal, false, context) : failed;
  }

  /** mac_expand_callback(). */
  private callback(text: string, isExpression: boolean, context: Context): boolean {
    if (++this.steps > maxSteps || this.nesting >= maxNesting)
      throw new MacroFatal(`unreasonable macro call nesting: "${text}"`);
    this.nesting++;
    const failed = this.step(text, isExpression, context);
    this.nesting--;
    return failed;
  }

  private step(text: string, isExpression: boolean, context: Context): boolean {
    if (context.level++ > 100) this.fail(context, `unreasonable macro call nesting: "${text}"`);
    if (context.failed) return true;
    if (!isExpression) {
      if (!this.reader.scan) context.result += text;
    } else if (!this.expression(text, context)) return context.failed;
    context.level--;
    return context.failed;
  }

  /** Returns false if Postfix leaves the callback early. */
  private expression(text: string, context: Context): boolean {
    const first = skipBlanks(text, 0);
    if (text[first] === '{') {
      const comparison = this.comparison(text, first, context);
      if (comparison === undefined) return false;
      const { at, value } = comparison;
      if (at < text.length && text[at] !== '?' && text[at] !== ':')
        return this.fail(context, `"?" or ":" expected at: "...}>>>${text.slice(at, at + 20)}"`);
      return this.branches(text, at, value, context, false);
    }
    for (let at = first; ; at++) {
      const next = skipBlanks(text, at);
      const code = text[next];
      if (code === '{' && this.reader.functions) return this.call(text, first, at, next, context);
      if (code !== undefined && code !== '?' && code !== ':') {
        if (/\w/.test(text[at] ?? '')) continue;
        return this.fail(
          context,
          `attribute name syntax error at: "...${text.slice(0, at)}>>>${text.slice(at, at + 20)}"`,
        );
      }
      const name = text.slice(first, at);
      return this.branches(text, next, this.reader.lookup(name), context, context.isRaw?.(name) ?? false);
    }
  }

  /** The text after a name or comparison, from its `?` or `:`. */
  private branches(
    text: string,
    start: number,
    value: string | undefined,
    context: Context,
    isRaw: boolean,
  ): boolean {
    const { scan } = this.reader;
    let at = start;
    if (at >= text.length) {
      if (!value || scan) return true;
      if (isRaw) context.result += value;
      else if (this.parse(value, context)) context.failed = true;
      return true;
    }
    if (text[at] === '?') {
      const branch = this.branch(text, at + 1, context);
      if (branch === undefined) return false;
      if ((value || scan) && this.parse(branch.text, context)) context.failed = true;
      at = branch.end;
      if (at >= text.length) return true;
      if (text[at] !== ':')
        return this.fail(context, `":" expected at: "...${branch.text}}>>>${text.slice(at, at + 20)}"`);
    }
    const branch = this.branch(text, at + 1, context);
    if (branch === undefined) return false;
    if ((!value || scan) && this.parse(branch.text, context)) context.failed = true;
    if (branch.end < text.length)
      return this.fail(
        context,
        `unexpected input at: "...${branch.text}}>>>${text.slice(branch.end, branch.end + 20)}"`,
      );
    return true;
  }

  /** The text in braces, or all of the rest. */
  private branch(text: string, at: number, context: Context): { text: string; end: number } | undefined {
    const open = skipBlanks(text, at);
    return text[open] === '{'
      ? this.payload(text, open, context)
      : { text: text.slice(at), end: text.length };
  }

  /** mac_exp_extract_curly_payload(): the text in the braces, and the offset of the next text. */
  private payload(text: string, open: number, context: Context): { text: string; end: number } | undefined {
    const close = this.bracketEnd(text, open);
    if (close < 0) {
      this.fail(context, `unbalanced {} in attribute expression: "${text.slice(open)}"`);
      return undefined;
    }
    return { text: text.slice(open + 1, close), end: skipBlanks(text, close + 1) };
  }

  /** mac_exp_parse_relational(). */
  private comparison(
    text: string,
    open: number,
    context: Context,
  ): { at: number; value: string | undefined } | undefined {
    const left = this.payload(text, open, context);
    if (left === undefined) return undefined;
    const operator = /^[<>!=?+\-*/~&|%]*/.exec(text.slice(left.end))?.[0] ?? '';
    if (!operators.has(operator)) {
      const expected = '"==" or "!="" or "<"" or "<="" or ">="" or ">"" expected';
      this.fail(context, `${expected} at: "...${left.text}}>>>${text.slice(left.end, left.end + 20)}"`);
      return undefined;
    }
    let at = left.end + operator.length;
    const suffix = /^[A-Za-z0-9]*/.exec(text.slice(at))?.[0] ?? '';
    at += suffix.length;
    if (suffix !== '' && suffix !== 'level') {
      this.fail(context, `bad operator suffix at: "...${operator}>>>${suffix}"`);
      return undefined;
    }
    const second = skipBlanks(text, at);
    if (text[second] !== '{') {
      const seen = `...{${left.text}} ${operator}>>>${text.slice(at, at + 20)}`;
      this.fail(context, `"{expression}" expected at: "${seen}"`);
      return undefined;
    }
    const right = this.payload(text, second, context);
    if (right === undefined) return undefined;
    const [a, b] = [left, right].map((operand) => {
      // Operands are expanded even if their parameters are raw.
      const own = this.expand(operand.text, () => false);
      if (!own.sound) context.failed = true;
      return own.text;
    });
    let value: string | undefined;
    if (!this.reader.scan) {
      const result = compareOperands(a ?? '', operator, b ?? '', suffix === 'level');
      if (typeof result !== 'boolean') {
        if (result.isFatal) throw new MacroFatal(result.problem);
        this.reader.warn(result.problem);
        context.failed = true;
      }
      value = result === true ? 'true' : '';
    }
    return context.failed ? undefined : { at: right.end, value };
  }

  /** mac_exp_parse_function(). */
  private call(text: string, first: number, nameEnd: number, open: number, context: Context): boolean {
    const payload = this.payload(text, open, context);
    if (payload === undefined) return false;
    const argument = payload.text.replace(/^[ \t\r\n]+/, '').replace(/\s+$/, '');
    if (payload.end < text.length)
      return this.fail(
        context,
        `unexpected input at: "...${argument}}>>>${text.slice(payload.end, payload.end + 20)}"`,
      );
    const name = text.slice(first, nameEnd);
    if (name !== 'domain_to_ascii')
      return this.fail(context, `unknown function "${name}" at"...>>>${name}{${argument}}"`);
    const own = this.expand(argument, () => false);
    if (own.sound) context.result += own.text;
    else context.failed = true;
    return false;
  }

  /** The offset of the bracket that closes the one at `open`, or -1. Brackets of the other kind do not matter. */
  private bracketEnd(text: string, open: number): number {
    const [opening, closing] = text[open] === '(' ? ['(', ')'] : ['{', '}'];
    let level = 0;
    for (let at = open; at < text.length; at++) {
      if (text[at] === opening) level++;
      else if (text[at] === closing && --level === 0) {
        this.scanned += at - open;
        if (this.scanned > maxScanned) throw new MacroFatal('unreasonable macro call nesting');
        return at;
      }
    }
    return -1;
  }

  private fail(context: Context, warning: string): false {
    this.reader.warn(warning);
    context.failed = true;
    return false;
  }
}

const operators: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>=', '>']);

/** White space as mac_expand.c skips it. */
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return at;
}
