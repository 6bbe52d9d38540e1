// The files of one run: their texts, the edits that fixes make to them, and writing them.

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from '../edits/edit.ts';
import type { FileStamp } from '../host.ts';
import { localStampNow, localTextNow } from '../host-node/files.ts';
import { replaceFile } from '../host-node/write-file.ts';
import { encodeBytes } from '../syntax/bytes.ts';
import { SourceText } from '../syntax/text.ts';

export class Files {
  private readonly texts = new Map<string, string>();
  /** For the places of findings, so only files with findings need one. */
  private readonly sources = new Map<string, SourceText>();
  /** The files that were looked for and not found, so that they are not looked for again. */
  private readonly missing = new Set<string>();
  /** The contents on disk of edited files. */
  private readonly originals = new Map<string, string>();

  /** The text keeps every byte of the file: see syntax/bytes.ts. */
  async read(uri: string): Promise<string | undefined> {
    const known = this.texts.get(uri);
    if (known !== undefined) return known;
    const text = this.missing.has(uri) ? undefined : localTextNow(uri);
    if (text !== undefined) this.set(uri, text);
    return text;
  }

  async stamp(uri: string): Promise<FileStamp | 'missing' | undefined> {
    const stamp = localStampNow(uri);
    if (stamp === 'missing') this.missing.add(uri);
    return stamp;
  }

  set(uri: string, text: string): void {
    this.texts.set(uri, text);
    this.sources.delete(uri);
  }

  source(uri: string): SourceText | undefined {
    const text = this.texts.get(uri);
    if (text === undefined) return undefined;
    const source = this.sources.get(uri) ?? SourceText.of(text);
    this.sources.set(uri, source);
    return source;
  }

  /** Changes the text of a file that was read, but nothing on disk. Returns the new text. */
  edit(uri: string, edits: readonly Edit[]): string {
    const before = this.texts.get(uri) ?? '';
    if (!this.originals.has(uri)) this.originals.set(uri, before);
    let text = before;
    for (const { at, text: replacement } of edits.toSorted((a, b) => b.at.start - a.at.start))
      text = text.slice(0, at.start) + replacement + text.slice(at.end);
    this.set(uri, text);
    return text;
  }

  /** Writes the edited files. Returns a sentence for each file that could not be written and is therefore unchanged. */
  async write(): Promise<string[]> {
    const problems: string[] = [];
    for (const [uri, original] of this.originals) {
      const path = fileURLToPath(uri);
      const text = this.texts.get(uri) ?? original;
      const reason = await replaceFile(path, encodeBytes(original), encodeBytes(text));
      if (reason !== undefined) problems.push(`${relative(process.cwd(), path)}: not fixed: ${reason}`);
    }
    this.originals.clear();
    return problems;
  }
}
