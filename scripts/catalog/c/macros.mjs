// The state of the preprocessor at the end of a file: macros, and the values of expressions that use them.

/**
 * @typedef {import('./tokens.mjs').Token} Token
 *
 * @typedef {object} Macro
 * @property {readonly string[]} [parameters]
 * @property {readonly Token[]} body
 * @property {boolean} [isOpen] another build or another system may define it differently
 */

/** A C expression that is not a constant of the expected kind. */
export class NotConstant extends Error {}

export class Macros {
  /** @type {Map<string, Macro>} */
  #macros = new Map();

  /** @param {string} name @param {Macro} macro */
  define(name, macro) {
    this.#macros.set(name, macro);
  }

  /** @param {string} name */
  undefine(name) {
    this.#macros.delete(name);
  }

  /** @param {string} name */
  has(name) {
    return this.#macros.has(name);
  }

  /**
   * Whether the tokens may have a different value in another build.
   * @param {readonly Token[]} source
   * @param {ReadonlySet<string>} hidden
   * @returns {boolean}
   */
  dependsOnBuild(source, hidden = new Set()) {
    return source.some(({ kind, text }) => {
      const macro = kind === 'name' && !hidden.has(text) ? this.#macros.get(text) : undefined;
      if (macro === undefined) return false;
      return macro.isOpen === true || this.dependsOnBuild(macro.body, new Set([...hidden, text]));
    });
  }

  /**
   * The tokens with every macro expanded. A macro is not expanded within its own expansion.
   * @param {readonly Token[]} source
   * @param {ReadonlySet<string>} hidden
   * @returns {Token[]}
   */
  expand(source, hidden = new Set()) {
    /** @type {Token[]} */
    const result = [];
    for (let at = 0; at < source.length; at++) {
      const token = /** @type {Token} */ (source[at]);
      const macro = token.kind === 'name' && !hidden.has(token.text) && this.#macros.get(token.text);
      if (!macro) {
        result.push(token);
        continue;
      }
      let { body } = macro;
      if (macro.parameters !== undefined) {
        const call = argumentsAt(source, at + 1);
        if (call === undefined) {
          result.push(token);
          continue;
        }
        body = substituted(
          macro.parameters,
          call.values.map((value) => this.expand(value, hidden)),
          body,
        );
        at = call.end;
      }
      result.push(...this.expand(body, new Set([...hidden, token.text])));
    }
    return result;
  }

  /**
   * The text of adjacent string literals.
   * @param {readonly Token[]} source
   * @returns {string}
   * @throws {NotConstant}
   */
  string(source) {
    const parts = withoutParentheses(this.expand(source));
    if (parts.length === 0 || parts.some(({ kind }) => kind !== 'string')) throw notConstant('text', source);
    return parts.map(({ text }) => text).join('');
  }

  /**
   * The value of an integer expression. A name that is not a macro is an error.
   * @param {readonly Token[]} source
   * @returns {number}
   * @throws {NotConstant}
   */
  integer(source) {
    return this.#evaluate(source, this.expand(source));
  }

  /**
   * The value of the expression after `#if`. A name that is not a macro is 0.
   * @param {readonly Token[]} source
   */
  condition(source) {
    // A macro may itself expand to `defined(NAME)`.
    const expanded = this.#withoutDefined(this.expand(this.#withoutDefined(source)));
    const known = expanded.map((token) => (token.kind === 'name' ? number(0) : token));
    return this.#evaluate(source, known) !== 0;
  }

  /** `defined NAME` and `defined(NAME)` as 0 or 1. @param {readonly Token[]} source */
  #withoutDefined(source) {
    /** @type {Token[]} */
    const result = [];
    for (let at = 0; at < source.length; at++) {
      const token = /** @type {Token} */ (source[at]);
      if (token.text !== 'defined') {
        result.push(token);
        continue;
      }
      const parenthesis = source[at + 1]?.text === '(' ? 1 : 0;
      const name = source[at + 1 + parenthesis]?.text ?? '';
      result.push(number(this.has(name) ? 1 : 0));
      at += 1 + 2 * parenthesis;
    }
    return result;
  }

  /** @param {readonly Token[]} source @param {readonly Token[]} expanded */
  #evaluate(source, expanded) {
    const parser = new Expression(expanded);
    const value = parser.value();
    if (value === undefined || !parser.isAtEnd) throw notConstant('number', source);
    return value;
  }
}

/** @param {number} value @returns {Token} */
function number(value) {
  return { kind: 'number', text: String(value) };
}

