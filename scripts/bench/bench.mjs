// `npm run bench [-- OPTION… PART…]`: measures the budgets of docs/benchmarks.md and prints a table.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installNode } from '../node-versions.mjs';
import { exitOnSignals, run } from '../processes.mjs';
import { measureGrowth } from './growth.mjs';
import { measureMainCf, measureRealMainCf, measureTable } from './keystrokes.mjs';
import { measureLint } from './lint.mjs';
import { measureQuestions } from './questions.mjs';
import { judge, toTable } from './rows.mjs';
import { measureStart } from './start.mjs';
import { measureTraces } from './trace.mjs';

const parts = {
  'main.cf': measureMainCf,
  'real-main.cf': measureRealMainCf,
  table: measureTable,
  questions: measureQuestions,
  trace: measureTraces,
  lint: measureLint,
  start: measureStart,
  growth: measureGrowth,
};

/**
 * How much to measure.
 * @typedef {object} Sizes
 * @property {number} mainCfLines
 * @property {number} tableLines
 * @property {number} keystrokes
 * @property {number} questions of each kind
 * @property {number} starts
 * @property {boolean} realInstances lint the corpus; if false, or without a corpus, generated directories are linted
 * @property {number} instances the number of generated directories
 * @property {number} lintRounds
 * @property {readonly number[]} growth multiples of the smallest size, in ascending order
 * @property {number} growthRounds at the smallest size
 * @property {number} [rest] how long a server may take to become idle before its memory is read, in milliseconds
 */

/** @type {Sizes} */
const full = {
  mainCfLines: 1000,
  tableLines: 1_000_000,
  keystrokes: 200,
  questions: 1000,
  starts: 10,
  realInstances: true,
  instances: 100,
  lintRounds: 3,
  growth: [1, 10, 100],
  growthRounds: 20,
};

/** For a quick check that the benchmark works. @type {Sizes} */
const quick = {
  mainCfLines: 100,
  tableLines: 1000,
  keystrokes: 8,
  questions: 8,
  starts: 2,
  realInstances: false,
  instances: 3,
  lintRounds: 1,
  growth: [0.01, 0.1],
  growthRounds: 2,
  rest: 0,
};

/**
 * The arguments of each part of the benchmark.
 * @typedef {object} Bench
 * @property {Sizes} sizes
 * @property {boolean} withPeers
 * @property {string} folder an empty folder that is deleted afterward
 * @property {(line: string) => void} report prints progress
 * @property {(row: import('./rows.mjs').Measured) => void} add
 * @property {(what: string, reason: string) => void} skip
 */

const usage = `Usage: npm run bench [-- OPTION… PART…]

Measures the language server and the linter. PART is ${Object.keys(parts).join(', ')} (default: all).

  --json       print JSON
  --no-peers   without other programs: nothing is installed, no Postfix is run
  --quick      small sizes, without peers: whether the bench works, not how fast anything is
  --no-build   measure the bundles that are there
  --node N     run all servers with Node N (20, 22, …), which is installed from npm when it is needed
  --help       show this text
`;

const options = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    node: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
exitOnSignals();
if (options.values.help) process.stdout.write(usage);
else process.exitCode = await main();

/** @returns {Promise<number>} the exit code: 0 if everything could be measured, whatever the results */
async function main() {
  const { values, positionals } = options;
  const unknown = positionals.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part ${unknown.join(', ')}.\n${usage}`);
    return 2;
  }
  if (values.node !== undefined && !process.version.startsWith(`v${values.node}.`)) {
    const node = await installNode(Number(values.node));
    return run(node, process.argv.slice(1), { cwd: process.cwd() });
  }
  if (!values['no-build']) {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const code = await run(process.execPath, ['scripts/build.mjs'], { cwd: root });
    if (code !== 0) return code;
  }

  const machine = {
    cores: availableParallelism(),
    node: process.version,
    platform: process.platform,
    load: loadavg()[0],
  };
  /** @type {import('./rows.mjs').Row[]} */
  const rows = [];
  /** @type {import('./rows.mjs').Skipped[]} */
  const skipped = [];
  let failed = false;
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postfix-bench-')));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', remove);
    await measure({
      sizes: values.quick ? quick : full,
      withPeers: !values.quick && !values['no-peers'],
      folder,
      report: (line) => process.stderr.write(`${line}\n`),
      add: ({ budget, ...row }) => rows.push(judge(values.quick || !budget ? row : { ...row, budget })),
      skip: (what, reason) => skipped.push({ what, reason }),
    }).catch((/** @type {unknown} */ error) => {
      failed = true;
      skipped.push({ what: name, reason: error instanceof Error ? error.message : String(error) });
    });
    process.off('exit', remove);
    remove();
  }
  process.stdout.write(values.json ? `${JSON.stringify({ machine, rows, skipped }, null, 2)}\n` : toText());
  return failed ? 1 : 0;

  function toText() {
    const judged = rows.filter(({ verdict }) => verdict);
    const held = judged.filter(({ verdict }) => verdict === 'ok');
    return [
      '',
      toTable(rows),
      '',
      ...skipped.map(({ what, reason }) => `skipped: ${what}: ${reason}`),
      `${held.length} of ${judged.length} budgets held`,
      `${machine.cores} cores, load ${machine.load?.toFixed(1)} before it began, Node ${machine.node}`,
      '',
    ].join('\n');
  }
}
