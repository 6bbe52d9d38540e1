// What is offered, before it becomes an item of the protocol's.

import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import type { WordKind } from '../../catalog/docs.ts';
import type { PatternDialect } from '../../syntax/tables/patterns.ts';
import { textOf, toRange } from '../snapshot.ts';
import type { Place } from './place.ts';

/** What is written about an offer: looked up when somebody wants to read it. */
export type Subject =
  | { readonly parameter: string }
  | { readonly word: readonly [kind: WordKind, name: string] }
  /** One of the values that the text about a parameter lists. */
  | { readonly value: readonly [parameter: string, value: string] }
  /** A letter behind a regular expression. */
  | { readonly flag: readonly [dialect: PatternDialect, letter: string] };

export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What is written when it is taken; the label unless given. */
  readonly insert?: string;
  /** The same with tab stops, for editors that have them. */
  readonly snippet?: string;
  /** Behind the label, in grey. */
  readonly note?: string;
  readonly deprecated?: boolean;
  /** What was written wants a word behind it: the list opens again. */
  readonly again?: boolean;
  /** Characters that take the offer when they are typed. */
  readonly commit?: readonly string[];
  readonly subject?: Subject;
}

/** The words that fit at a place, best first, and what they take the place of. */
export interface Answer {
  /** The part of the word that stands in front of the cursor. */
  readonly typed: string;
  /** The part behind it. */
  readonly rest: string;
  readonly offers: readonly Offer[];
}

export const nothing: Answer = { typed: '', rest: '', offers: [] };

/** Only some questions wait for the host. */
export type Answering = Answer | Promise<Answer>;

export function toItems({ snapshot, client, offset, after }: Place, answer: Answer): CompletionItem[] {
  const text = textOf(snapshot.document);
  const { typed, rest, offers } = answer;
  const insert = toRange(text, { start: offset - typed.length, end: offset });
  const replace = toRange(text, { start: offset - typed.length, end: offset + rest.length });
  const seen = new Set<string>();
  const items: CompletionItem[] = [];
  for (const offer of offers) {
    const { label, kind, snippet, note, deprecated, again, commit, subject } = offer;
    if (seen.has(label)) continue;
    seen.add(label);
    const isSnippet = client.snippets === true && snippet !== undefined;
    const newText = isSnippet ? snippet : withoutDouble(offer.insert ?? label, after.slice(rest.length));
    // A list may have a thousand of them: no copies.
    const item: CompletionItem = {
      label,
      kind,
      sortText: String(items.length).padStart(4, '0'),
      textEdit: client.insertReplace === true ? { newText, insert, replace } : { newText, range: insert },
    };
    if (isSnippet) item.insertTextFormat = InsertTextFormat.Snippet;
    if (note !== undefined) item.labelDetails = { description: note };
    if (deprecated === true) item.tags = [CompletionItemTag.Deprecated];
    if (again === true && !isSnippet) item.command = suggestAgain;
    if (commit !== undefined) item.commitCharacters = [...commit];
    if (subject !== undefined && !isPlainParameter(offer)) item.data = subject;
    items.push(item);
  }
  return items;
}

/** The longest lists are lists of parameters: their kind and their label tell what they are about. */
function isPlainParameter({ kind, label, subject }: Offer): boolean {
  const isParameter = subject !== undefined && 'parameter' in subject && subject.parameter === label;
  return kind === CompletionItemKind.Property && isParameter;
}

const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/** A colon or an equals sign that stands behind the cursor already is not written twice. */
function withoutDouble(text: string, behind: string): string {
  const last = text.at(-1) ?? '';
  return ':='.includes(last) && behind.startsWith(last) ? text.slice(0, -1) : text;
}

export function keywords(words: readonly string[]): Offer[] {
  return words.map((label) => ({ label, kind: CompletionItemKind.Keyword }));
}

export function values(words: Iterable<string>, note?: string): Offer[] {
  return [...words].map((label) => ({
    label,
    kind: CompletionItemKind.Value,
    ...(note === undefined ? {} : { note }),
  }));
}

/** Text that stands for itself in a snippet. */
export function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A tab stop with one of several words in it. */
export function choice(stop: number, words: readonly string[]): string {
  return `\${${stop}|${words.map((word) => word.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
}
