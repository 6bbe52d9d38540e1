// Requests at places all over a main.cf, and in a large table.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { longestMainCf } from './corpus.mjs';
import { own } from './programs.mjs';
import { tailOf } from './rows.mjs';
import { openSession } from './session.mjs';
import { mainCf, table } from './texts.mjs';

/** p99, in milliseconds. */
const LIMIT = 20;
const TABLE_LIMIT = 50;

/** A prime number that does not divide the length of the text, so that the places cover all of it. */
const STRIDE = 7919;

/** Requests about a place in a document. */
const PLACE_METHODS = [
  'hover',
  'completion',
  'definition',
  'references',
  'documentHighlight',
  'prepareCallHierarchy',
  'inlayHint',
];

/** Requests about a whole document. */
const DOCUMENT_METHODS = ['documentSymbol', 'foldingRange', 'documentLink', 'codeLens', 'formatting'];

/** To format a whole table takes as long as to read it. */
const TABLE_METHODS = [...PLACE_METHODS, ...DOCUMENT_METHODS].filter((method) => method !== 'formatting');

/** @param {import('./bench.mjs').Bench} bench */
export async function measureQuestions(bench) {
  const { sizes, folder } = bench;
  const path = join(folder, 'main.cf');
  const real = longestMainCf();
  const texts = [{ name: `main.cf of ${sizes.mainCfLines} lines`, text: mainCf(sizes.mainCfLines) }];
  if (real) texts.push({ name: 'real main.cf', text: readFileSync(real, 'utf8') });
  for (const { name, text } of texts) {
    writeFileSync(path, text);
    const document = { path, languageId: 'postfix-main', text };
    await measure(bench, name, document, [...PLACE_METHODS, ...DOCUMENT_METHODS], LIMIT);
  }
  const text = table(sizes.tableLines);
  const tablePath = join(folder, 'virtual');
  writeFileSync(path, `virtual_alias_maps = hash:${tablePath}\n`);
  const document = { path: tablePath, languageId: 'postfix-table', text };
  await measure(bench, `table of ${sizes.tableLines} lines`, document, TABLE_METHODS, TABLE_LIMIT);
}

/**
 * @param {import('./bench.mjs').Bench} bench
 * @param {string} name
 * @param {import('./session.mjs').Document} document
 * @param {readonly string[]} methods
 * @param {number} limit
 */
async function measure({ sizes, folder, report, add }, name, document, methods, limit) {
  report(`Asking ${sizes.questions} times for each of ${methods.length} features in ${name} …`);
  const { path, text } = document;
  const uri = pathToFileURL(path).href;
  const { server } = await openSession(own, folder, document, 0);
  for (const method of methods) {
    const count = DOCUMENT_METHODS.includes(method) ? Math.ceil(sizes.questions / 10) : sizes.questions;
    const times = [];
    const running = [];
    for (const position of places(text, count)) {
      const range = { start: { line: Math.max(0, position.line - 40), character: 0 }, end: position };
      const params = {
        textDocument: { uri },
        position,
        range,
        context: { includeDeclaration: true },
        options: { tabSize: 4, insertSpaces: true },
      };
      const { milliseconds, ran } = await server.ask(`textDocument/${method}`, params);
      times.push(milliseconds);
      if (ran !== undefined) running.push(ran);
    }
    const row = { unit: 'ms', count: times.length, budget: { limit } };
    add({ ...row, what: `${method}, ${name}`, figures: tailOf(times) });
    if (running.length > 0) add({ ...row, what: `${method}, ${name}, running`, figures: tailOf(running) });
  }
  await server.stop();
}

/**
 * @param {string} text
 * @param {number} count
 */
function* places(text, count) {
  const lines = text.split('\n');
  for (let i = 0; i < count; i++) {
    const line = (i * STRIDE) % lines.length;
    yield { line, character: (i * STRIDE) % ((lines[line]?.length ?? 0) + 1) };
  }
}
