// The texts of server/catalog/docs/** and the snippets as one value. The build writes it to the data file that the server reads; tests
// and documentation pages also use it.
//
// A file may define `"fragments": { "name": "text" }`. `{{name}}` in a summary, a paragraph of details, a meaning, or
// an argument is replaced by that text, in every file. Fragments must not contain fragments.

import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {import('../../server/src/catalog/docs.ts').DocsData} DocsData
 * @typedef {import('../../server/src/catalog/docs.ts').ParameterDoc} ParameterDoc
 * @typedef {import('../../server/src/catalog/docs.ts').WordDoc} WordDoc
 * @typedef {import('../../server/src/catalog/docs.ts').WordKind} WordKind
 * @typedef {import('../../server/src/catalog/docs.ts').SnippetText} SnippetText
 */

/**
 * One file of texts in its source form.
 * @typedef {object} DocsFile
 * @property {Readonly<Record<string, string>>} [fragments]
 * @property {Readonly<Record<string, ParameterDoc>>} [parameters]
 * @property {Readonly<Record<string, WordDoc>>} [words]
 */

export const docsFolder = new URL('../../server/catalog/docs/', import.meta.url);
export const snippetsFolder = new URL('../../snippets/', import.meta.url);

/**
 * Where the words of each kind are described.
 * @type {Readonly<Record<WordKind, string>>}
 */
export const wordFiles = {
  restriction: 'restrictions.json',
  table: 'table-types.json',
  program: 'programs.json',
  field: 'master-fields.json',
  'access-action': 'access-actions.json',
  'content-action': 'header-actions.json',
  'address-class': 'address-classes.json',
  'alias-result': 'alias-results.json',
  'transport-result': 'transport-results.json',
  'database-key': 'database-keys.json',
  'milter-macro': 'milter-macros.json',
  pipe: 'pipe.json',
  'policy-attribute': 'policy-attributes.json',
  'sasl-option': 'sasl-options.json',
  tls: 'tls-words.json',
};

/**
 * @returns {DocsData} all texts, with their fragments expanded
 * @throws {Error} that names every mistake in the use of fragments
 */
export function readDocs() {
  const { data, problems } = assembleDocs(readDocsFiles());
  if (problems.length > 0) throw new Error(`server/catalog/docs:\n${problems.join('\n')}`);
  return { ...data, snippets: readSnippets() };
}

/** @returns {Record<string, SnippetText[]>} the snippets by language ID */
export function readSnippets() {
  const files = readdirSync(snippetsFolder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.sort().map((name) => {
      /** @type {Record<string, Omit<SnippetText, 'title'>>} */
      const file = JSON.parse(readFileSync(new URL(name, snippetsFolder), 'utf8'));
      return [
        name.slice(0, -'.json'.length),
        Object.entries(file).map(([title, rest]) => ({ title, ...rest })),
      ];
    }),
  );
}

/** @returns {Map<string, DocsFile>} by path below the folder: `parameters/smtpd.json` */
export function readDocsFiles() {
  const parameters = readdirSync(new URL('parameters/', docsFolder)).sort();
  const paths = [...Object.values(wordFiles), ...parameters.map((name) => `parameters/${name}`)];
  return new Map(paths.map((path) => [path, JSON.parse(readFileSync(new URL(path, docsFolder), 'utf8'))]));
}

/**
 * @param {ReadonlyMap<string, DocsFile>} files by path; a missing file of `wordFiles` means that there are no such
 * words
 * @returns {{ data: Omit<DocsData, 'snippets'>, problems: string[] }} each problem begins with the path of the file
 */
export function assembleDocs(files) {
  const fragments = new Fragments(files);
  /** @type {string[]} */
  const twice = [];
  /** @type {Record<string, ParameterDoc>} */
  const parameters = {};
  /** @type {Record<string, string[]>} */
  const families = {};
  for (const [path, file] of files) {
    const [, family] = /^parameters\/(.*)\.json$/.exec(path) ?? [];
    if (family !== undefined) families[family] = Object.keys(file.parameters ?? {});
    for (const [name, { details, values, ...doc }] of Object.entries(file.parameters ?? {})) {
      const fill = fragments.filler(`${path}: ${name}`);
      if (Object.hasOwn(parameters, name)) twice.push(`${path}: ${name} is described in another file too`);
      parameters[name] = {
        ...doc,
        summary: fill(doc.summary),
        ...(details && { details: details.map(fill) }),
        ...(values && { values: values.map((each) => ({ ...each, meaning: fill(each.meaning) })) }),
      };
    }
  }
  /** @param {string} path */
  const wordsOf = (path) =>
    Object.fromEntries(
      Object.entries(files.get(path)?.words ?? {}).map(([name, { details, argument, ...doc }]) => {
        const fill = fragments.filler(`${path}: ${name}`);
        return [
          name,
          {
            ...doc,
            summary: fill(doc.summary),
            ...(details && { details: details.map(fill) }),
            ...(argument !== undefined && { argument: fill(argument) }),
          },
        ];
      }),
    );
  const kinds = /** @type {WordKind[]} */ (Object.keys(wordFiles));
  const words = /** @type {Record<WordKind, Record<string, WordDoc>>} */ ({});
  for (const kind of kinds) words[kind] = wordsOf(wordFiles[kind]);
  return { data: { parameters, families, words }, problems: [...fragments.problems(), ...twice] };
}

const use = /\{\{([a-z][a-z0-9-]*)\}\}/g;

/** The fragments of all files, and mistakes in their use. */
class Fragments {
  /** @type {Map<string, { path: string, text: string, used: boolean }>} */
  #known = new Map();
  /** @type {string[]} */
  #problems = [];

  /** @param {ReadonlyMap<string, DocsFile>} files */
  constructor(files) {
    for (const [path, { fragments = {} }] of files)
      for (const [name, text] of Object.entries(fragments)) {
        const other = this.#known.get(name);
        if (other !== undefined)
          this.#problems.push(`${path}: the fragment ${name} is defined in ${other.path} too`);
        else this.#known.set(name, { path, text, used: false });
        for (const [, inner] of text.matchAll(use))
          this.#problems.push(`${path}: the fragment ${name} contains the fragment ${inner}`);
      }
  }

  /**
   * @param {string} place for messages: the file and the entry
   * @returns {(text: string) => string} expands fragments
   */
  filler(place) {
    return (text) =>
      text.replace(use, (written, name) => {
        const fragment = this.#known.get(name);
        if (fragment === undefined) {
          this.#problems.push(`${place}: there is no fragment ${name}`);
          return written;
        }
        fragment.used = true;
        return fragment.text;
      });
  }

  /** Complete only after every text has been expanded. */
  problems() {
    const unused = [...this.#known].filter(([, { used }]) => !used);
    return [
      ...this.#problems,
      ...unused.map(([name, { path }]) => `${path}: no text uses the fragment ${name}`),
    ];
  }
}
