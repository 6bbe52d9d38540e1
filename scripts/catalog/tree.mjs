// The source of one Postfix release: its files and its version.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { splitLines } from './c/source-file.mjs';

/**
 * @typedef {import('./c/source-file.mjs').Lines} Lines
 */

export class SourceTree {
  /** @type {ReadonlyMap<string, () => string>} */
  #files;
  /** @type {Map<string, Lines>} */
  #lines = new Map();
  /** Headers by file name without the folder. @type {Map<string, string[]>} */
  #headers = new Map();

  /** @param {ReadonlyMap<string, () => string>} files the texts by path, such as `src/global/mail_params.h` */
  constructor(files) {
    this.#files = files;
    for (const path of files.keys()) {
      if (!path.endsWith('.h')) continue;
      const name = posix.basename(path);
      this.#headers.set(name, [...(this.#headers.get(name) ?? []), path]);
    }
    const { version } = this;
    const [, release] = /^(\d+\.\d+)(?:\.\d+)?$/.exec(version) ?? [];
    if (release === undefined) throw new Error(`src/global/mail_version.h: ${version} is no release`);
    /** Such as `3.11`. */
    this.release = release;
    /** A snapshot is not released yet and has no patch level. */
    this.isSnapshot = version === release;
  }

  /** Such as `3.11.6`, or `3.12` in a snapshot. Postfix 2.0 defines it in mail_params.h. */
  get version() {
    for (const path of ['src/global/mail_version.h', 'src/global/mail_params.h']) {
      const text = this.has(path) ? this.read(path) : '';
      const number =
        /^#define\s+MAIL_VERSION_NUMBER\s+"([^"]+)"/m.exec(text) ??
        /^#define\s+DEF_MAIL_VERSION\s+"([^"]+)"/m.exec(text);
      if (number?.[1] !== undefined) return number[1];
    }
    throw new Error('src/global/mail_version.h: no MAIL_VERSION_NUMBER: not the source of a Postfix release');
  }

  /** @param {string} path */
  has(path) {
    return this.#files.has(path);
  }

  /** @param {string} path */
  read(path) {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`${path}: no such file in the source tree`);
    return file();
  }

  /** The paths that match, sorted. @param {RegExp} pattern */
  paths(pattern) {
    return [...this.#files.keys()].filter((path) => pattern.test(path)).sort();
  }

  /** @param {string} path @returns {Lines} */
  linesOf(path) {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = splitLines(this.read(path));
      this.#lines.set(path, lines);
    }
    return lines;
  }

  /**
   * The file that `#include` refers to: one in the includer's folder, or else any file of that name, because the build
   * links the headers of all libraries into one folder. Undefined for system headers.
   * @param {string} name
   * @param {string} includer
   */
  header(name, includer) {
    const beside = posix.join(posix.dirname(includer), name);
    return this.has(beside) ? beside : this.#headers.get(name)?.[0];
  }
}

/** @param {string} directory the unpacked source, which contains `src`, `conf`, and `proto` */
export function openTree(directory) {
  /** @type {Map<string, () => string>} */
  const files = new Map();
  for (const folder of ['src', 'conf', 'proto']) {
    if (statSync(join(directory, folder), { throwIfNoEntry: false }) === undefined) continue;
    for (const entry of readdirSync(join(directory, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(directory.length).replace(/^\/+/, ''), () => readFileSync(path, 'latin1'));
    }
  }
  return new SourceTree(files);
}

/** @param {Readonly<Record<string, string>>} texts by path */
export function treeOf(texts) {
  return new SourceTree(new Map(Object.entries(texts).map(([path, text]) => [path, () => text])));
}
