// The content of a hover: paragraphs of Markdown, and links to the full documentation.

import type { Docs, WordKind } from '../../catalog/docs.ts';
import { codeBlock } from './markdown.ts';

export interface Description {
  /** Always shown. The first paragraph is the title. */
  readonly paragraphs: readonly string[];
  /** Shown as far as they fit; complete on `page`. */
  readonly details?: readonly string[];
  /** Address of the page with all details. */
  readonly page?: string;
  readonly manual?: ManualEntry;
}

/** A page of Postfix's manual, and an entry on it, such as `postconf(5)` and `smtpd_banner`. */
export interface ManualEntry {
  /** Includes the section in parentheses. */
  readonly page: string;
  readonly entry?: string;
  /** The entry describes the word itself, and not only its parameter. */
  readonly describesWord?: boolean;
}

/** The text about a word that is not a parameter; empty if there is none. */
export function wordText(docs: Docs, kind: WordKind, name: string): string[] {
  const doc = docs.word(kind, name);
  if (doc === undefined) return [];
  const { summary, argument, details = [], example = [] } = doc;
  return [
    summary,
    ...(argument === undefined ? [] : [`*${argumentLabel(kind)}:* ${argument}`]),
    ...details,
    ...(example.length === 0 ? [] : [codeBlock(example)]),
  ];
}

function argumentLabel(kind: WordKind): string {
  return kind === 'database-key' || kind === 'pipe' || kind === 'tls' ? 'Value' : 'Argument';
}

/** The entry of a parameter in postconf(5). */
export function postconf(entry: string): ManualEntry {
  return { page: 'postconf(5)', entry };
}
