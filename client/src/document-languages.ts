// Gives a table that main.cf refers to its language, whatever the file is called.

/** What is asked of an editor; VS Code in `open-documents.ts`, plain objects in tests. */
export interface LanguageHost<D extends LanguageDocument> {
  documents(): readonly D[];
  /** The language that the instance's use of a file gives it; undefined when it gives none. */
  ask(uri: string): Promise<string | undefined>;
  setLanguage(document: D, languageId: string): Promise<unknown>;
  /** True for a file of which the setting `files.associations` says the language. */
  isAssociated(document: D): boolean;
  /** URIs of the files to leave alone, kept over a restart. */
  readonly leftAlone: { get(): readonly string[]; set(uris: readonly string[]): void };
}

export interface LanguageDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly isClosed: boolean;
}

/**
 * Languages that a file has by chance: nobody has claimed it, or its ending is that of many kinds of file.
 * And our own, which go by the file's name: what main.cf says of the file is better.
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

/** Files whose language was chosen by hand and that are remembered; the oldest is forgotten first. */
const REMEMBERED = 200;

/**
 * A language that the person chose stays: one that `files.associations` gives, and one chosen by hand, which
 * shows as a change of an open document's language that we did not make.
 */
export class DocumentLanguages<D extends LanguageDocument> {
  /** Documents whose language was chosen by hand since they were opened. */
  private readonly chosen = new Set<string>();
  /** What we gave last. */
  private readonly given = new Map<string, string>();

  constructor(private readonly host: LanguageHost<D>) {}

  /** A document was opened. */
  opened(document: D): void {
    this.chosen.delete(document.uri);
    void this.check(document);
  }

  /** An open document has got another language. */
  languageChanged(document: D, previous: string): void {
    const { uri, languageId } = document;
    const { leftAlone } = this.host;
    const others = leftAlone.get().filter((other) => other !== uri);
    if (isOurs(languageId)) leftAlone.set(others);
    if (this.given.get(uri) === languageId) return;
    this.chosen.add(uri);
    // Away from our languages: the file is none of ours, also when it is opened the next time.
    if (isOurs(previous) && !isOurs(languageId)) leftAlone.set([...others, uri].slice(-REMEMBERED));
  }

  /** main.cf has changed, or the server is there. */
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
