// Updates the words in value-types.json and word-lists.json from a source tree.

import { readFileSync } from 'node:fs';
import { readWords } from '../facts/words.mjs';
import { orderOf } from '../releases.mjs';
import { isPresent } from '../timeline.mjs';
import { mergeReleases } from './services.mjs';

/**
 * @typedef {import('../generation.mjs').Generation} Generation
 * @typedef {import('../catalog-files.mjs').AtomicType} AtomicType
 * @typedef {import('../catalog-files.mjs').Word} Word
 *
 * @typedef {object} WordSource
 * @property {readonly string[]} [parameters] the parameters that use these words, or
 * @property {string} [list] the list in word-lists.json that contains them
 * @property {readonly import('../facts/words.mjs').WordPlace[]} places of which a release has at least one
 * @property {string} [last] the last release whose source contains them
 * @property {Readonly<Record<string, string>>} [without] words in that place that do not belong to the type, with the
 * reason
 *
 * @typedef {{ readonly sources: readonly WordSource[], readonly byHand: Readonly<Record<string, string>> }} WordSources
 */

/** @type {WordSources} */
export const wordSources = JSON.parse(readFileSync(new URL('../word-sources.json', import.meta.url), 'utf8'));

/**
 * @param {Generation} run
 * @param {WordSources} sources
 */
export function mergeWords(run, { sources, byHand } = wordSources) {
  const { lists } = run.catalog.wordLists;
  const withSource = new Set(sources.flatMap(({ parameters = [] }) => parameters));
  for (const [name, type] of Object.entries(run.catalog.valueTypes.parameters)) {
    const isEnum = (type.of ?? type).type === 'enum';
    if (isEnum && !withSource.has(name) && byHand[name] === undefined)
      run.problem(`${name}: word-sources.json does not say where its words are`);
  }
  for (const source of sources) {
    if (source.last !== undefined && orderOf(source.last, 'last') < orderOf(run.moment.line, 'first'))
      continue;
    const found = source.places.flatMap((place) => [...readWords(run.tree, place)]);
    const words = new Set(found.filter((word) => source.without?.[word] === undefined));
    if (source.list !== undefined) {
      const list = lists[source.list] ?? {};
      lists[source.list] = list;
      mergeReleases(run, source.list, list, [...words].map(withoutBraces));
    }
    for (const name of source.parameters ?? []) mergeWordsOf(run, name, words, source);
  }
}

/** Milter macros with a one-letter name are known by that letter. @param {string} word */
function withoutBraces(word) {
  return word.replace(/^\{(.)\}$/, '$1');
}

/** @param {Generation} run @param {string} name @param {ReadonlySet<string>} words @param {WordSource} source */
function mergeWordsOf(run, name, words, source) {
  const parameter = run.catalog.parameters.parameters.find((entry) => entry.name === name);
  const type = run.catalog.valueTypes.parameters[name];
  const element = type?.of ?? type;
  if (parameter === undefined || element === undefined || !isPresent(parameter, run.moment.version)) return;
  if (words.size === 0) {
    run.problem(`${name}: its words are in none of the places in word-sources.json`);
    return;
  }
  const key = (/** @type {string} */ text) => (element.anyCase === true ? text.toLowerCase() : text);
  const wanted = new Map([...words].map((word) => [key(word), word]));
  const known = new Map((element.words ?? []).map((word) => [key(textOf(word)), word]));
  const aliases = new Set(Object.keys(element.aliases ?? {}).map(key));
  for (const [word, text] of wanted) {
    if (aliases.has(word)) continue;
    const entry = known.get(word);
    if (entry === undefined && source.without !== undefined)
      run.problem(`${name}: ${text} is new: is it a word of this one?`);
    else if (entry === undefined) addWord(run, name, element, text, parameter.since);
    else if (!isKnownWord(entry, run.moment.version))
      run.problem(`${name}: ${text} is there, but value-types.json has it for other releases`);
  }
  for (const [word, entry] of known) {
    if (wanted.has(word) || !isKnownWord(entry, run.moment.version)) continue;
    run.problem(`${name}: ${textOf(entry)} is gone`);
  }
}

/** @param {Generation} run @param {string} name @param {AtomicType} element @param {string} text @param {string} since */
function addWord(run, name, element, text, since) {
  const { line } = run.moment;
  run.change(`${name}: word ${text} since ${line}`);
  const word = line === since ? text : { word: text, since: line };
  element.words = [...(element.words ?? []), word].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

/** @param {Word} word */
function textOf(word) {
  return typeof word === 'string' ? word : word.word;
}

/** @param {Word} word @param {string} version */
function isKnownWord(word, version) {
  return typeof word === 'string' || isPresent(word, version);
}
