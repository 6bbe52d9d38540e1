// The time from a keystroke to new diagnostics: in main.cf, compared with other language servers, and in a very large
// table.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longestMainCf } from './corpus.mjs';
import { installPeers, own, peers } from './programs.mjs';
import { figuresOf } from './rows.mjs';
import { openSession, takeTurns } from './session.mjs';
import { mainCf, shellScript, table, transportTable, yaml } from './texts.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */

/** The budgets: the time relative to a peer's, and the memory relative to the size of the text. */
const FIRST_RATIO = 1;
/** @type {Readonly<Record<string, number>>} */
const STEADY_RATIO = { 'bash-language-server': 0.35, 'yaml-language-server': 0.4 };
const MEMORY_RATIO = 5;

/** After this many keystrokes, the code is compiled. */
const WARM_UP = 50;

const NO_MEMORY = 'only Linux tells how much memory a process has';

/**
 * Our server and its peers, each with a file of the same number of lines in its own language.
 * @param {Bench} bench
 */
export async function measureMainCf(bench) {
  const { sizes, folder, report, add, skip } = bench;
  const { mainCfLines: lines, keystrokes: count } = sizes;
  const missing = bench.withPeers ? await installPeers(report) : 'it was to be without peers';
  if (missing) skip('other language servers', missing);
  else skip('bash-language-server with ShellCheck', 'a separate program, for which it waits 500 ms more');
  const present = missing ? [] : peers;
  report(
    `Typing ${count} times in ${lines} lines of ${['main.cf', ...present.map((p) => p.languageId)].join(', ')} …`,
  );

  const ours = await openMainCf(bench, mainCf(lines));
  const theirs = [];
  for (const { languageId, fileName, ...program } of present) {
    const text = languageId === 'yaml' ? yaml(lines) : shellScript(lines);
    theirs.push(
      await openSession(program, folder, { path: join(folder, fileName), languageId, text }, count),
    );
  }
  await takeTurns([ours, ...theirs], count);

  const what = `keystroke, main.cf of ${lines} lines`;
  addKeystrokes(bench, what, ours);
  for (const [i, { name, debounce }] of present.entries()) {
    const times = (theirs[i]?.times ?? []).map((time) => time - debounce);
    const peer = debounce === 0 ? name : `${name} less ${debounce} ms`;
    add({
      ...firstOf(what, ours.times),
      peer: { name: peer, median: times[0] ?? 0 },
      budget: { ratio: FIRST_RATIO },
    });
    add({
      ...steadyOf(what, ours.times),
      peer: { name: peer, ...figuresOf(warm(times)) },
      budget: { ratio: STEADY_RATIO[name] ?? 1 },
    });
    const running = theirs[i]?.running ?? [];
    if (running.length > 0 && debounce === 0)
      add({
        ...steadyOf(`${what}, running`, ours.running),
        peer: { name: peer, ...figuresOf(warm(running)) },
        budget: { ratio: STEADY_RATIO[name] ?? 1 },
      });
  }

  const memory = await ours.server.memory(sizes.rest);
  if (!memory) skip(`memory, main.cf of ${lines} lines`, NO_MEMORY);
  else {
    const row = {
      what: `memory, main.cf of ${lines} lines`,
      unit: 'MB',
      count: 1,
      figures: megabytes(memory.resident),
    };
    if (theirs.length === 0) add(row);
    for (const { server } of theirs) {
      const peer = await server.memory(sizes.rest);
      if (peer) add({ ...row, peer: { name: server.name, ...megabytes(peer.resident) } });
    }
  }
  for (const { server } of [ours, ...theirs]) await server.stop();
}

/**
 * The longest main.cf in the corpus.
 * @param {Bench} bench
 */
export async function measureRealMainCf(bench) {
  const { report, skip } = bench;
  const { keystrokes: count } = bench.sizes;
  const path = longestMainCf();
  if (!path) {
    skip('keystroke, real main.cf', 'there is no corpus of real configurations (POSTFIX_CORPUS)');
    return;
  }
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n').length - 1;
  report(`Typing ${count} times in a real main.cf of ${lines} lines …`);
  const session = await openMainCf(bench, text);
  await session.type(count);
  await session.server.stop();
  addKeystrokes(bench, `keystroke, real main.cf of ${lines} lines`, session);
}

/** @param {Bench} bench */
export async function measureTable(bench) {
  const { tableLines: lines } = bench.sizes;
  await typeInTable(bench, `table of ${lines} lines`, 'virtual_alias_maps', table(lines));
  // Rules follow the references in such a table.
  await typeInTable(bench, `transport table of ${lines} lines`, 'transport_maps', transportTable(lines));
}

/**
 * @param {Bench} bench
 * @param {string} of
 * @param {string} parameter the one that names the table
 * @param {string} text
 */
async function typeInTable(bench, of, parameter, text) {
  const { sizes, folder, report, add, skip } = bench;
  const { keystrokes: count } = sizes;
  const size = Buffer.byteLength(text);
  report(`Typing ${count} times in a ${of}, ${(size / 1e6).toFixed(1)} MB …`);
  const path = join(folder, 'table');
  writeFileSync(join(folder, 'main.cf'), `${parameter} = hash:${path}\n`);

  const session = await openSession(own, folder, { path, languageId: 'postfix-table', text }, count);
  const { server, opened } = session;
  const afterOpening = await server.memory(sizes.rest);
  await session.type(count, 'hover');
  const afterTyping = await server.memory(sizes.rest);
  await server.stop();

  add({ what: `open, ${of}`, unit: 'ms', count: 1, figures: { median: opened.milliseconds } });
  addKeystrokes(bench, `keystroke, ${of}`, session);
  if (!afterOpening || !afterTyping) skip(`memory, ${of}`, NO_MEMORY);
  else {
    const row = { unit: 'MB', count: 1, peer: { name: 'the text', ...megabytes(size) } };
    const budget = { ratio: MEMORY_RATIO };
    add({ ...row, what: `memory once open, ${of}`, figures: megabytes(afterOpening.resident), budget });
    add({ ...row, what: `memory after typing, ${of}`, figures: megabytes(afterTyping.resident), budget });
    add({ ...row, what: `memory at its peak, ${of}`, figures: megabytes(afterTyping.peak) });
  }
}

/**
 * The first keystroke and the later ones. If the system provides it, also the time in which the server was on a core.
 * @param {Bench} bench
 * @param {string} what
 * @param {import('./session.mjs').Session} session
 */
function addKeystrokes({ add }, what, { times, running, findings }) {
  add({ ...firstOf(what, times), findings });
  add({ ...steadyOf(what, times), findings });
  if (running.length > 0) add({ ...steadyOf(`${what}, running`, running), findings });
}

/** @param {string} what @param {readonly number[]} times */
function firstOf(what, times) {
  return { what: `first ${what}`, unit: 'ms', count: 1, figures: { median: times[0] ?? 0 } };
}

/** @param {string} what @param {readonly number[]} times */
function steadyOf(what, times) {
  return { what, unit: 'ms', count: warm(times).length, figures: figuresOf(warm(times)) };
}

/** Without the first keystrokes, if there are enough. @param {readonly number[]} times */
function warm(times) {
  return times.length > WARM_UP ? times.slice(WARM_UP) : times;
}

/**
 * @param {Bench} bench
 * @param {string} text
 */
function openMainCf({ sizes, folder }, text) {
  const path = join(folder, 'main.cf');
  writeFileSync(path, text);
  return openSession(own, folder, { path, languageId: 'postfix-main', text }, sizes.keystrokes);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return { median: bytes / 1e6 };
}
