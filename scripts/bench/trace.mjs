// Traces of mail through real configurations, in the service that we ship: the first trace of a configuration,
// the same trace again, and the hovers and code lenses of its tables, which show the ends of traces.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { corpus, realMainCfs } from './corpus.mjs';
import { ranFor } from './proc.mjs';
import { bundles } from './programs.mjs';
import { tailOf } from './rows.mjs';

/** p99, in milliseconds. */
const LIMIT = 50;
/** The maximum number of addresses per configuration. */
const ADDRESSES = 100;
/** The maximum number of entries per table. */
const ENTRIES = 50;

const example = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));

/** @typedef {import('../../server/src/service.ts').PostfixService} Service */
/** @typedef {import('../../server/src/mail/trace/model.ts').TraceRequest} Request */

/** Elapsed times, and times on a core if the system provides them. */
class Times {
  /** @type {number[]} */
  elapsed = [];
  /** @type {number[]} */
  running = [];

  /**
   * @template T
   * @param {() => Promise<T>} work
   */
  async measure(work) {
    const ranBefore = ranFor(process.pid);
    const began = performance.now();
    const result = await work();
    this.elapsed.push(performance.now() - began);
    const ran = ranFor(process.pid);
    if (ran !== undefined && ranBefore !== undefined) this.running.push(ran - ranBefore);
    return result;
  }

  /**
   * @param {import('./bench.mjs').Bench} bench
   * @param {string} what
   */
  report({ add }, what) {
    const { elapsed, running } = this;
    if (elapsed.length === 0) return;
    const row = { unit: 'ms', count: elapsed.length, budget: { limit: LIMIT } };
    add({ ...row, what, figures: tailOf(elapsed) });
    if (running.length > 0) add({ ...row, what: `${what}, running`, figures: tailOf(running) });
  }
}

/** @param {import('./bench.mjs').Bench} bench */
export async function measureTraces(bench) {
  const { sizes, report, skip } = bench;
  const trees = sizes.realInstances
    ? realMainCfs().filter((path) => path.startsWith(join(corpus, 'trees')))
    : [];
  if (trees.length === 0 && sizes.realInstances)
    skip(
      'traces in real directories',
      'there is no corpus of real configurations (POSTFIX_CORPUS), so the example is used',
    );
  const files = trees.length > 0 ? trees : [join(example, 'main.cf')];
  report(`Tracing mail in ${files.length} directories …`);
  const times = { cold: new Times(), warm: new Times(), hover: new Times(), lenses: new Times() };
  for (const path of files) {
    const uri = pathToFileURL(path).href;
    const tables = tablesOf(path);
    const service = newService();
    const suggested = await service.traceSuggestions(uri);
    const lenses = await Promise.all(tables.map((table) => service.codeLenses(table, abilities)));
    const inTables = lenses.flat().flatMap(({ data }) => data?.address ?? []);
    const addresses = new Set([...(suggested?.recipients ?? []).map(({ text }) => text), ...inTables]);
    for (const address of [...addresses].slice(0, ADDRESSES)) {
      for (const request of requestsTo(address)) {
        const fresh = newService();
        // Reads the files.
        await fresh.snapshot(uri);
        await times.cold.measure(() => fresh.traceMail(uri, request));
        await times.warm.measure(() => fresh.traceMail(uri, request));
      }
    }
    for (const table of tables) {
      const fresh = newService();
      await fresh.snapshot(table);
      await times.lenses.measure(async () => {
        for (const lens of await fresh.codeLenses(table, abilities)) await fresh.resolveCodeLens(lens);
      });
      for (const position of keysIn(table)) await times.hover.measure(() => fresh.hover(table, position));
    }
  }
  times.cold.report(bench, 'trace, cold');
  times.warm.report(bench, 'trace, warm');
  times.hover.report(bench, 'hover, entry of a table');
  times.lenses.report(bench, 'code lenses, table');
}

const abilities = { indexesTables: true, tracesMail: true };

/** @returns {Service} */
function newService() {
  /** @type {typeof import('../../server/src/service.ts')} */
  const { createPostfixService, defaultSettings } = createRequire(import.meta.url)(bundles['its service']);
  const service = createPostfixService({
    readFile: async (uri) => (existsSync(new URL(uri)) ? readFileSync(new URL(uri), 'utf8') : undefined),
    stat: async (uri) => {
      const found = statSync(new URL(uri), { throwIfNoEntry: false });
      return found === undefined ? 'missing' : { modified: found.mtimeMs, size: found.size };
    },
    log: (message) => {
      throw new Error(message);
    },
  });
  service.configure({ ...defaultSettings, version: '3.7' });
  return service;
}

/**
 * From a stranger, and from a program on the host.
 * @param {string} address
 * @returns {Request[]}
 */
function requestsTo(address) {
  return [
    {
      client: { address: '198.51.100.9' },
      helo: 'mx.example.net',
      sender: 'someone@example.net',
      recipients: [address],
    },
    { sender: '', recipients: [address] },
  ];
}

/**
 * The other files of a configuration.
 * @param {string} mainCf
 */
function tablesOf(mainCf) {
  const directory = dirname(mainCf);
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:main|master)\.cf/.test(entry.name))
    .map(({ name }) => pathToFileURL(join(directory, name)).href);
}

/**
 * The starts of lines that can have a key.
 * @param {string} table
 */
function keysIn(table) {
  const lines = readFileSync(new URL(table), 'utf8').split('\n');
  return lines
    .flatMap((line, i) => (/^[^\s#]/.test(line) ? { line: i, character: 1 } : []))
    .slice(0, ENTRIES);
}
