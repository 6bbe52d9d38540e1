// Simulates a user who edits a text, one character at a time.

/**
 * @typedef {object} Edit
 * @property {import('vscode-languageserver-protocol').Range} range the range to replace
 * @property {string} text the replacement
 * @property {() => string} after the whole text after the edit, for servers that do not support incremental changes
 */

/** The golden ratio distributes places over a file so that no two are close together. */
const STRIDE = (Math.sqrt(5) - 1) / 2;

/**
 * Edits at places all over the text. At each place, types a character inside a value and deletes it, then starts a new
 * line after that line and deletes it. After these four edits, the text is unchanged.
 * @param {string} text ends with a newline and has a line that is not a comment
 * @param {number} count
 * @returns {Generator<Edit>}
 */
export function* keystrokes(text, count) {
  const lines = text.split('\n');
  for (let i = 0; i < count; i++) {
    const place = Math.floor(i / 4);
    const line = lineWithValue(lines, Math.floor(((place * STRIDE) % 1) * lines.length));
    const end = lines[line]?.length ?? 0;
    const inside = end - 1;
    const edits = [
      { range: range(line, inside, line, inside), text: 'x' },
      { range: range(line, inside, line, inside + 1), text: '' },
      { range: range(line, end, line, end), text: '\n' },
      { range: range(line, end, line + 1, 0), text: '' },
    ];
    const edit = edits[i % 4] ?? { range: range(0, 0, 0, 0), text: '' };
    yield {
      ...edit,
      after: () => (edit.text === '' ? text : withInsertion(lines, edit.range.start, edit.text)),
    };
  }
}

/**
 * The next line that is not just a comment. Continues at the top after the last line.
 * @param {readonly string[]} lines
 * @param {number} from
 */
function lineWithValue(lines, from) {
  for (let i = 0; i < lines.length; i++) {
    const line = (from + i) % lines.length;
    if (/^[^#]{3}/.test(lines[line] ?? '')) return line;
  }
  throw new Error('Every line of the text is a comment.');
}

/**
 * @param {readonly string[]} lines
 * @param {import('vscode-languageserver-protocol').Position} at
 * @param {string} insertion
 */
function withInsertion(lines, { line, character }, insertion) {
  const old = lines[line] ?? '';
  return lines.with(line, old.slice(0, character) + insertion + old.slice(character)).join('\n');
}

/**
 * @param {number} startLine
 * @param {number} startCharacter
 * @param {number} endLine
 * @param {number} endCharacter
 */
function range(startLine, startCharacter, endLine, endCharacter) {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}
