// Updates parameters.json and legacy.json from a source tree.

import { isDeepStrictEqual } from 'node:util';
import { readDeprecations } from '../facts/deprecations.mjs';
import { readManual } from '../facts/manual.mjs';
import { readLegacyNames, readParameters } from '../facts/parameters.mjs';
import { byAge, oldestSource, orderOf } from '../releases.mjs';
import { isPresent, valueAt, withLine, withoutLine, withValue } from '../timeline.mjs';

/**
 * @typedef {import('../generation.mjs').Generation} Generation
 * @typedef {import('../facts/parameters.mjs').ParameterFacts} ParameterFacts
 * @typedef {import('../facts/manual.mjs').ManualEntry} ManualEntry
 * @typedef {import('../catalog-files.mjs').Parameter} Parameter
 * @typedef {import('../catalog-files.mjs').Reading} Reading
 */

/** Their values are the tree's own patch level. The catalog has the values of the newest tree. */
const versionParameters = new Set(['mail_version', 'mail_release_date']);

/** Kinds of entries that are in no program's table. */
const manualKinds = new Set(['family', 'function', 'legacy', 'service', 'unread']);

/** @param {Generation} run */
export function mergeParameters(run) {
  const file = run.catalog.parameters;
  const facts = readParameters(run.tree, (problem) => run.problem(problem));
  const manual = readManual(run.tree);
  if (!file.releases.includes(run.moment.line)) {
    run.change(`release ${run.moment.line}`);
    file.releases = [...run.moment.lines];
  }
  const byName = new Map(file.parameters.map((entry) => [entry.name, entry]));
  for (const [name, found] of facts) {
    const entry = byName.get(name);
    if (entry !== undefined) mergeParameter(run, entry, found, manual);
    else addParameter(run, name, found, manual.get(name));
    if (run.catalog.valueTypes.parameters[name] === undefined)
      run.problem(`${name} has no value type in value-types.json`);
    if (!run.catalog.docs.has(name)) run.problem(`${name}: nothing is written about it in docs/parameters`);
  }
  for (const entry of byName.values()) {
    if (facts.has(entry.name) || manualKinds.has(entry.kind)) continue;
    const presence = withoutLine(entry, run.moment);
    if (presence === undefined) run.problem(`${entry.name} is gone, but a later release has it`);
    else run.set(entry.name, entry, 'last', presence.last);
  }
  for (const name of manual.keys())
    if (!byName.has(name) && !facts.has(name))
      run.problem(`${name} is in the manual, but no program reads it`);
  mergeDeprecations(run);
  mergeLegacyNames(run);
  file.parameters.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {Generation} run @param {Parameter} entry @param {ParameterFacts} found @param {ReadonlyMap<string, ManualEntry>} manual */
function mergeParameter(run, entry, found, manual) {
  const presence = withLine(entry, run.moment);
  if (presence === undefined) {
    run.problem(`${entry.name} is there, but ${presenceInWords(entry)}`);
    return;
  }
  for (const key of /** @type {const} */ (['since', 'last'])) run.set(entry.name, entry, key, presence[key]);
  mergeDefault(run, entry, found);
  mergeReading(run, entry, found);
  if (!run.decides(entry)) return;
  run.set(entry.name, entry, 'used_by', found.usedBy);
  run.set(entry.name, entry, 'build_or_host_dependent', isDependent(entry.name, found) || undefined);
  if (manual.has(entry.name)) run.set(entry.name, entry, 'documented', true);
}

/**
 * How a value is read, with a history: an entry describes the newest release, and `former` describes earlier ones.
 * @param {Generation} run
 * @param {Parameter} entry
 * @param {ParameterFacts} found
 */
function mergeReading(run, entry, found) {
  const { line, lines, isOldPatch } = run.moment;
  const decides = run.decides(entry);
  if (isOldPatch || (run.tree.isSnapshot && !decides)) return;
  const at = orderOf(line, 'first');
  // Releases whose sources cannot be read are assumed to behave like the oldest readable one.
  const first = line === oldestSource ? 0 : at;
  const last = decides ? Number.POSITIVE_INFINITY : at;
  const readings = lines
    .filter((each) => isPresent(entry, each))
    .map((each) => {
      const order = orderOf(each, 'first');
      return {
        until: each,
        ...(order >= first && order <= last ? readingOf(found) : readingAt(entry, each)),
      };
    });
  const changed = readings.filter(
    (each, i) =>
      i === readings.length - 1 || !isDeepStrictEqual(readingOf(each), readingOf(readings[i + 1] ?? each)),
  );
  const newest = readingOf(changed.pop() ?? found);
  for (const key of /** @type {const} */ (['kind', 'min', 'max', 'required']))
    run.set(entry.name, entry, key, newest[key]);
  run.set(entry.name, entry, 'former', changed.length === 0 ? undefined : changed);
}

/** @param {Parameter} entry @param {string} line */
function readingAt(entry, line) {
  const at = orderOf(line, 'first');
  return readingOf(entry.former?.find(({ until }) => at <= orderOf(until, 'first')) ?? entry);
}

/** @param {Reading} whole @returns {Reading} */
function readingOf({ kind, min, max, required }) {
  return {
    kind,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(required && { required }),
  };
}

/** @param {Generation} run @param {Parameter} entry @param {ParameterFacts} found */
function mergeDefault(run, entry, { default: value }) {
  const { name } = entry;
  if (value === undefined) {
    run.set(name, entry, 'defaults', undefined);
    return;
  }
  const isVersion = versionParameters.has(name);
  if (isVersion && run.moment.isOldPatch) return;
  const moment = isVersion ? { ...run.moment, isNewPatch: false } : run.moment;
  const defaults = withValue(entry.defaults ?? [], value, moment);
  if (defaults === undefined) {
    run.problem(
      `${name}: its default is ${JSON.stringify(value)}: write from which patch level on it is another`,
    );
    return;
  }
  const [before, after] = [valueAt(entry.defaults ?? [], run.moment.version), value].map((v) =>
    JSON.stringify(v),
  );
  const from = moment.isNewPatch ? moment.version : moment.line;
  run.set(name, entry, 'defaults', defaults, `${before} becomes ${after} in ${from}`);
}

/**
 * @param {Generation} run
 * @param {string} name
 * @param {ParameterFacts} found
 * @param {ManualEntry} manual
 */
function addParameter(run, name, found, manual = {}) {
  const presence = presenceOfNew(run.moment, manual);
  if (presence === undefined) {
    run.problem(`${name} came with a patch, and the manual does not say so: write its entry`);
    return;
  }
  run.change(`${name} is new`);
  const { kind, min, max, required, usedBy, default: value } = found;
  run.catalog.parameters.parameters.push({
    name,
    ...presence,
    kind,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(required && { required }),
    used_by: usedBy,
    ...(value !== undefined && { defaults: [{ from: presence.since, value }] }),
    ...(isDependent(name, found) && { build_or_host_dependent: true }),
    documented: manual.isWritten === true,
  });
}

/**
 * The manual's statement, if it agrees with the known facts: this release has the parameter, and the releases in the
 * catalog do not.
 * @param {import('../timeline.mjs').Moment} moment
 * @param {ManualEntry} manual
 */
function presenceOfNew({ line, lines, version, isNewPatch, isOldPatch }, { since, backports }) {
  if (since !== undefined && isPresent({ since, backports: backports ?? [] }, version)) {
    const others = lines.filter((other) => other !== line && byAge(other, line) < 0);
    if (others.every((other) => byAge(other, since) < 0)) return { since, ...(backports && { backports }) };
  }
  return isNewPatch || isOldPatch ? undefined : { since: line };
}

/** @param {string} name @param {ParameterFacts} found */
function isDependent(name, { dependsOnBuild }) {
  return dependsOnBuild === true || versionParameters.has(name);
}

/** @param {Parameter} entry */
function presenceInWords({ since, last, backports }) {
  const until = last === undefined ? '' : ` until ${last}`;
  return `the catalog has it since ${[since, ...(backports ?? [])].join(', ')}${until}`;
}

/** @param {Generation} run */
function mergeDeprecations(run) {
  const found = readDeprecations(run.tree, (problem) => run.problem(problem));
  const { line } = run.moment;
  for (const entry of run.catalog.parameters.parameters) {
    const now = found.get(entry.name);
    const known = entry.deprecated;
    const isKnown = known !== undefined && orderOf(known.warned_since, 'first') <= orderOf(line, 'last');
    if (now === undefined) {
      if (isKnown) run.problem(`${entry.name}: postconf no longer calls it deprecated`);
      continue;
    }
    const since = isKnown ? known.warned_since : line;
    if (run.decides() || !isKnown) run.set(entry.name, entry, 'deprecated', { warned_since: since, ...now });
    found.delete(entry.name);
  }
  for (const name of found.keys()) {
    const isKnown = run.catalog.parameters.parameters.some((entry) => entry.name === name);
    if (!isKnown) run.problem(`${name} is called deprecated, but the catalog does not know it`);
  }
}

/** @param {Generation} run */
function mergeLegacyNames(run) {
  const names = new Set(readLegacyNames(run.tree));
  const file = run.catalog.legacy;
  const { line } = run.moment;
  for (const name of names) {
    const since = file.since[name];
    if (since === undefined || orderOf(since, 'first') > orderOf(line, 'last')) {
      run.change(`legacy.json: ${name} since ${line}`);
      file.since[name] = line;
    }
  }
  for (const [name, since] of Object.entries(file.since)) {
    const isKnown = orderOf(since, 'first') <= orderOf(line, 'last');
    if (isKnown && !names.has(name)) run.problem(`legacy.json: ${name} is no longer a legacy name`);
  }
}
