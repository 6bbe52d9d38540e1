// Linting many configurations in one process, beside one run of Postfix's own postconf for each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../machine.mjs';
import { copyInstances, makeInstances } from './corpus.mjs';
import { linter } from './programs.mjs';
import { figuresOf } from './rows.mjs';

/** @param {import('./bench.mjs').Bench} bench */
export async function measureLint({ sizes, withPeers, folder, report, add, skip }) {
  const real = sizes.realInstances ? copyInstances(join(folder, 'instances')) : [];
  const directories = real.length > 0 ? real : makeInstances(join(folder, 'instances'), sizes.instances);
  const postconf = withPeers ? findProgram('postconf') : undefined;
  if (real.length === 0 && sizes.realInstances)
    skip('linting real configurations', 'there is no corpus of them (POSTFIX_CORPUS): ours are linted');
  if (!postconf) skip('postconf -n', withPeers ? 'Postfix is not installed' : 'it was to be without peers');
  report(`Linting ${directories.length} directories ${sizes.lintRounds} times …`);

  const ours = [];
  const theirs = [];
  let findings = 0;
  for (let round = 0; round < sizes.lintRounds; round++) {
    ours.push(
      timed(() => {
        findings = lint(directories);
      }),
    );
    if (postconf)
      theirs.push(
        timed(() => {
          for (const directory of directories) spawnSync(postconf, ['-n', '-c', directory]);
        }),
      );
  }
  add({
    what: `lint ${directories.length} ${real.length > 0 ? 'real ' : ''}directories`,
    unit: 'ms',
    count: sizes.lintRounds,
    figures: { median: figuresOf(ours).median },
    findings,
    ...(postconf
      ? { peer: { name: 'postconf -n for each', median: figuresOf(theirs).median }, budget: { ratio: 1 } }
      : {}),
  });
}

/**
 * @param {readonly string[]} directories
 * @returns {number} of findings
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
 * @param {() => void} work
 * @returns {number} how many milliseconds it took
 */
function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}
