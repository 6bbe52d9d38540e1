// `npm run mutate -- PATH… [-- STRYKER OPTION…]`: makes small changes to the code of a folder or file of server/src,
// one at a time, and counts which changes the unit tests detect (StrykerJS). MUTATION_TESTS names other tests than those
// of the folder, such as `test/lint/suggest`. `npm run mutate -- --survivors` makes only the changes that the last run did
// not detect. See docs/testing.md.
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitOnSignals, run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The tests for a folder, by its path. The longest matching path applies. */
const testsOf = {
  'server/src/syntax': ['test/syntax'],
  'server/src/catalog': ['test/catalog'],
  'server/src/instance': ['test/instance'],
  'server/src/mail': ['test/mail'],
  'server/src/edits': ['test/lint/fix-all', 'test/features/old-forms'],
  'server/src/lint': ['test/lint'],
};

exitOnSignals();
const split = process.argv.indexOf('--', 2);
const paths = process.argv.slice(2, split < 0 ? undefined : split);
const options = split < 0 ? [] : process.argv.slice(split + 1);
if (paths.length === 0) {
  console.error(
    'Usage: npm run mutate -- {PATH… | --survivors} [-- STRYKER OPTION…], such as server/src/mail',
  );
  process.exit(2);
}

const report = '.stryker/report.json';
const survivors = paths[0] === '--survivors' ? survivorsOf(report) : undefined;
const names = survivors ? [...survivors.keys()] : paths.map((path) => relative(root, resolve(path)));
const tests = process.env.MUTATION_TESTS?.split(' ') ?? [...new Set(names.flatMap(testsFor))];
const patterns = survivors
  ? [...survivors].flatMap(([name, ranges]) => [...ranges].map((range) => `${name}:${range}`))
  : names.map((name) => (statSync(resolve(root, name)).isDirectory() ? `${name}/**/*.ts` : name));
console.log(`Mutating ${names.join(', ')}; tests: ${tests.join(', ')}`);
const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const code = await run(process.execPath, [stryker, 'run', '--mutate', patterns.join(','), ...options], {
  cwd: root,
  env: { ...process.env, MUTATION_TESTS: tests.join(' ') },
});
process.exit(code);

/** @param {string} name @returns {readonly string[]} */
function testsFor(name) {
  const folder = Object.keys(testsOf)
    .filter((each) => name === each || name.startsWith(`${each}/`))
    .sort((a, b) => b.length - a.length)
    .at(0);
  if (folder === undefined)
    throw new Error(`No tests are known for ${name}: add them to scripts/mutate.mjs.`);
  return testsOf[/** @type {keyof typeof testsOf} */ (folder)];
}

/**
 * The places of the changes that a run did not detect, by file. Other changes at these places are made again, too.
 * @param {string} file @returns {Map<string, Set<string>>}
 */
function survivorsOf(file) {
  const { files } = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  const found = new Map();
  for (const [name, { mutants }] of Object.entries(files)) {
    for (const { status, location } of mutants) {
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const [start, end] = [location.start, location.end].map(({ line, column }) => `${line}:${column - 1}`);
      found.set(name, (found.get(name) ?? new Set()).add(`${start}-${end}`));
    }
  }
  return found;
}
