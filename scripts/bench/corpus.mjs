// Real configurations to measure with, if available: POSTFIX_CORPUS, or ../shared/corpus.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mainCf } from './texts.mjs';

export const corpus = resolve(
  process.env.POSTFIX_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url)),
);

/** The path of the main.cf with the most lines, or undefined if there is no corpus. */
export function longestMainCf() {
  const lines = (/** @type {string} */ path) => readFileSync(path, 'utf8').split('\n').length;
  return realMainCfs()
    .map((path) => ({ path, lines: lines(path) }))
    .toSorted((a, b) => b.lines - a.lines)[0]?.path;
}

/**
 * Copies every directory of the corpus that has a main.cf into a separate directory in a folder.
 * @param {string} folder
 * @returns {string[]} their paths; empty if there is no corpus
 */
export function copyInstances(folder) {
  return realMainCfs().map((path, i) => {
    const directory = join(folder, String(i));
    if (path.startsWith(join(corpus, 'trees'))) cpSync(dirname(path), directory, { recursive: true });
    else {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'main.cf'), readFileSync(path));
    }
    return aged(directory);
  });
}

/**
 * Creates directories with a generated main.cf in a folder.
 * @param {string} folder
 * @param {number} count
 */
export function makeInstances(folder, count) {
  return Array.from({ length: count }, (_, i) => {
    const directory = join(folder, String(i));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'main.cf'), mainCf(100 + i));
    return aged(directory);
  });
}

/** Sorted by path. */
export function realMainCfs() {
  if (!existsSync(corpus)) return [];
  const single = readdirSync(join(corpus, 'main')).map((name) => join(corpus, 'main', name));
  const trees = readdirSync(join(corpus, 'trees'), { recursive: true, encoding: 'utf8' })
    .map((path) => join(corpus, 'trees', path))
    .filter((path) => path.endsWith('/main.cf'));
  return [...single, ...trees].sort();
}

/**
 * Sets the time of files back by an hour: Postfix's programs wait if a file is new, because it may still be written to.
 * @param {string} directory
 */
function aged(directory) {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(directory, path), hourAgo, hourAgo);
  return directory;
}
