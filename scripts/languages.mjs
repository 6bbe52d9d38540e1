// Which language VS Code takes for a file, from what package.json contributes.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path/posix';

/**
 * @typedef {object} Language
 * @property {string} id
 * @property {readonly string[]} [filenames]
 * @property {readonly string[]} [filenamePatterns]
 * @property {string} [firstLine]
 */

/** @type {readonly Language[]} */
const languages = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).contributes
  .languages;

const associations = languages.flatMap(({ id, filenamePatterns = [] }) =>
  filenamePatterns.map((pattern) => {
    const regexp = globToRegExp(pattern.toLowerCase());
    const onPath = pattern.includes('/');
    const matches = (/** @type {string} */ path, /** @type {string} */ name) =>
      regexp.test(onPath ? path : name);
    return { id, pattern, matches };
  }),
);

/**
 * The id of the language of a file, of ours or none. As in VS Code, case does not count, a whole file name
 * comes before patterns, and the longest pattern that fits wins (languagesAssociations.ts).
 * @param {string} path absolute, with slashes
 * @returns {string | undefined}
 */
export function languageOf(path) {
  const lower = path.toLowerCase();
  const name = basename(lower);
  const named = languages.find(({ filenames = [] }) => filenames.includes(name));
  if (named) return named.id;
  const fitting = associations.filter(({ matches }) => matches(lower, name));
  return fitting.sort((a, b) => b.pattern.length - a.pattern.length)[0]?.id;
}

/**
 * The language that the first line of a file tells, when its path tells none.
 * @param {string} text
 * @returns {string | undefined}
 */
export function languageOfFirstLine(text) {
  const [line = ''] = text.split(/\r\n|\r|\n/, 1);
  return languages.find(({ firstLine }) => firstLine !== undefined && new RegExp(firstLine).test(line))?.id;
}

/**
 * Globs as VS Code has them: `**`, `*`, `?`, `[]` and braces that do not nest.
 * @param {string} glob
 */
function globToRegExp(glob) {
  const source = glob.replace(/\*\*\/|\*|\?|\[[^\]]*\]|[{},]|[.+^$()|\\]/g, (part) => {
    if (part === '**/') return '(?:[^/]*/)*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part === '{') return '(?:';
    if (part === '}') return ')';
    if (part === ',') return '|';
    return part.startsWith('[') ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
