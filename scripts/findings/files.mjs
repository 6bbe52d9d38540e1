// The files of a corpus of real configurations in their original layout: whole directories unchanged, and a single file
// at its path in its repository, together with other files of that repository.
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { corpus } from '../bench/corpus.mjs';
import { languageOf, languageOfFirstLine } from '../languages.mjs';

/**
 * @typedef {object} RealFile
 * @property {string} path where it was copied to
 * @property {string} name its path in the corpus
 * @property {string} origin the same for all versions of a file
 * @property {string | undefined} language as VS Code detects it; a configuration that refers to the file overrides it
 * @property {string} text
 */

/** Every file of the corpus, with whole directories first; empty if there is no corpus. */
export function corpusNames() {
  const single = ['main', 'master', 'tables', 'templated'].flatMap((folder) => filesBelow(folder));
  return [...filesBelow('trees'), ...single];
}

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(corpus, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Copies the corpus into a folder. Leaves out a single file that is part of a whole directory or that was already
 * copied.
 * @param {string} folder
 * @returns {RealFile[]}
 */
export function layOut(folder) {
  const seen = new Set();
  return corpusNames().flatMap((name) => {
    const text = readFileSync(join(corpus, name), 'utf8');
    const isTree = name.startsWith('trees/');
    if (!isTree && seen.has(text)) return [];
    seen.add(text);
    const where = isTree ? treePath(name) : singlePath(name);
    const path = join(folder, where);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(join(corpus, name), path, { preserveTimestamps: true });
    return {
      path,
      name,
      origin: name.replace(/@.*/, ''),
      language: languageOfFile(name, `/${where}`, text),
      text,
    };
  });
}

/** @param {string} name */
function treePath(name) {
  const [, tree = '', ...rest] = name.split('/');
  return join('trees', tree, 'etc/postfix', ...rest);
}

/**
 * `OWNER__REPOSITORY__path@version`, with `__` for a slash.
 * @param {string} name
 */
function singlePath(name) {
  const [path = '', version = 'current'] = basename(name).split('@');
  return join('files', version, path.replaceAll('__', '/'));
}

/**
 * The language as VS Code detects it, or as the folder of the corpus indicates.
 * @param {string} name
 * @param {string} path
 * @param {string} text
 */
function languageOfFile(name, path, text) {
  const [folder] = name.split('/');
  const byFolder = folder === 'main' || folder === 'master' ? `postfix-${folder}` : undefined;
  return languageOf(path) ?? languageOfFirstLine(text) ?? byFolder;
}
