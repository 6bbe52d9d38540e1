// Sets the language of a table that main.cf refers to, regardless of the file name.

/** What this code needs from an editor: VS Code in `open-documents.ts`, plain objects in tests. */
export interface LanguageHost<D extends LanguageDocument> {
  documents(): readonly D[];
  /** The language that follows from the way the instance uses a file; undefined if it does not use the file. */
  ask(uri: string): Promise<string | undefined>;
  setLanguage(document: D, languageId: string): Promise<unknown>;
  /** True if the setting `files.associations` defines the language of the file. */
  isAssociated(document: D): boolean;
  /** URIs of the files to leave alone. They are kept after a restart. */
  readonly leftAlone: { get(): readonly string[]; set(uris: readonly string[]): void };
}

export interface LanguageDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly isClosed: boolean;
}

/**
 * Languages that VS Code only guesses: no extension claims the file, or many kinds of files share its name extension.
 * Our own languages are also guesses, because they depend on the file name; main.cf knows better.
 */
const guesses = new Set([
  'plaintext',
  'conf',
  'ini',
  'properties',
  'postfix-aliases',
  'postfix-cidr',
  'postfix-database',
  'postfix-regexp',
  'postfix-table',
]);

/** The maximum number of remembered files whose language the user chose; the oldest is forgotten first. */
const REMEMBERED = 200;

/**
 * Keeps a language that the user chose: one from `files.associations`, or one that was chosen manually. A manual choice
 * is a change of an open document's language that we did not make.
 */
export class DocumentLanguages<D extends LanguageDocument> {
  /** Documents whose language the user chose after they were opened. */
  private readonly chosen = new Set<string>();
  /** The language that we set last, by URI. */
  private readonly given = new Map<string, string>();

  constructor(private readonly host: LanguageHost<D>) {}

  /** A document was opened. */
  opened(document: D): void {
    this.chosen.delete(document.uri);
    void this.check(document);
  }

  /** The language of an open document has changed. */
  languageChanged(document: D, previous: string): void {
    const { uri, languageId } = document;
    const { leftAlone } = this.host;
    const others = leftAlone.get().filter((other) => other !== uri);
    if (isOurs(languageId)) leftAlone.set(others);
    if (this.given.get(uri) === languageId) return;
    this.chosen.add(uri);
    // From one of our languages to another one: the file is not ours, not even when it is opened again.
    if (isOurs(previous) && !isOurs(languageId)) leftAlone.set([...others, uri].slice(-REMEMBERED));
  }

  /** main.cf has changed, or the server has started. */
  async checkAll(): Promise<void> {
    await Promise.all(this.host.documents().map((document) => this.check(document)));
  }

  private async check(document: D): Promise<void> {
    if (!this.mayChange(document)) return;
    const before = document.languageId;
    const language = await this.host.ask(document.uri);
    if (language === undefined || language === before) return;
    if (document.languageId !== before || !this.mayChange(document)) return;
    this.given.set(document.uri, language);
    await this.host.setLanguage(document, language);
  }

  private mayChange(document: D): boolean {
    const { uri, languageId, isClosed } = document;
    return (
      !isClosed &&
      guesses.has(languageId) &&
      !this.chosen.has(uri) &&
      !this.host.leftAlone.get().includes(uri) &&
      !this.host.isAssociated(document)
    );
  }
}

function isOurs(languageId: string): boolean {
  return languageId.startsWith('postfix-');
}
