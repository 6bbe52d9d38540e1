// Updates services.json from a source tree.

import { readServices } from '../facts/services.mjs';
import { orderOf } from '../releases.mjs';

/**
 * @typedef {import('../generation.mjs').Generation} Generation
 * @typedef {import('../catalog-files.mjs').Program} Program
 * @typedef {import('../facts/services.mjs').ProgramFacts} ProgramFacts
 */

/** @param {Generation} run */
export function mergeServices(run) {
  const file = run.catalog.services;
  const facts = readServices(run.tree);
  mergeReleases(run, 'service type', file.types, facts.types);
  run.presence('parameter of a service', file.suffixes, new Set(Object.keys(facts.suffixes)));
  run.presence('program', file.programs, new Set(facts.programs.keys()));
  for (const [program, found] of facts.programs) {
    const entry = file.programs[program];
    if (entry !== undefined) mergeProgram(run, program, entry, found);
  }
  if (!run.decides()) return;
  for (const [suffix, parameter] of Object.entries(facts.suffixes)) {
    const entry = file.suffixes[suffix];
    if (entry !== undefined) run.set(`parameter of a service ${suffix}`, entry, 'default', parameter);
  }
  run.set('services.json', file, 'parameterSets', facts.parameterSets);
  const known = new Set(file.stock.map((entry) => JSON.stringify(entry)));
  const others = facts.stock.filter((entry) => !known.has(JSON.stringify(entry)));
  const how = `entries become others: ${others.map(({ service, type }) => `${service}/${type}`).join(', ')}`;
  run.set('services.json', file, 'stock', facts.stock, how);
  const own = facts.letters.filter((letter) => file.options[letter] === undefined);
  run.set('ownOptions', file.ownOptions, 'letters', own);
}

/** @param {Generation} run @param {string} program @param {Program} entry @param {ProgramFacts} found */
function mergeProgram(run, program, entry, found) {
  const name = `program ${program}`;
  if (run.decides({ since: entry.since })) {
    const values = /** @type {Record<string, unknown>} */ (entry);
    for (const key of /** @type {const} */ (['skeleton', 'processLimit', 'privileged', 'role', 'parameters']))
      run.set(name, values, key, found[key]);
  }
  run.presence(
    `attribute of ${program}`,
    entry.attributes ?? {},
    new Set(Object.keys(found.attributes ?? {})),
  );
  for (const [attribute, { letters = [] }] of Object.entries(found.attributes ?? {})) {
    const known = entry.attributes?.[attribute];
    if (known !== undefined) mergeReleases(run, `${attribute} of ${program}`, known.letters ?? {}, letters);
  }
  mergeReleases(run, `macro of ${program}`, entry.macros ?? {}, found.macros ?? []);
}

/**
 * Adds new words to a list of words with the first release of each.
 * @param {Generation} run
 * @param {string} what
 * @param {Record<string, string>} known
 * @param {Iterable<string>} found
 */
export function mergeReleases(run, what, known, found) {
  const words = new Set(found);
  const { line, version } = run.moment;
  for (const word of words) {
    const since = known[word];
    if (since !== undefined && orderOf(since, 'first') <= orderOf(version, 'last')) continue;
    run.change(`${what} ${word}: since ${line}`);
    known[word] = line;
  }
  for (const [word, since] of Object.entries(known)) {
    const isKnown = orderOf(since, 'first') <= orderOf(version, 'last');
    if (isKnown && !words.has(word)) run.problem(`${what} ${word} is gone`);
  }
}
