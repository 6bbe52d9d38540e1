// One run of the generator: a source tree, the catalog that it is held against, and what came of it.

import { byAge, isSnapshot, orderOf } from './releases.mjs';
import { isPresent, valueAt, withLine } from './timeline.mjs';

/**
 * @typedef {import('./tree.mjs').SourceTree} SourceTree
 * @typedef {import('./catalog-files.mjs').Catalog} Catalog
 * @typedef {import('./timeline.mjs').Moment} Moment
 * @typedef {import('./timeline.mjs').Presence} Presence
 */

export class Generation {
  /** What the catalog was not yet, in words. @type {string[]} */
  changes = [];
  /** What people must decide, in words. @type {string[]} */
  problems = [];
  /** @type {Moment} */
  moment;

  /**
   * @param {SourceTree} tree
   * @param {Catalog} catalog it is changed in place
   */
  constructor(tree, catalog) {
    this.tree = tree;
    this.catalog = catalog;
    const { releases, parameters } = catalog.parameters;
    const line = tree.release;
    /** The patch level by which the catalog knows each line. */
    this.versions = parameters.find(({ name }) => name === 'mail_version')?.defaults ?? [];
    const known = releases.includes(line) ? valueAt(this.versions, line) : undefined;
    const isReleased = known !== undefined && !isSnapshot(known);
    // A snapshot of a line that has been released since is as old as its first release.
    const version = tree.isSnapshot && isReleased ? `${line}.0` : tree.version;
    const age = isReleased ? byAge(version, known) : 0;
    this.moment = {
      line,
      version,
      lines: [...new Set([...releases, line])].sort(byAge),
      isNewPatch: age > 0,
      isOldPatch: age < 0,
    };
  }

  /** @param {string} text */
  change(text) {
    this.changes.push(text);
  }

  /** @param {string} text */
  problem(text) {
    this.problems.push(text);
  }

  /**
   * Whether this tree is the one to take from what the catalog holds without a history: of the released lines
   * that have the thing the newest, or a snapshot where none has it.
   * @param {Presence} presence
   */
  decides(presence = {}) {
    if (this.moment.isOldPatch) return false;
    const others = this.moment.lines.filter(
      (line) => line !== this.moment.line && isPresent(presence, line) && !this.#isSnapshot(line),
    );
    if (this.tree.isSnapshot) return others.length === 0;
    return others.every((line) => orderOf(line, 'first') < orderOf(this.moment.line, 'first'));
  }

  /** @param {string} line */
  #isSnapshot(line) {
    const version = valueAt(this.versions, line);
    return version !== undefined && isSnapshot(version);
  }

  /**
   * Sets a fact of an entry; undefined takes it away.
   * @param {string} name what the entry is called in a message
   * @param {Record<string, unknown>} entry
   * @param {string} key
   * @param {unknown} value
   * @param {string} how the change in words, where the values themselves would be too long
   */
  set(name, entry, key, value, how = `${JSON.stringify(entry[key])} becomes ${JSON.stringify(value)}`) {
    if (JSON.stringify(entry[key]) === JSON.stringify(value)) return;
    this.change(`${name}: ${key} ${how}`);
    if (value === undefined) delete entry[key];
    else entry[key] = value;
  }

  /**
   * Holds the `since` and `removed` of entries against the names that the tree has.
   * @param {string} what such as `table type`
   * @param {Readonly<Record<string, { since: string, removed?: string }>>} entries
   * @param {ReadonlySet<string>} names
   */
  presence(what, entries, names) {
    for (const name of names) {
      const entry = entries[name];
      if (entry === undefined) {
        this.problem(`${what} ${name} is new: it has no entry`);
        continue;
      }
      const { since } = withLine({ since: entry.since }, this.moment) ?? {};
      if (since === undefined)
        this.problem(`${what} ${name} is there already, and not only since ${entry.since}`);
      else this.set(`${what} ${name}`, entry, 'since', since);
      if (isRemoved(entry, this.moment.line)) this.problem(`${what} ${name} is there again`);
    }
    for (const [name, entry] of Object.entries(entries)) {
      const isKnown =
        isPresent({ since: entry.since }, this.moment.version) && !isRemoved(entry, this.moment.line);
      if (isKnown && !names.has(name)) this.problem(`${what} ${name} is gone: its entry lacks a "removed"`);
    }
  }
}

/** @param {{ removed?: string }} entry @param {string} line */
export function isRemoved({ removed }, line) {
  return removed !== undefined && orderOf(removed, 'first') <= orderOf(line, 'first');
}
