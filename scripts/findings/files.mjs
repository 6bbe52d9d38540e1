// The files of a corpus of real configurations, laid out as their owners had them: whole directories as they are, a
// single file at its path in its repository, so that it meets the files that lay beside it.
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { corpus } from '../bench/corpus.mjs';
import { languageOf, languageOfFirstLine } from '../languages.mjs';

/**
 * @typedef {object} RealFile
 * @property {string} path where it was laid
 * @property {string} name its path in the corpus
 * @property {string} origin the same for all versions of a file
 * @property {string | undefined} language what VS Code takes it for; a configuration that names it knows better
 * @property {string} text
 */

/** Every file of the corpus, whole directories first; none where there is no corpus. */
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
 * Copies the corpus into a folder. A single file that is part of a whole directory, or that was there before, is
 * left out.
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
 * As VS Code finds it, or as the folder of the corpus has it.
 * @param {string} name
 * @param {string} path
 * @param {string} text
 */
function languageOfFile(name, path, text) {
  const [folder] = name.split('/');
  const byFolder = folder === 'main' || folder === 'master' ? `postfix-${folder}` : undefined;
  return languageOf(path) ?? languageOfFirstLine(text) ?? byFolder;
}
