// The time from the start of a process to the answer to `initialize` and to the findings in the first file, and the
// size of the code that is loaded for it.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundles, installPeers, own, peers } from './programs.mjs';
import { figuresOf } from './rows.mjs';
import { Server } from './server.mjs';
import { mainCf, shellScript, yaml } from './texts.mjs';

/** The budget, relative to the time of bash-language-server in the same run. */
const RATIO = 0.5;
const JUDGED_BY = 'bash-language-server';

/**
 * The times of one program for each start, in milliseconds.
 * @typedef {object} Times
 * @property {string} name
 * @property {number[]} initialize
 * @property {number[]} running how long the server was on a core until then; empty if the system does not provide it
 * @property {number[]} findings until the findings in its first file arrived
 */

/** @param {import('./bench.mjs').Bench} bench */
export async function measureStart({ sizes, withPeers, folder, report, add }) {
  const { starts: count, mainCfLines: lines } = sizes;
  const present = withPeers && !(await installPeers(report)) ? peers : [];
  const programs = [
    { ...own, languageId: 'postfix-main', fileName: 'main.cf', text: mainCf(lines) },
    ...present.map((peer) => ({
      ...peer,
      text: peer.languageId === 'yaml' ? yaml(lines) : shellScript(lines),
    })),
  ];
  report(`Starting ${programs.map(({ name }) => name).join(', ')} ${count} times …`);
  /** @type {Times[]} */
  const times = programs.map(({ name }) => ({ name, initialize: [], running: [], findings: [] }));
  for (let round = 0; round < count; round++) {
    for (const [i, { languageId, fileName, text, ...program }] of programs.entries()) {
      const { server, milliseconds, ran } = await Server.start(program, folder);
      const first = await server.open(pathToFileURL(join(folder, fileName)).href, languageId, text);
      times[i]?.initialize.push(milliseconds);
      if (ran !== undefined) times[i]?.running.push(ran);
      times[i]?.findings.push(milliseconds + first.milliseconds);
      await server.stop();
    }
  }

  const what = 'start to initialize';
  const [ours, ...theirs] = times;
  if (!ours) return;
  /**
   * @param {string} what
   * @param {'initialize' | 'running' | 'findings'} figure
   */
  const addRows = (what, figure) => {
    if (ours[figure].length === 0) return;
    const row = { what, unit: 'ms', count, figures: median(ours[figure]) };
    if (theirs.length === 0) add(row);
    for (const peer of theirs) {
      const isJudge = figure !== 'findings' && peer.name === JUDGED_BY;
      const figures = median(peer[figure]);
      add({ ...row, peer: { name: peer.name, ...figures }, ...(isJudge && { budget: { ratio: RATIO } }) });
    }
  };
  addRows(what, 'initialize');
  addRows(`${what}, running`, 'running');
  addRows(`start to the first findings, ${lines} lines`, 'findings');
  for (const [name, file] of Object.entries(bundles))
    add({ what: `bundle, ${name}`, unit: 'kB', count: 1, figures: { median: statSync(file).size / 1000 } });
}

/** @param {readonly number[]} times at least one */
function median(times) {
  return { median: figuresOf(times).median };
}
