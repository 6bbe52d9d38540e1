// `npm run mutate -- PATH… [-- STRYKER OPTION…]`: makes small changes to the code of a folder or file of server/src,
// one at a time, and counts which changes the unit tests detect (StrykerJS). See docs/testing.md.
import { statSync } from 'node:fs';
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
  console.error('Usage: npm run mutate -- PATH… [-- STRYKER OPTION…], such as server/src/mail');
  process.exit(2);
}

const names = paths.map((path) => relative(root, resolve(path)));
const tests = [...new Set(names.flatMap(testsFor))];
const patterns = names.map((name) =>
  statSync(resolve(root, name)).isDirectory() ? `${name}/**/*.ts` : name,
);
console.log(`Mutating ${patterns.join(', ')}; tests: ${tests.join(', ')}`);
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
