// From the start of a process to the answer to `initialize`, and the size of what is loaded for it.
import { statSync } from 'node:fs';
import { bundles, installPeers, own, peers } from './programs.mjs';
import { figuresOf } from './rows.mjs';
import { Server } from './server.mjs';

/** The budget, in milliseconds. */
const LIMIT = 250;

/** @param {import('./bench.mjs').Bench} bench */
export async function measureStart({ sizes, withPeers, folder, report, add }) {
  const { starts: count } = sizes;
  const present = withPeers && !(await installPeers(report)) ? peers : [];
  report(`Starting ${[own, ...present].map(({ name }) => name).join(', ')} ${count} times …`);
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries([own, ...present].map(({ name }) => [name, []]));
  /** @type {number[]} */
  const running = [];
  for (let round = 0; round < count; round++) {
    for (const program of [own, ...present]) {
      const { server, milliseconds, waited } = await Server.start(program, folder);
      times[program.name]?.push(milliseconds);
      if (program === own && waited !== undefined) running.push(milliseconds - waited);
      await server.stop();
    }
  }

  const what = 'start to initialize';
  const row = { what, unit: 'ms', count, figures: median(times[own.name]) };
  add({ ...row, budget: { limit: LIMIT } });
  if (running.length > 0)
    add({ ...row, what: `${what}, running`, figures: median(running), budget: { limit: LIMIT } });
  for (const { name } of present) add({ ...row, peer: { name, ...median(times[name]) } });
  for (const [name, file] of Object.entries(bundles))
    add({ what: `bundle, ${name}`, unit: 'kB', count: 1, figures: { median: statSync(file).size / 1000 } });
}

/** @param {readonly number[]} [times] */
function median(times = []) {
  return { median: figuresOf(times).median };
}
