// The tokens of a C source: names, numbers, strings, characters, and punctuators. Comments are treated as white space.

/**
 * @typedef {'name' | 'number' | 'string' | 'character' | 'punctuator'} TokenKind
 * @typedef {{ readonly kind: TokenKind, readonly text: string }} Token `text` of a string or character is its
 *   value, without quotes and escapes.
 */

/**
 * Replaces comments with spaces but keeps line breaks, so that line numbers stay the same.
 * @param {string} source
 */
export function withoutComments(source) {
  return source.replace(literalOrComment, (text) =>
    text.startsWith('/') ? ` ${text.replace(/[^\n]/g, '')}` : text,
  );
}

const literalOrComment = /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/**
 * @param {string} text without comments
 * @returns {Token[]}
 */
export function tokens(text) {
  const found = [];
  for (const { groups = {} } of text.matchAll(token)) {
    const [kind, word = ''] = Object.entries(groups).find(([, value]) => value !== undefined) ?? [];
    const isQuoted = kind === 'string' || kind === 'character';
    found.push({
      kind: /** @type {TokenKind} */ (kind),
      text: isQuoted ? unescaped(word.slice(1, -1)) : word,
    });
  }
  return found;
}

const token = new RegExp(
  [
    String.raw`(?<name>[A-Za-z_]\w*)`,
    String.raw`(?<number>\.?\d[\w.]*)`,
    String.raw`(?<string>"(?:\\[\s\S]|[^"\\\n])*")`,
    String.raw`(?<character>'(?:\\[\s\S]|[^'\\\n])*')`,
    String.raw`(?<punctuator>->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\.\.\.|[^\s\w"'])`,
  ].join('|'),
  'g',
);

/** @param {string} text */
function unescaped(text) {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]+)|\n|([\s\S]))/g, (_, octal, hex, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return letter === undefined ? '' : (escapes[letter] ?? letter);
  });
}

/** @type {Readonly<Record<string, string | undefined>>} */
const escapes = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', 0: '\0' };
