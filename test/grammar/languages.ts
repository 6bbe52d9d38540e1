// Which language VS Code takes for a path, from what package.json contributes.

import { basename } from 'node:path/posix';
import { contributions } from './tokenize.ts';

interface Association {
  readonly id: string;
  readonly pattern: string;
  readonly matches: (path: string, name: string) => boolean;
}

const associations: readonly Association[] = contributions.languages.flatMap(
  ({ id, filenamePatterns = [] }) =>
    filenamePatterns.map((pattern) => {
      const regexp = globToRegExp(pattern.toLowerCase());
      const onPath = pattern.includes('/');
      return { id, pattern, matches: (path: string, name: string) => regexp.test(onPath ? path : name) };
    }),
);

/**
 * The id of the language of a file, of ours or none. As in VS Code, case does not count, a whole file name
 * comes before patterns, and the longest pattern that fits wins (languagesAssociations.ts).
 * @param path absolute, with slashes
 */
export function languageOf(path: string): string | undefined {
  const lower = path.toLowerCase();
  const name = basename(lower);
  const named = contributions.languages.find(({ filenames = [] }) => filenames.includes(name));
  if (named) return named.id;
  const fitting = associations.filter(({ matches }) => matches(lower, name));
  return fitting.sort((a, b) => b.pattern.length - a.pattern.length)[0]?.id;
}

/** The language that the first line of a file tells, when its path tells none. */
export function languageOfFirstLine(text: string): string | undefined {
  const [line = ''] = text.split(/\r\n|\r|\n/, 1);
  return contributions.languages.find(
    ({ firstLine }) => firstLine !== undefined && new RegExp(firstLine).test(line),
  )?.id;
}

/** Globs as VS Code has them: `**`, `*`, `?`, `[]` and braces that do not nest. */
function globToRegExp(glob: string): RegExp {
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
