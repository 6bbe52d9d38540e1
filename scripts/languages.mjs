// The language that VS Code assigns to a file, based on the contributions in package.json.
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
 * The ID of a file's language if it is one of ours. As in VS Code, case is ignored, a whole file name takes precedence
 * over patterns, and the longest matching pattern wins (languagesAssociations.ts).
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
 * The language that matches the first line of a file, for files whose path does not determine one.
 * @param {string} text
 * @returns {string | undefined}
 */
export function languageOfFirstLine(text) {
  const [line = ''] = text.split(/\r\n|\r|\n/, 1);
  return languages.find(({ firstLine }) => firstLine !== undefined && new RegExp(firstLine).test(line))?.id;
}

/**
 * Globs as in VS Code: `**`, `*`, `?`, `[]`, and braces without nesting.
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
