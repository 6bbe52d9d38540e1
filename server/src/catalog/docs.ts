// What parameters and other words mean. The texts are server/catalog/docs/**; the build collects them in one data
// file (scripts/catalog/docs.mjs), which a host reads when a feature first shows a text.

export interface ParameterDoc {
  /** One or two sentences. Markdown, on one line. */
  readonly summary: string;
  /** Paragraphs: what happens when it is wrong, interplay with other parameters. */
  readonly details?: readonly string[];
  readonly values?: readonly { readonly value: string; readonly meaning: string }[];
  /** Lines of main.cf. */
  readonly example?: readonly string[];
  /** Parameters that belong to it. */
  readonly see?: readonly string[];
  /** The parameter whose details and values also apply to this one. */
  readonly mirrors?: string;
}

/** The text about a word that is not a parameter. */
export interface WordDoc {
  readonly summary: string;
  readonly details?: readonly string[];
  /** What must follow the word, and in which form. */
  readonly argument?: string;
  readonly example?: readonly string[];
  readonly see?: readonly string[];
}

export type WordKind =
  | 'restriction'
  | 'table'
  | 'program'
  | 'field'
  /** Results of access tables. */
  | 'access-action'
  /** Results of header and body checks. */
  | 'content-action'
  /** `local`, `virtual mailbox`. */
  | 'address-class'
  | 'alias-result'
  | 'transport-result'
  /** `mysql:hosts`: the type of the table and the name of the setting. */
  | 'database-key'
  | 'milter-macro'
  /** Arguments of pipe(8), and the macros of its command: `flags=`, `flags=D`, `${recipient}`. */
  | 'pipe'
  | 'policy-attribute'
  | 'sasl-option'
  | 'tls';

/** The content of the data file. */
export interface DocsData {
  /** By name. */
  readonly parameters: Readonly<Record<string, ParameterDoc>>;
  /** The names of the parameters in each family of families.json. Each family has a page in docs/parameters. */
  readonly families: Readonly<Record<string, readonly string[]>>;
  /** By kind, then by the word as it is written in the configuration. */
  readonly words: Readonly<Record<WordKind, Readonly<Record<string, WordDoc>>>>;
}

/** The texts. Lookups of names that have no text give undefined. */
export interface Docs {
  /** @param name of a parameter of any release */
  parameter(name: string): ParameterDoc | undefined;
  /** The family of a parameter. */
  family(name: string): string | undefined;
  word(kind: WordKind, name: string): WordDoc | undefined;
}

export function docsOf({ parameters, families, words }: DocsData): Docs {
  const familyOf = new Map(
    Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family])),
  );
  return {
    parameter: (name) => own(parameters, name),
    family: (name) => familyOf.get(name),
    word: (kind, name) => own(words[kind], name),
  };
}

/** What features show when the data file cannot be read: facts and values, without texts. */
export const noDocs: Docs = { parameter: () => undefined, family: () => undefined, word: () => undefined };

/** Names come from users' files: `constructor` is not an entry. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
