// Descriptions of parameters and other words. The texts are in server/catalog/docs/**. The build collects them in one
// data file (scripts/catalog/docs.mjs), which a host reads when a feature first shows a text.

export interface ParameterDoc {
  /** One or two sentences. Markdown, on one line. */
  readonly summary: string;
  /** Paragraphs about the effects of wrong values and the interaction with other parameters. */
  readonly details?: readonly string[];
  readonly values?: readonly { readonly value: string; readonly meaning: string }[];
  /** Lines of main.cf. */
  readonly example?: readonly string[];
  /** Related parameters. */
  readonly see?: readonly string[];
  /** The parameter whose details and values also apply to this one. */
  readonly mirrors?: string;
}

/** The description of a word that is not a parameter. */
export interface WordDoc {
  readonly summary: string;
  readonly details?: readonly string[];
  /** The argument that must follow the word, and its form. */
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
  /** `mysql:hosts`: the table type and the name of the setting. */
  | 'database-key'
  | 'milter-macro'
  /** Arguments of pipe(8) and macros of its command: `flags=`, `flags=D`, `${recipient}`. */
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
  /** By kind, then by the word as written in the configuration. */
  readonly words: Readonly<Record<WordKind, Readonly<Record<string, WordDoc>>>>;
  /** By language ID. */
  readonly snippets: Readonly<Record<string, readonly SnippetText[]>>;
}

/** Text to insert at the start of a line, from snippets/. */
export interface SnippetText {
  /** What it is for. */
  readonly title: string;
  /** The word that inserts it. */
  readonly prefix: string;
  /** One line. */
  readonly description: string;
  /** Lines, with tab stops. */
  readonly body: readonly string[];
  /** The roles of the tables that it is for; absent if the language is enough. */
  readonly roles?: readonly string[];
}

/** Looks up texts. Returns undefined for names without a text. */
export interface Docs {
  /** @param name a parameter of any release */
  parameter(name: string): ParameterDoc | undefined;
  /** The family that a parameter belongs to. */
  family(name: string): string | undefined;
  word(kind: WordKind, name: string): WordDoc | undefined;
  /** The snippets for a language. */
  snippets(language: string): readonly SnippetText[];
}

export function docsOf({ parameters, families, words, snippets }: DocsData): Docs {
  const familyOf = new Map(
    Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family])),
  );
  return {
    parameter: (name) => own(parameters, name),
    family: (name) => familyOf.get(name),
    word: (kind, name) => own(words[kind], name),
    snippets: (language) => own(snippets, language) ?? [],
  };
}

/** Used if the data file cannot be read. Features then show facts and values without texts. */
export const noDocs: Docs = {
  parameter: () => undefined,
  family: () => undefined,
  word: () => undefined,
  snippets: () => [],
};

/** Looks up own properties only, because names come from users' files: `constructor` is not an entry. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
