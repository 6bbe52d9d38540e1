// The texts that the service works on: of documents open in an editor, and otherwise of files that the host reads.

import type { Range } from 'vscode-languageserver-types';
import type { FileStamp, Host } from './host.ts';
import type { FileState } from './instance/table-files.ts';
import { SourceText } from './syntax/text.ts';

/** A change to a document. Replaces a range, or the whole text if there is no range. */
export interface Change {
  readonly range?: Range;
  readonly text: string;
}

interface OpenDocument {
  readonly languageId: string;
  text: SourceText;
}

/** In bytes. A larger file on disk is read only when an editor opens it. */
const maxFileSize = 8_000_000;

export class Texts {
  private readonly documents = new Map<string, OpenDocument>();
  /**
   * The texts of files that are not open in an editor, or undefined for files that do not exist. Kept until they
   * change.
   */
  private readonly files = new Map<string, Promise<SourceText | undefined>>();
  private readonly stamps = new Map<string, Promise<FileStamp | 'missing' | undefined>>();
  private readonly pems = new Map<string, Promise<readonly string[] | undefined>>();

  /** The folders of all files that the host was asked for. */
  readonly folders = new Set<string>();

  constructor(private readonly source: Pick<Host, 'readFile' | 'isUtf8' | 'stat' | 'pemLabels'>) {}

  open(uri: string, languageId: string, text: string): void {
    this.documents.set(uri, { languageId, text: SourceText.of(text) });
    this.forget(uri);
  }

  change(uri: string, changes: readonly Change[]): void {
    const document = this.documents.get(uri);
    if (document === undefined) return;
    for (const { range, text } of changes) {
      document.text =
        range === undefined
          ? SourceText.of(text)
          : document.text.edit({
              start: document.text.offsetAt(range.start),
              end: document.text.offsetAt(range.end),
              text,
            });
    }
  }

  close(uri: string): void {
    this.documents.delete(uri);
    this.forget(uri);
  }

  /** The file was changed, created, or deleted. Returns false if it was never read. */
  forget(uri: string): boolean {
    return [this.files, this.stamps, this.pems].map((known) => known.delete(uri)).includes(true);
  }

  /** Any file may have changed. */
  forgetFiles(): void {
    this.files.clear();
    this.stamps.clear();
    this.pems.clear();
  }

  /** The language ID of an open document. */
  languageId(uri: string): string | undefined {
    return this.documents.get(uri)?.languageId;
  }

  /** Undefined if there is no such file. */
  text(uri: string): Promise<SourceText | undefined> {
    const open = this.documents.get(uri)?.text;
    if (open !== undefined) return Promise.resolve(open);
    let text = this.files.get(uri);
    if (text === undefined) {
      this.folders.add(uri.slice(0, uri.lastIndexOf('/')));
      text = this.source.readFile(uri).then((t) => (t === undefined ? undefined : SourceText.of(t)));
      this.files.set(uri, text);
    }
    return text;
  }

  /** Whether saving the text would destroy bytes of the file that could not be decoded. */
  async lacksBytes(uri: string): Promise<boolean> {
    const text = await this.text(uri);
    if (text === undefined || !text.chunks.some((chunk) => chunk.text.includes('\uFFFD'))) return false;
    return (await this.source.isUtf8?.(uri)) !== true;
  }

  stamp(uri: string): Promise<FileStamp | 'missing' | undefined> {
    let stamp = this.stamps.get(uri);
    if (stamp === undefined) {
      this.folders.add(uri.slice(0, uri.lastIndexOf('/')));
      stamp = this.source.stat?.(uri) ?? Promise.resolve(undefined);
      this.stamps.set(uri, stamp);
    }
    return stamp;
  }

  pem(uri: string): Promise<readonly string[] | undefined> {
    let labels = this.pems.get(uri);
    if (labels === undefined) {
      this.folders.add(uri.slice(0, uri.lastIndexOf('/')));
      labels = this.source.pemLabels?.(uri) ?? Promise.resolve(undefined);
      this.pems.set(uri, labels);
    }
    return labels;
  }

  async state(uri: string): Promise<FileState> {
    const stamp = await this.stamp(uri);
    const isTooLarge = typeof stamp === 'object' && stamp.size > maxFileSize && !this.documents.has(uri);
    const text = isTooLarge ? undefined : await this.text(uri);
    return { ...(text && { text }), ...(stamp && { stamp }) };
  }
}
