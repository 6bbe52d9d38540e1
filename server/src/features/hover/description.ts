// What a hover says: paragraphs of Markdown, and where Postfix's own manual speaks of the same.

import type { Docs, WordKind } from '../../catalog/docs.ts';
import { codeBlock } from './markdown.ts';

export interface Description {
  /** The first one is the title. */
  readonly paragraphs: readonly string[];
  readonly manual?: ManualEntry;
}

/** A page of the manual, and the entry in it: `postconf(5)`, `smtpd_banner`. */
export interface ManualEntry {
  /** With its section in parentheses. */
  readonly page: string;
  readonly entry?: string;
}

/** The text about a word that is no parameter; empty where none is written. */
export function wordText(docs: Docs, kind: WordKind, name: string): string[] {
  const doc = docs.word(kind, name);
  if (doc === undefined) return [];
  const { summary, argument, details = [], example = [] } = doc;
  return [
    summary,
    ...(argument === undefined ? [] : [`Takes: ${argument}`]),
    ...details,
    ...(example.length === 0 ? [] : [codeBlock(example)]),
  ];
}

/** The entry about a parameter, or about a word that is explained among them. */
export function postconf(entry: string): ManualEntry {
  return { page: 'postconf(5)', entry };
}

/** The page on www.postfix.org; of postconf(5) the very entry. */
export function manualLink({ page, entry }: ManualEntry): string {
  const address = `https://www.postfix.org/${page.replace(/\((\d)\)$/, '.$1')}.html`;
  return `[${page}](${page === 'postconf(5)' && entry !== undefined ? `${address}#${entry}` : address})`;
}
