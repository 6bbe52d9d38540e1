// `npm test [-- SUITE…]`: builds, checks, and runs the tests. SUITE is `checks`, `vscode`, or a folder of test/, such
// as `syntax`; the default is all suites. `quick` is what to run before a commit: the checks, and the tests that need
// neither Postfix nor VS Code nor real configurations. The last line is `N passed, M failed, K skipped`, where a build
// or check is also a test. The exit code is 0 only if nothing failed.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitOnSignals, npmCommand, run } from './processes.mjs';

/**
 * The results of a suite, and also the format of the files in test/results/.
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed
 * @property {{ title: string, reason: string }[]} skipped
 * @property {{ title: string, message: string }[]} failures
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const folders = testFolders();
/** The folders that `quick` omits: they need other programs or real configurations, or they measure. */
const slow = ['postfix', 'corpus', 'editors', 'example', 'bench'];
const all = ['checks', ...folders, 'vscode'];
const named = process.argv.slice(2);
const quick = named.includes('quick');
const suites = quick
  ? [...named, 'checks', ...folders.filter((folder) => !slow.includes(folder))]
  : named.length > 0
    ? named
    : all;

process.chdir(root);
exitOnSignals();
// The test helpers read this and skip what `quick` omits from the other folders.
if (quick) process.env.QUICK = '1';
const results = await runSuites();
report(results);
process.exit(results.failed === 0 ? 0 : 1);

/** @returns {Promise<Results>} */
async function runSuites() {
  const unknown = suites.filter((suite) => suite !== 'quick' && !all.includes(suite));
  const parts = unknown.map((suite) =>
    failure(suite, `There is no such suite. There are: quick, ${all.join(', ')}`),
  );

  const build = await step('build', [node, 'scripts/build.mjs']);
  parts.push(build);
  if (suites.includes('checks')) parts.push(await step('npm run check', [...npmCommand(), 'run', 'check']));

  const paths = folders.filter((folder) => suites.includes(folder)).map((folder) => `test/${folder}/`);
  if (paths.length > 0) {
    const vitest = [node, 'node_modules/vitest/vitest.mjs', 'run', ...paths];
    parts.push(await suite(paths.join(' '), vitest, 'test/results/vitest.json'));
  }
  if (suites.includes('vscode') && build.failed > 0) {
    parts.push({ ...nothing(), skipped: [{ title: 'test/vscode/', reason: 'the build failed' }] });
  } else if (suites.includes('vscode')) {
    parts.push(await suite('test/vscode/', [node, 'test/vscode/run.mjs'], 'test/results/vscode.json'));
  }
  return parts.reduce(sum, nothing());
}

/**
 * Runs a program that is a single test. It passes if the exit code is 0.
 * @param {string} title
 * @param {string[]} command
 * @returns {Promise<Results>}
 */
async function step(title, command) {
  const code = await announceAndRun(title, command);
  return code === 0 ? { ...nothing(), passed: 1 } : failure(title, `It ended with code ${code}.`);
}

/**
 * Runs a program that writes its results to a file. Missing results, results in which no test ran, and a nonzero exit
 * code without a failed test are failures themselves.
 * @param {string} title
 * @param {string[]} command
 * @param {string} file
 * @returns {Promise<Results>}
 */
async function suite(title, command, file) {
  rmSync(file, { force: true });
  const code = await announceAndRun(title, command);
  const results = readResults(file);
  if (!results) return failure(title, `It ended with code ${code} and left no results in ${file}.`);
  if (results.passed + results.failed === 0) return sum(results, failure(title, 'No test ran.'));
  if (results.failed === 0 && code !== 0) return sum(results, failure(title, `It ended with code ${code}.`));
  return results;
}

/**
 * @param {string} title
 * @param {string[]} command
 */
function announceAndRun(title, [program = '', ...args]) {
  console.log(`\n=== ${title}`);
  return run(program, args, { cwd: root });
}

/**
 * @param {string} file
 * @returns {Results | undefined}
 */
function readResults(file) {
  if (!existsSync(file)) return undefined;
  try {
    const { passed = 0, failed = 0, skipped = [], failures = [] } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed, failed, skipped, failures };
  } catch {
    return undefined;
  }
}

/** @param {Results} results */
function report({ passed, failed, skipped, failures }) {
  if (failures.length > 0) console.log('\n=== failed');
  for (const { title, message } of failures) console.log(`${title}\n${indent(message)}`);
  if (skipped.length > 0) console.log('\n=== skipped');
  for (const reason of new Set(skipped.map((each) => each.reason))) {
    const titles = skipped.filter((each) => each.reason === reason).map(({ title }) => title);
    const more = titles.length > 3 ? [`… and ${titles.length - 3} more`] : [];
    console.log(`${reason}\n${indent([...titles.slice(0, 3), ...more].join('\n'))}`);
  }
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
}

/** @param {string} text */
function indent(text) {
  return text.trimEnd().replace(/^/gm, '    ');
}

/** @returns {Results} */
function nothing() {
  return { passed: 0, failed: 0, skipped: [], failures: [] };
}

/**
 * @param {string} title
 * @param {string} message
 * @returns {Results}
 */
function failure(title, message) {
  return { ...nothing(), failed: 1, failures: [{ title, message }] };
}

/**
 * @param {Results} a
 * @param {Results} b
 * @returns {Results}
 */
function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
    failures: [...a.failures, ...b.failures],
  };
}

/** The folders of test/ with tests for vitest. */
function testFolders() {
  return readdirSync(`${root}test`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'vscode')
    .map((entry) => entry.name)
    .filter((folder) => readdirSync(`${root}test/${folder}`, { recursive: true }).some(isTestFile));
}

/** @param {string | Buffer} path */
function isTestFile(path) {
  return path.toString().endsWith('.test.ts');
}