/** @param {string} wanted @param {readonly Token[]} source */
function notConstant(wanted, source) {
  return new NotConstant(`${source.map(({ text }) => text).join(' ')} is no constant ${wanted}`);
}

/** @param {readonly Token[]} source */
function withoutParentheses(source) {
  let inside = source;
  while (inside[0]?.text === '(' && inside[0].kind === 'punctuator' && inside.at(-1)?.text === ')')
    inside = inside.slice(1, -1);
  return inside;
}

/**
 * The arguments of a call whose `(` is at the index `open`.
 * @param {readonly Token[]} source
 * @param {number} open
 * @returns {{ readonly values: Token[][], readonly end: number } | undefined} `end` is the index of the `)`
 */
export function argumentsAt(source, open) {
  if (source[open]?.text !== '(' || source[open]?.kind !== 'punctuator') return undefined;
  /** @type {Token[][]} */
  const values = [[]];
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const token = /** @type {Token} */ (source[at]);
    const mark = token.kind === 'punctuator' ? token.text : '';
    if ('([{'.includes(mark) && mark !== '' && depth++ === 0) continue;
    if (')]}'.includes(mark) && mark !== '' && --depth === 0) return { values, end: at };
    if (mark === ',' && depth === 1) values.push([]);
    else values.at(-1)?.push(token);
  }
  return undefined;
}

/**
 * @param {readonly string[]} parameters
 * @param {readonly (readonly Token[])[]} values
 * @param {readonly Token[]} body
 */
function substituted(parameters, values, body) {
  return body.flatMap((token, at) => {
    const index = token.kind === 'name' ? parameters.indexOf(token.text) : -1;
    if (index >= 0 && isStringMark(body, at - 1)) {
      const text = (values[index] ?? []).map((value) => value.text).join('');
      return [/** @type {Token} */ ({ kind: 'string', text })];
    }
    if (isStringMark(body, at)) return [];
    return index < 0 ? [token] : [...(values[index] ?? [])];
  });
}

/**
 * A `#` that converts the parameter after it to a string and is not part of `##`.
 * @param {readonly Token[]} body
 * @param {number} at
 */
function isStringMark(body, at) {
  const isHash = (/** @type {number} */ index) =>
    body[index]?.kind === 'punctuator' && body[index].text === '#';
  return isHash(at) && !isHash(at - 1) && !isHash(at + 1);
}

/** Evaluates an integer expression without names, by operator precedence. */
class Expression {
  #at = 0;

  /** @param {readonly Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
  }

  get isAtEnd() {
    return this.#at === this.tokens.length;
  }

  /** @returns {number | undefined} */
  value() {
    const condition = this.#binary(0);
    if (condition === undefined || !this.#take('?')) return condition;
    const yes = this.value();
    const no = this.#take(':') ? this.value() : undefined;
    return condition !== 0 ? yes : no;
  }

  /** @param {number} level @returns {number | undefined} */
  #binary(level) {
    const operators = precedence[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operate = operators[this.#mark() ?? ''];
      if (operate === undefined || left === undefined) return left;
      this.#at++;
      const right = this.#binary(level + 1);
      left = right === undefined ? undefined : operate(left, right);
    }
  }

  /** @returns {number | undefined} */
  #unary() {
    const mark = this.#mark();
    if (mark === '-' || mark === '+' || mark === '!' || mark === '~') {
      this.#at++;
      const value = this.#unary();
      if (value === undefined) return undefined;
      return mark === '-' ? -value : mark === '!' ? Number(value === 0) : mark === '~' ? ~value : value;
    }
    if (this.#take('(')) {
      const value = this.value();
      return this.#take(')') ? value : undefined;
    }
    const token = this.tokens[this.#at++];
    if (token?.kind === 'character') return token.text.charCodeAt(0);
    const digits = token?.kind === 'number' ? token.text.replace(/[uUlL]+$/, '') : '';
    if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
    return /^(\d+|0[xX][\da-fA-F]+)$/.test(digits) ? Number(digits) : undefined;
  }

  #mark() {
    const token = this.tokens[this.#at];
    return token?.kind === 'punctuator' ? token.text : undefined;
  }

  /** @param {string} mark */
  #take(mark) {
    if (this.#mark() !== mark) return false;
    this.#at++;
    return true;
  }
}

/** @type {readonly Readonly<Record<string, ((a: number, b: number) => number) | undefined>>[]} */
const precedence = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '<<': (a, b) => a * 2 ** b, '>>': (a, b) => Math.floor(a / 2 ** b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
];
