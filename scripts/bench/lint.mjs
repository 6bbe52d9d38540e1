// Lints many configurations in one process, compared with one run of Postfix's own postconf for each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../machine.mjs';
import { copyInstances, makeInstances } from './corpus.mjs';
import { linter } from './programs.mjs';
import { figuresOf } from './rows.mjs';

/** @param {import('./bench.mjs').Bench} bench */
export async function measureLint({ sizes, withPeers, folder, report, add, skip }) {
  const real = sizes.realInstances ? copyInstances(join(folder, 'instances')) : [];
  const all = real.length > 0 ? real : makeInstances(join(folder, 'instances'), sizes.instances);
  const postconf = withPeers ? findProgram('postconf') : undefined;
  // Excludes configurations for which postconf exits with a fatal error, because it sleeps for a second first.
  const directories = postconf ? all.filter((directory) => show(postconf, directory)) : all;
  if (real.length === 0 && sizes.realInstances)
    skip(
      'linting real directories',
      'there is no corpus of real configurations (POSTFIX_CORPUS): ours are linted',
    );
  if (!postconf) skip('postconf -n', withPeers ? 'Postfix is not installed' : 'it was to be without peers');
  const left = all.length - directories.length;
  if (left > 0) skip(`linting ${left} directories`, 'postconf does not read to the end of their main.cf');
  report(`Linting ${directories.length} directories ${sizes.lintRounds} times …`);

  const ours = [];
  const theirs = [];
  let findings = 0;
  for (let round = 0; round < sizes.lintRounds; round++) {
    let began = performance.now();
    findings = lint(directories);
    ours.push(performance.now() - began);
    if (!postconf) continue;
    began = performance.now();
    for (const directory of directories) show(postconf, directory);
    theirs.push(performance.now() - began);
  }
  const row = {
    what: `lint ${directories.length} ${real.length > 0 ? 'real ' : ''}directories`,
    unit: 'ms',
    count: sizes.lintRounds,
    figures: { median: figuresOf(ours).median },
    findings,
  };
  const peer = { name: 'postconf -n for each', median: figuresOf(theirs).median };
  add(postconf ? { ...row, peer, budget: { ratio: 0.4 } } : row);
}

/**
 * @param {readonly string[]} directories
 * @returns {number} the number of findings
 */
function lint(directories) {
  const run = spawnSync(process.execPath, [linter, '--format', 'json', ...directories], {
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  if (run.status !== 0 && run.status !== 1)
    throw new Error(`postfix-lint ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout).findings.length;
}

/**
 * @param {string} postconf
 * @param {string} directory
 * @returns {boolean} whether it could read the configuration
 */
function show(postconf, directory) {
  return spawnSync(postconf, ['-n', '-c', directory]).status === 0;
}
