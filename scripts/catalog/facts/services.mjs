// The programs that master.cf can run, with the parameters, attributes, and macros of their services, and the entries
// of the master.cf that comes with the source.

import { calls, functionBody, initializer, isMark } from '../c/rows.mjs';
import { readSource } from '../c/source-file.mjs';
import { constant } from './comparisons.mjs';

/**
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 * @typedef {import('../c/tokens.mjs').Token} Token
 *
 * @typedef {object} ProgramFacts
 * @property {string} skeleton
 * @property {number} [processLimit] the limit that it requires
 * @property {true} [privileged]
 * @property {'delivery'} [role]
 * @property {string} [parameters] the set of parameters that its services have
 * @property {Readonly<Record<string, { readonly letters?: readonly string[] }>>} [attributes]
 * @property {readonly string[]} [macros]
 *
 * @typedef {object} ServiceFacts
 * @property {readonly string[]} letters options that all programs know: `-o`
 * @property {readonly string[]} types
 * @property {Readonly<Record<string, string>>} suffixes the parameter whose value is the default of each
 * @property {Readonly<Record<string, readonly string[]>>} parameterSets suffixes by the kind of program
 * @property {ReadonlyMap<string, ProgramFacts>} programs
 * @property {readonly StockEntry[]} stock
 *
 * @typedef {object} StockEntry
 * @property {string} service
 * @property {string} type
 * @property {string} private
 * @property {string} unpriv
 * @property {string} chroot
 * @property {string} wakeup
 * @property {string} maxproc
 * @property {string} program
 * @property {true} [commented]
 * @property {string[]} [options]
 */

/**
 * @param {SourceTree} tree
 * @returns {ServiceFacts}
 */
export function readServices(tree) {
  const { sets, suffixes, setOf } = readParameterSets(tree);
  const programs = readPrograms(tree);
  for (const [program, set] of setOf) {
    const facts = programs.get(program);
    if (facts !== undefined) facts.parameters = set;
  }
  const { tokens, macros } = readSource(tree, 'src/postconf/postconf_master.c');
  return {
    letters: readLetters(tree),
    types: (initializer(tokens, 'pcf_valid_master_types') ?? []).flatMap(
      (type) => constant(type, macros) ?? [],
    ),
    suffixes,
    parameterSets: sets,
    programs,
    stock: readStockEntries(tree.read('conf/master.cf')),
  };
}

/** @param {SourceTree} tree */
function readLetters(tree) {
  const options = tree.paths(/^src\/master\/\w+_server\.c$/).flatMap((path) => {
    const { tokens, macros } = readSource(tree, path);
    return calls(tokens, 'GETOPT').flatMap(({ values }) => constant(values[2] ?? [], macros) ?? []);
  });
  return [...new Set(options.join('').replaceAll(':', ''))].sort().map((letter) => `-${letter}`);
}

/** The tables of postconf_service.c. @param {SourceTree} tree */
function readParameterSets(tree) {
  const { tokens, macros } = readSource(tree, 'src/postconf/postconf_service.c');
  /** @type {Record<string, string>} */
  const suffixes = {};
  const rows = (/** @type {string} */ table) => {
    const elements = initializer(tokens, table) ?? [];
    const names = elements.flatMap((element) => constant(element, macros) ?? []);
    const found = names.flatMap((name, index) =>
      index % 2 === 0 ? [[name.slice(1), names[index + 1] ?? '']] : [],
    );
    for (const [suffix = '', parameter = ''] of found) suffixes[suffix] = parameter;
    return found.map(([suffix = '']) => suffix);
  };
  // The set for all transports is the table of pipe(8) without its first row.
  const pipe = rows('pipe_params');
  const spawn = rows('spawn_params');
  const sets = {
    transport: pipe.slice(1).sort(),
    pipe: [...pipe.slice(1).sort(), ...pipe.slice(0, 1)],
    spawn,
  };
  /** @type {Map<string, string>} */
  const setOf = new Map();
  const definitions = initializer(tokens, 'service_defs') ?? [];
  definitions.forEach((element, index) => {
    const program = constant(element, macros);
    const table = definitions[index + 1]?.[0]?.text.replace(/_params$/, '') ?? '';
    if (program !== undefined) setOf.set(program, table === 'service' ? 'transport' : table);
  });
  return { sets, suffixes, setOf };
}

