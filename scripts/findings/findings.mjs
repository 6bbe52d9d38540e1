// `npm run findings [-- OPTION…]`: shows what the rules find in a corpus of real configurations (POSTFIX_CORPUS, or
// ../shared/corpus), as a table by rule and as samples to read. docs/findings.md has the results.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { corpus } from '../bench/corpus.mjs';
import { own } from '../bench/programs.mjs';
import { Server } from '../bench/server.mjs';
import { exitOnSignals } from '../processes.mjs';
import { layOut } from './files.mjs';
import { sample, shuffled } from './sample.mjs';
import { toTable } from './table.mjs';

const usage = `Usage: npm run findings [-- OPTION…]

Lints real configurations with the existing build, and prints the number of findings of each rule.

  --postfix-version VERSION  judge by this release (default: 3.11)
  --sample N                 print N random findings to read; at most three of one rule in one file, counting
                             all versions of the file
  --each N                   print N findings of every rule, of different files if possible
  --code CODE                findings of this rule only; you can repeat the option
  --severity SEVERITY        findings that are at least this severe: error, warning, information, or hint (default)
  --seed S                   the seed of the random choice, a number (default: 1)
  --lines N                  the number of lines to print around a finding (default: 2)
  --help                     show this text
`;

/**
 * @typedef {object} Found
 * @property {string} code
 * @property {'error' | 'warning' | 'information' | 'hint'} severity
 * @property {string} message
 * @property {import('vscode-languageserver-protocol').Range} range
 * @property {import('./files.mjs').RealFile} file
 */

const severities = /** @type {const} */ (['error', 'warning', 'information', 'hint']);

const { values } = parseArgs({
  options: {
    'postfix-version': { type: 'string', default: '3.11' },
    sample: { type: 'string' },
    each: { type: 'string' },
    code: { type: 'string', multiple: true, default: [] },
    severity: { type: 'string', default: 'hint' },
    seed: { type: 'string', default: '1' },
    lines: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});
exitOnSignals();
if (values.help) process.stdout.write(usage);
else process.exitCode = await main();

/** @returns {Promise<number>} the exit code: 0 whatever was found, 2 if there are no files to lint */
async function main() {
  if (!severities.includes(/** @type {Found['severity']} */ (values.severity))) {
    process.stderr.write(`There is no severity ${values.severity}: ${severities.join(', ')}.\n`);
    return 2;
  }
  if (!existsSync(corpus)) {
    process.stderr.write(`There is no corpus at ${corpus}: set POSTFIX_CORPUS.\n`);
    return 2;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postfix-findings-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const files = layOut(folder);
  const { read, all } = await findingsIn(files, folder);
  const least = severities.indexOf(/** @type {Found['severity']} */ (values.severity));
  const wanted = all.filter(
    ({ code, severity }) =>
      severities.indexOf(severity) <= least && (values.code.length === 0 || values.code.includes(code)),
  );
  const order = shuffled(wanted, Number(values.seed));
  if (values.sample) show(sample(order, Number(values.sample)));
  else if (values.each) for (const code of codesOf(order)) show(some(order, code, Number(values.each)));
  else process.stdout.write(`${read} files, ${wanted.length} findings\n\n${toTable(wanted)}\n`);
  return 0;
}

/**
 * The findings as an editor shows them: each file is opened in the language that its configuration determines.
 * @param {readonly import('./files.mjs').RealFile[]} files
 * @param {string} folder
 * @returns {Promise<{ read: number, all: Found[] }>} `read`: how many of the files are Postfix files
 */
async function findingsIn(files, folder) {
  const settings = { postfix: { version: values['postfix-version'] } };
  const { server } = await Server.start({ ...own, settings }, folder);
  /** @type {Found[]} */
  const all = [];
  let read = 0;
  for (const file of files) {
    const uri = pathToFileURL(file.path).href;
    const isCf = file.language === 'postfix-main' || file.language === 'postfix-master';
    const language = isCf ? file.language : ((await server.documentLanguage(uri)) ?? file.language);
    if (language === undefined) continue;
    read++;
    await server.open(uri, language, file.text);
    for (const { code, message, range, severity = 1 } of await server.diagnostics(uri))
      all.push({
        code: String(code),
        severity: severities[severity - 1] ?? 'error',
        message: String(message),
        range,
        file,
      });
    await server.close(uri);
  }
  await server.stop();
  return { read, all };
}

/** @param {readonly Found[]} found */
function codesOf(found) {
  return [...new Set(found.map(({ code }) => code))].sort();
}

/**
 * @param {readonly Found[]} order
 * @param {string} code
 * @param {number} count
 */
function some(order, code, count) {
  const ofCode = order.filter((found) => found.code === code);
  const first = ofCode.filter(
    ({ file }, i) => ofCode.findIndex((other) => other.file.origin === file.origin) === i,
  );
  return [...first, ...ofCode.filter((found) => !first.includes(found))].slice(0, count);
}

/** @param {readonly Found[]} found */
function show(found) {
  for (const [i, { code, severity, message, range, file }] of found.entries()) {
    const lines = file.text.split(/\r?\n/);
    const around = Number(values.lines);
    const [first, last] = [range.start.line, Math.min(range.end.line, range.start.line + 8)];
    const excerpt = lines.slice(Math.max(0, first - around), last + around + 1).map((line, k) => {
      const number = Math.max(0, first - around) + k;
      return `  ${number >= first && number <= last ? '>' : ' '} ${number + 1} ${line}`;
    });
    const place = `${file.name}:${range.start.line + 1}:${range.start.character + 1}`;
    process.stdout.write(
      `#${i + 1} ${code} [${severity}] ${place}  (${basename(file.path)})\n${excerpt.join('\n')}\n  = ${message}\n\n`,
    );
  }
}
