// The parameters built into a release's postconf, which src/postconf collects from the tables of all programs.

import { argumentsAt, NotConstant } from '../c/macros.mjs';
import { initializer, isMark } from '../c/rows.mjs';
import { readSource } from '../c/source-file.mjs';
import { tokens, withoutComments } from '../c/tokens.mjs';

/**
 * @typedef {import('../c/tokens.mjs').Token} Token
 * @typedef {import('../c/macros.mjs').Macros} Macros
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 *
 * @typedef {object} ParameterFacts
 * @property {string} kind how Postfix reads its value, known from the table that contains it
 * @property {string} [default] undefined if it is computed at run time
 * @property {number} [min]
 * @property {number} [max]
 * @property {true} [required] an empty value is an error
 * @property {true} [dependsOnBuild] its default differs between builds or hosts
 * @property {string[]} usedBy the programs that read it, `global` for all; sorted
 */

/** The kinds of tables (mail_conf.h), and the catalog's names for the values in them. */
const kinds = {
  BOOL: 'boolean',
  INT: 'integer',
  LONG: 'size',
  NBOOL: 'boolean-or-expression',
  NINT: 'integer-or-expression',
  RAW: 'raw-string',
  STR: 'string',
  STR_FN: 'string-computed',
  TIME: 'time',
};

/**
 * @param {SourceTree} tree
 * @param {(problem: string) => void} report called for everything that cannot be interpreted
 * @returns {Map<string, ParameterFacts>}
 */
export function readParameters(tree, report) {
  const { macros, tokens: builtin } = readSource(tree, builtinsOf(tree));
  /** @type {Map<string, ParameterFacts>} */
  const found = new Map();
  for (const { path, table, row } of tableRows(tree)) {
    const cells = argumentsAt([mark('('), ...tokens(row), mark(')')], 0)?.values ?? [];
    try {
      const name = macros.string(cells[0] ?? []);
      const facts = {
        ...factsOf(cells, kinds[table], macros),
        ...(dependsOnBuild(cells, table, macros) && { dependsOnBuild: /** @type {const} */ (true) }),
      };
      const before = found.get(name);
      const usedBy = new Set([...(before?.usedBy ?? []), programOf(path)]);
      if (before !== undefined && !isSame(before, facts))
        report(`${path}: ${name} contradicts another table`);
      found.set(name, { ...facts, usedBy: [...usedBy].sort() });
    } catch (error) {
      if (!(error instanceof NotConstant)) throw error;
      report(`${path}: ${row.trim()}: ${error.message}`);
    }
  }
  // Each program sets these itself when it starts. postconf prints its own name and numbers.
  builtin.forEach(({ text }, at) => {
    if (!/^pcf_adhoc_\w+$/.test(text) || !isMark(builtin[at + 2], '{')) return;
    const value = text === 'pcf_adhoc_procname' ? 'postconf' : '';
    const name = macros.string(builtin.slice(at + 3, at + 4));
    found.set(name, { kind: 'read-only', default: value, dependsOnBuild: true, usedBy: ['global'] });
  });
  return found;
}

/** Names that postconf knows only for compatibility. @param {SourceTree} tree @returns {string[]} */
export function readLegacyNames(tree) {
  const { macros, tokens: builtin } = readSource(tree, builtinsOf(tree));
  const elements = initializer(builtin, 'pcf_legacy_str_table') ?? [];
  return elements
    .filter((_, index) => index % 2 === 0 && elements[index + 1])
    .map((name) => macros.string(name));
}

/** The files that contain postconf's tables. Before 2.9, it was a single file. @param {SourceTree} tree */
function builtinsOf(tree) {
  const file = 'src/postconf/postconf_builtin.c';
  return tree.has(file) ? file : 'src/postconf/postconf.c';
}

/**
 * The rows that extract.awk in src/postconf selects: lines that begin with VAR, inside any `#if`.
 * @param {SourceTree} tree
 * @returns {Generator<{ readonly path: string, readonly table: keyof typeof kinds, readonly row: string }>}
 */
function* tableRows(tree) {
  for (const path of tree.paths(/^src\/[^/]+\/[^/]+\.c$/)) {
    const text = tree.read(path);
    if (!text.includes('_TABLE')) continue;
    /** @type {keyof typeof kinds | undefined} */
    let table;
    for (const line of withoutComments(text).split('\n')) {
      const begin = /^(?:static| )*(?:const +)?CONFIG_([A-Z_]+)_TABLE .*\{/.exec(line);
      if (begin !== null) table = /** @type {keyof typeof kinds} */ (begin[1]);
      if (table !== undefined && /^\s*VAR/.test(line)) yield { path, table, row: line };
      if (line.includes('};')) table = undefined;
    }
  }
  const installed = 'src/postconf/install_table.h';
  if (!tree.has(installed)) return;
  // Limits in this table differ from those of the programs that read the parameter.
  for (const line of withoutComments(tree.read(installed)).split('\n'))
    if (/^\s*VAR/.test(line))
      yield { path: installed, table: 'STR', row: line.replace(/\d+,\s*\d+,\s*$/, '0, 0,') };
}

/** @param {string} path */
function programOf(path) {
  const [, folder = '', file = ''] = /^src\/([^/]+)\/(.*)$/.exec(path) ?? [];
  // smtp(8) reads these under its other name. All programs read the parameters that postconf lists by hand
  // (mail_conf.c).
  if (file === 'lmtp_params.c') return 'lmtp';
  return file === 'install_table.h' ? 'global' : folder;
}

/**
 * @param {readonly Token[][]} cells name, default, variable, limits
 * @param {string | undefined} kind
 * @param {Macros} macros
 * @returns {Omit<ParameterFacts, 'usedBy'>}
 */
function factsOf(cells, kind, macros) {
  const [, value = [], , low = [], high = []] = cells;
  switch (kind) {
    case 'boolean':
      return { kind, default: macros.integer(value) === 0 ? 'no' : 'yes' };
    case 'boolean-or-expression':
      return { kind, default: text(value, macros) };
    case 'string':
    case 'raw-string':
      return { kind, default: text(value, macros), ...(macros.integer(low) > 0 && { required: true }) };
    case 'string-computed':
      return { kind, ...(macros.integer(low) > 0 && { required: true }) };
    case 'integer':
    case 'size':
      return { kind, default: String(macros.integer(value)), ...range(low, high, macros) };
    case 'integer-or-expression':
    case 'time':
      return { kind, default: text(value, macros), ...range(low, high, macros) };
    default:
      throw new NotConstant('no known kind of table');
  }
}

/** @param {readonly Token[][]} cells @param {string} table @param {Macros} macros */
function dependsOnBuild(cells, table, macros) {
  return table === 'STR_FN' || macros.dependsOnBuild(cells[1] ?? []);
}

/**
 * The text as postconf prints it: a run of spaces becomes one space.
 * @param {readonly Token[]} value
 * @param {Macros} macros
 */
function text(value, macros) {
  return macros
    .string(value)
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
}

/** @param {readonly Token[]} low @param {readonly Token[]} high @param {Macros} macros */
function range(low, high, macros) {
  const max = macros.integer(high);
  return { min: macros.integer(low), ...(max > 0 && { max }) };
}

/** @param {Omit<ParameterFacts, 'usedBy'>} a @param {Omit<ParameterFacts, 'usedBy'>} b */
function isSame(a, b) {
  return a.kind === b.kind && a.default === b.default && a.min === b.min && a.max === b.max;
}

/** @param {string} text @returns {Token} */
function mark(text) {
  return { kind: 'punctuator', text };
}