const skeletons = new Set(
  ['single', 'multi', 'trigger', 'event', 'dgram'].map((skeleton) => `${skeleton}_server_main`),
);

/** The programs in folders whose source uses one of the server skeletons. @param {SourceTree} tree */
function readPrograms(tree) {
  /** @type {Map<string, ProgramFacts>} */
  const programs = new Map();
  for (const path of tree.paths(/^src\/[^/]+\/[^/]+\.c$/)) {
    const folder = path.split('/')[1] ?? '';
    if (folder === 'master' || !/_server_main\(/.test(tree.read(path))) continue;
    const { tokens, macros } = readSource(tree, path);
    const main = functionBody(tokens, 'main') ?? [];
    const start = main.find(({ text }) => skeletons.has(text));
    if (start === undefined) continue;
    const has = (/** @type {string} */ name) => main.some(({ text }) => text === name);
    const attributes = readAttributes(tokens);
    const words = initializer(tokens, 'cmd_flags');
    programs.set(folder, {
      skeleton: start.text.replace(/_server_main$/, ''),
      ...(has('CA_MAIL_SERVER_SOLITARY') && { processLimit: 1 }),
      ...(has('CA_MAIL_SERVER_UNLIMITED') && { processLimit: 0 }),
      ...(has('CA_MAIL_SERVER_PRIVILEGED') && { privileged: /** @type {const} */ (true) }),
      ...(tokens.some(({ text }) => text === 'deliver_request_read') && {
        role: /** @type {const} */ ('delivery'),
      }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(words && { macros: words.flatMap((word) => constant(word, macros) ?? []) }),
    });
  }
  for (const [, name = '', target = ''] of tree
    .read('conf/postfix-files')
    .matchAll(/^\$daemon_directory\/([\w-]+):h:\$daemon_directory\/([\w-]+)/gm)) {
    const facts = programs.get(target);
    if (facts !== undefined) programs.set(name, { ...facts });
  }
  return programs;
}

/** `name=` arguments, and the letters of the arguments that are flags. @param {readonly Token[]} tokens */
function readAttributes(tokens) {
  const body = functionBody(tokens, 'get_service_attr') ?? functionBody(tokens, 'get_cli_attr') ?? [];
  // Either the cases of a switch or the rows of a table of masks.
  const letters = body.flatMap(({ kind, text }, at) => {
    const isFlag = body[at - 1]?.text === 'case' || isMark(body[at + 1], ',');
    return kind === 'character' && isFlag ? [text] : [];
  });
  const names = calls(body, 'strncasecmp').map(({ values }) => values[0]?.[0]?.text.replace(/=$/, '') ?? '');
  return Object.fromEntries(names.map((name) => [name, name === 'flags' ? { letters: letters.sort() } : {}]));
}

/**
 * The entries before the examples for third-party software, including commented-out entries.
 * @param {string} text
 * @returns {StockEntry[]}
 */
function readStockEntries(text) {
  /** @type {StockEntry[]} */
  const entries = [];
  for (const line of (text.split(/^# Interfaces to non-Postfix software/m)[0] ?? '').split('\n')) {
    const option = /^#?\s+-o (?:\{\s*(.*?)\s*\}|(\S+))$/.exec(line);
    const last = entries.at(-1);
    if (option !== null && last !== undefined) {
      last.options = [...(last.options ?? []), (option[1] ?? option[2] ?? '').replace(/\s+=\s*/, '=')];
      continue;
    }
    const [, comment, ...fields] = entry.exec(line) ?? [];
    const [service, type, priv, unpriv, chroot, wakeup, maxproc, program] = fields;
    if (program === undefined) continue;
    entries.push(
      /** @type {StockEntry} */ ({
        service,
        type,
        private: priv,
        unpriv,
        chroot,
        wakeup,
        maxproc,
        program,
        ...(comment === '#' && { commented: true }),
      }),
    );
  }
  return entries;
}

const entry =
  /^(#?)(\S+)\s+(inet|unix|unix-dgram|fifo|pass)\s+([-yn])\s+([-yn])\s+([-yn])\s+(-|\d+\??)\s+(-|\d+)\s+(\S+)$/;
