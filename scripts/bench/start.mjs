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
  /** @type {Map<string, number[]>} */
  const times = new Map([own, ...present].map(({ name }) => [name, []]));
  for (let round = 0; round < count; round++) {
    for (const program of [own, ...present]) {
      const { server, milliseconds } = await Server.start(program, folder);
      times.get(program.name)?.push(milliseconds);
      await server.stop();
    }
  }

  /** @param {string} name */
  const median = (name) => figuresOf(times.get(name) ?? []).median;
  const row = { what: 'start to initialize', unit: 'ms', count, figures: { median: median(own.name) } };
  if (present.length === 0) add({ ...row, budget: { limit: LIMIT } });
  for (const { name } of present)
    add({ ...row, peer: { name, median: median(name) }, budget: { limit: LIMIT } });
  for (const [name, file] of Object.entries(bundles))
    add({ what: `bundle, ${name}`, unit: 'kB', count: 1, figures: { median: statSync(file).size / 1000 } });
}
