// One run of the generator: a source tree, the catalog to compare it with, and the result.

import { byAge, isSnapshot, orderOf } from './releases.mjs';
import { isPresent, valueAt, withLine } from './timeline.mjs';

/**
 * @typedef {import('./tree.mjs').SourceTree} SourceTree
 * @typedef {import('./catalog-files.mjs').Catalog} Catalog
 * @typedef {import('./timeline.mjs').Moment} Moment
 * @typedef {import('./timeline.mjs').Presence} Presence
 */

export class Generation {
  /** Descriptions of the changes to the catalog. @type {string[]} */
  changes = [];
  /** Descriptions of the problems that a person must decide. @type {string[]} */
  problems = [];
  /** @type {Moment} */
  moment;

  /**
   * @param {SourceTree} tree
   * @param {Catalog} catalog is changed in place
   */
  constructor(tree, catalog) {
    this.tree = tree;
    this.catalog = catalog;
    const { releases, parameters } = catalog.parameters;
    const line = tree.release;
    /** The patch level at which the catalog knows each line. */
    this.versions = parameters.find(({ name }) => name === 'mail_version')?.defaults ?? [];
    const known = releases.includes(line) ? valueAt(this.versions, line) : undefined;
    const isReleased = known !== undefined && !isSnapshot(known);
    // A snapshot of a line that has since been released is treated as its first release.
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
   * Whether this tree determines the facts that the catalog stores without a history. This is the newest released line
   * that has the thing, or a snapshot if no released line has it.
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
   * Sets a fact of an entry; undefined removes it.
   * @param {string} name the name of the entry in messages
   * @param {Record<string, unknown>} entry
   * @param {string} key
   * @param {unknown} value
   * @param {string} how a description of the change, for values that are too long to print
   */
  set(name, entry, key, value, how = `${JSON.stringify(entry[key])} becomes ${JSON.stringify(value)}`) {
    if (JSON.stringify(entry[key]) === JSON.stringify(value)) return;
    this.change(`${name}: ${key} ${how}`);
    if (value === undefined) delete entry[key];
    else entry[key] = value;
  }

  /**
   * Compares the `since` and `removed` of entries with the names in the tree.
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
