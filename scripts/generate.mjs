// `npm run generate`: writes every file that is derived from other files of the repository.
// `npm run generate -- --check` writes nothing, names the files that are out of date, and exits with 1 if there are
// any.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importSource } from './generate/import-source.mjs';
import { ruleIndex, ruleIndexFile } from './generate/rule-index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * How the files on disk differ from the generated ones.
 * @typedef {object} Differences
 * @property {string[]} changed files that are missing or have a different text
 * @property {string[]} leftOver files in a generated folder that are not generated
 */

/**
 * All generated files of the repository.
 * @returns {Promise<import('./generate/files.ts').Generated>}
 */
export async function generate() {
  const index = ruleIndex(join(root, dirname(ruleIndexFile)));
  // The other files are derived from the rules, so they are computed with the new index.
  /** @type {typeof import('./generate/files.ts')} */
  const { generatedFiles } = await importSource(
    join(root, 'scripts/generate/files.ts'),
    new Map([[join(root, ruleIndexFile), index]]),
  );
  const { files, folders } = generatedFiles(root);
  return { files: new Map([[ruleIndexFile, index], ...files]), folders };
}

/**
 * @param {string} folder the root of the repository
 * @param {import('./generate/files.ts').Generated} generated
 * @returns {Differences} paths relative to the root
 */
export function compare(folder, { files, folders }) {
  const isCurrent = (/** @type {string} */ path, /** @type {string} */ text) =>
    existsSync(join(folder, path)) && readFileSync(join(folder, path), 'utf8') === text;
  const present = folders.flatMap((generated) =>
    existsSync(join(folder, generated))
      ? readdirSync(join(folder, generated)).map((name) => `${generated}/${name}`)
      : [],
  );
  return {
    changed: [...files].filter(([path, text]) => !isCurrent(path, text)).map(([path]) => path),
    leftOver: present.filter((path) => !files.has(path)),
  };
}

/**
 * @param {string} folder the root of the repository
 * @param {import('./generate/files.ts').Generated} generated
 * @param {Differences} differences
 */
export function write(folder, { files }, { changed, leftOver }) {
  for (const path of changed) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), files.get(path) ?? '');
  }
  for (const path of leftOver) rmSync(join(folder, path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const generated = await generate();
  const differences = compare(root, generated);
  if (!values.check) write(root, generated, differences);
  const [changed, leftOver] = values.check ? ['out of date', 'not generated'] : ['written', 'removed'];
  for (const path of differences.changed) console.log(`${path}: ${changed}`);
  for (const path of differences.leftOver) console.log(`${path}: ${leftOver}`);
  const count = differences.changed.length + differences.leftOver.length;
  if (count === 0) console.log(`All ${generated.files.size} generated files are up to date.`);
  else if (values.check) {
    console.error('Run "npm run generate" and commit what it writes.');
    process.exitCode = 1;
  }
}
