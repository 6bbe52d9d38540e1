// The catalog's data files: reads them, and writes them in their format, one entry per line.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ kind: string, min?: number, max?: number, required?: true }} Reading how a value is read
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} since
 * @property {readonly string[]} [backports]
 * @property {string} [last]
 * @property {string} kind
 * @property {number} [min]
 * @property {number} [max]
 * @property {true} [required]
 * @property {readonly (Reading & { until: string })[]} [former]
 * @property {readonly string[]} [used_by]
 * @property {readonly import('./timeline.mjs').Change[]} [defaults]
 * @property {true} [build_or_host_dependent]
 * @property {boolean} documented
 * @property {{ readonly warned_since: string, readonly replacement?: string, readonly advice?: string }} [deprecated]
 *
 * @typedef {string | { word: string, since?: string, last?: string, obsolete?: string }} Word
 * @typedef {{ type: string, words?: Word[], aliases?: Record<string, string>, anyCase?: true, free?: true }} AtomicType
 * @typedef {AtomicType & { of?: AtomicType }} ValueType
 * @typedef {{ since: string, removed?: string, argument?: string, missing?: string, lists: string[], relayCheck?: string,
 *   okForbidden?: true, replacement?: string }} Restriction
 * @typedef {{ since: string, type: ValueType, min?: number, max?: number, required?: true, removed?: string }} DatabaseKey
 * @typedef {{ since: string, letters?: Record<string, string> }} Attribute
 * @typedef {{ since: string, skeleton: string, processLimit?: number, privileged?: true, role?: string,
 *   parameters?: string, attributes?: Record<string, Attribute>, macros?: Record<string, string> }} Program
 *
 * @typedef {object} Catalog
 * @property {{ releases: string[], parameters: Parameter[] }} parameters
 * @property {{ since: Record<string, string> }} legacy
 * @property {{ parameters: Record<string, ValueType> }} valueTypes
 * @property {{ restrictions: Record<string, Restriction> }} restrictions
 * @property {{ actions: Record<string, { since: string, pattern?: string }> }} accessActions
 * @property {{ actions: Record<string, { where: Record<string, string> }> }} headerActions
 * @property {{ types: Record<string, { since: string, removed?: string, create?: true }> }} tableTypes
 * @property {{ types: Record<string, Record<string, DatabaseKey>> }} databaseKeys
 * @property {{ ownOptions: { letters: string[] }, options: Record<string, { since: string }>,
 *   types: Record<string, string>, suffixes: Record<string, { since: string, default: string }>,
 *   parameterSets: Record<string, readonly string[]>, programs: Record<string, Program>,
 *   stock: readonly import('./facts/services.mjs').StockEntry[] }} services
 * @property {{ lists: Record<string, Record<string, string>> }} wordLists
 * @property {Set<string>} docs the parameters that texts are written about
 */

const directory = fileURLToPath(new URL('../../server/catalog/', import.meta.url));

/** The files, each with the number of levels that are written on several lines. Deeper levels are on one line. */
const files = /** @type {const} */ ({
  accessActions: ['access-actions.json', 2],
  databaseKeys: ['database-keys.json', 3],
  headerActions: ['header-actions.json', 2],
  legacy: ['legacy.json', 2],
  parameters: ['parameters.json', 2],
  restrictions: ['restrictions.json', 2],
  services: ['services.json', 2],
  tableTypes: ['table-types.json', 2],
  valueTypes: ['value-types.json', 2],
  wordLists: ['word-lists.json', 2],
});

/** @typedef {keyof typeof files} FileKey */

export const fileKeys = /** @type {FileKey[]} */ (Object.keys(files));

/** @param {FileKey} key */
export function pathOf(key) {
  return join(directory, files[key][0]);
}

/** @returns {Catalog} */
export function loadCatalog() {
  const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));
  const folder = join(directory, 'docs/parameters');
  const texts = readdirSync(folder).map((file) => read(join(folder, file)));
  const docs = new Set(texts.flatMap(({ parameters }) => Object.keys(parameters)));
  const facts = Object.fromEntries(fileKeys.map((key) => [key, read(pathOf(key))]));
  return /** @type {Catalog} */ ({ ...facts, docs });
}

/** @param {Catalog} catalog */
export function saveCatalog(catalog) {
  for (const key of fileKeys) writeFileSync(pathOf(key), printed(key, catalog[key]));
}

/**
 * @param {FileKey} key
 * @param {unknown} content
 */
export function printed(key, content) {
  return `${block(content, files[key][1], '')}\n`;
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @param {string} indent
 * @returns {string}
 */
function block(value, depth, indent) {
  if (typeof value !== 'object' || value === null) return line(value);
  if (depth === 0 && !holdsTable(value)) return line(value);
  const inner = `${indent}  `;
  // A table within an entry is also written on several lines.
  const below = depth === 0 ? 1 : depth - 1;
  const parts = Array.isArray(value)
    ? value.map((element) => block(element, below, inner))
    : Object.entries(value).map(
        ([key, element]) => `${JSON.stringify(key)}: ${block(element, below, inner)}`,
      );
  if (parts.length === 0 || parts.every((part) => Array.isArray(value) && !/^[[{]/.test(part)))
    return line(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** Whether an entry has a member that is a table of objects. @param {object} value */
function holdsTable(value) {
  const isObject = (/** @type {unknown} */ member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member);
  return Object.values(value).some((member) => isObject(member) && Object.values(member).every(isObject));
}

/** @param {unknown} value @returns {string} */
function line(value) {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, element]) => `${JSON.stringify(key)}: ${line(element)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
