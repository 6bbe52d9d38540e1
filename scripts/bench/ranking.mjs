// How often completion offers the word that the author of a real configuration wrote among its first suggestions:
// `node scripts/bench/ranking.mjs [SEED]`. Needs a corpus (see corpus.mjs).
//
// A place is a word in a value of main.cf. The text from the word to the end of the logical line is removed, so the
// completion sees what it sees while someone types the file from the top. A place counts if the word is among the
// suggestions at all: no list can contain the names of files and hosts that only the author knows.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readDocs } from '../catalog/docs.mjs';
import { importSource } from '../generate/import-source.mjs';
import { realMainCfs } from './corpus.mjs';

const wanted = 500;
const first = 5;
const seed = Number(process.argv[2] ?? 1);
const { createPostfixService, defaultSettings } = await importSource(
  fileURLToPath(new URL('../../server/src/service.ts', import.meta.url)),
);
const paths = realMainCfs();
if (paths.length === 0) {
  console.error('There is no corpus: set POSTFIX_CORPUS.');
  process.exit(2);
}

const docs = JSON.stringify(readDocs());
const uri = 'file:///etc/postfix/main.cf';
const random = linear(seed);
let [places, inFirst, tried, long, longInFirst] = [0, 0, 0, 0, 0];
while (places < wanted && tried < wanted * 40) {
  tried++;
  const text = readFileSync(pick(paths), 'utf8');
  const place = placeIn(text);
  if (place === undefined) continue;
  const labels = await labelsAt(place);
  const rank = labels.findIndex(
    (/** @type {string} */ label) => label === place.word || label === `${place.word}:`,
  );
  if (rank < 0) continue;
  places++;
  if (rank < first) inFirst++;
  if (labels.length <= first) continue;
  long++;
  if (rank < first) longInFirst++;
}
/** @param {number} part @param {number} whole */
const percent = (part, whole) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
console.log(`The word is among the suggestions at ${places} of ${tried} places (seed ${seed}).`);
console.log(`It is among the first ${first}: ${percent(inFirst, places)};`);
console.log(`where there are more than ${first} suggestions: ${percent(longInFirst, long)}.`);

/**
 * A random word of a random value: the text before it, the word, and the text of the other lines.
 * @param {string} text
 */
function placeIn(text) {
  const lines = [...text.matchAll(/^([A-Za-z]\w*)[ \t]*=(?:[^\n]|\n[ \t]+(?=[^\s#]))*$/gm)];
  const line = pick(lines);
  if (line === undefined) return undefined;
  const [whole] = line;
  const start = whole.indexOf('=') + 1;
  const words = [...whole.slice(start).matchAll(/[^\s,]+/g)];
  const word = pick(words);
  if (word === undefined) return undefined;
  const at = line.index + start + word.index;
  const end = line.index + whole.length;
  return { text: text.slice(0, at) + text.slice(end), at, word: word[0].replace(/^\$[({]?|[)}]$/g, '') };
}

/** @param {{ text: string, at: number, word: string }} place */
async function labelsAt({ text, at }) {
  const service = createPostfixService({
    readFile: async () => undefined,
    readDocs: async () => docs,
    log: () => {},
  });
  service.configure({ ...defaultSettings, version: '3.7' });
  service.open(uri, 'postfix-main', text);
  const before = text.slice(0, at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const items = await service.completion(uri, position, {});
  return items
    .toSorted((/** @type {any} */ a, /** @type {any} */ b) => (a.sortText < b.sortText ? -1 : 1))
    .map((/** @type {{ label: string }} */ { label }) => label);
}

/**
 * @template T
 * @param {readonly T[]} list
 * @returns {T}
 */
function pick(list) {
  return /** @type {T} */ (list[Math.floor(random() * list.length)]);
}

/**
 * Pseudorandom numbers from 0 to 1, the same for the same seed (a linear congruential generator).
 * @param {number} state
 */
function linear(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
