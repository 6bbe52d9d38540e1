// `npm run check:prose`: checks every text written for people as an editor would, as far as a program can.
import { readFileSync } from 'node:fs';
import { collectDocuments } from './collect.mjs';
import { lintProse } from './lint.mjs';

/**
 * A match that is correct as it is.
 * @typedef {object} Exception
 * @property {string} rule
 * @property {string} text contains the matched words
 * @property {string} [in] a part of the name of the document
 * @property {string} reason
 */

/** @type {readonly Exception[]} */
const exceptions = JSON.parse(readFileSync(new URL('allowed.json', import.meta.url), 'utf8')).allowed;
/** @type {Set<Exception>} */
const used = new Set();
let problems = 0;
let count = 0;
for (const { name, text, places } of await collectDocuments()) {
  const lines = text.split('\n');
  count += lines.filter((line) => line.trim() !== '').length;
  for (const { rule, message, found, line: number } of await lintProse(text)) {
    const line = lines[number - 1] ?? '';
    const exception = exceptions.find(
      (each) =>
        each.rule === rule &&
        name.includes(each.in ?? '') &&
        line.includes(each.text) &&
        each.text.includes(found),
    );
    if (exception !== undefined) {
      used.add(exception);
      continue;
    }
    const at = Math.max(0, line.indexOf(found));
    problems++;
    console.error(`${name}:${places?.[number - 1] ?? number}: ${rule}: ${message}`);
    console.error(`    … ${line.slice(Math.max(0, at - 60), at + 80)}`);
  }
}
for (const exception of exceptions) {
  if (used.has(exception)) continue;
  problems++;
  console.error(`scripts/prose/allowed.json: nothing needs this exception: ${JSON.stringify(exception)}`);
}
console.log(problems === 0 ? `${count} lines of prose: nothing to change.` : `${problems} places to change.`);
process.exit(problems === 0 ? 0 : 1);
