// Suggestions, and their conversion to completion items of the protocol.

import {
  type Command,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import type { WordKind } from '../../catalog/docs.ts';
import type { PatternDialect } from '../../syntax/tables/patterns.ts';
import { textOf, toRange } from '../snapshot.ts';
import type { CompletionCursor } from './context.ts';

/** What a suggestion is about. Its documentation is looked up on request. */
export type Subject =
  | { readonly parameter: string }
  | { readonly word: readonly [kind: WordKind, name: string] }
  /** A value that the description of a parameter explains. */
  | { readonly value: readonly [parameter: string, value: string] }
  /** A flag of a regular expression. */
  | { readonly flag: readonly [dialect: PatternDialect, letter: string] };

export interface Suggestion {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** The text to insert, if it differs from the label. */
  readonly insert?: string;
  /** The same with tab stops, for editors that support them. */
  readonly snippet?: string;
  /** The text that the editor compares with the typed text, if not only the label. */
  readonly filter?: string;
  /** A short remark after the label. */
  readonly note?: string;
  readonly deprecated?: boolean;
  /** Another word must follow, so the editor opens the list again. */
  readonly retrigger?: boolean;
  /** Characters that accept the suggestion when the user types them. */
  readonly commit?: readonly string[];
  readonly subject?: Subject;
  /** Markdown, instead of the documentation of the subject. */
  readonly documentation?: string;
  /** A command of the editor to run instead of inserting text. */
  readonly command?: Command;
}

/** The words that fit at the cursor, the best ones first, and the word that they replace. */
export interface Completions {
  /** The part of the word before the cursor. */
  readonly typed: string;
  /** The part of the word after the cursor. */
  readonly rest: string;
  readonly suggestions: readonly Suggestion[];
  /** The offset of a line that has to be indented for the words to fit. */
  readonly indent?: number;
}

export const noCompletions: Completions = { typed: '', rest: '', suggestions: [] };

/** Only some completions have to wait for the host. */
export type CompletionResult = Completions | Promise<Completions>;

export function toItems(
  { snapshot, client, offset, after }: CompletionCursor,
  completions: Completions,
): CompletionItem[] {
  const text = textOf(snapshot.document);
  const { typed, rest, suggestions, indent } = completions;
  const insert = toRange(text, { start: offset - typed.length, end: offset });
  const replaceUntil = (end: number) => toRange(text, { start: offset - typed.length, end: offset + end });
  const replace = replaceUntil(rest.length);
  const indentation =
    indent === undefined
      ? undefined
      : [{ range: toRange(text, { start: indent, end: indent }), newText: '  ' }];
  const seen = new Set<string>();
  const items: CompletionItem[] = [];
  for (const suggestion of suggestions) {
    const { label, kind, snippet, filter, note, deprecated, retrigger, commit } = suggestion;
    const { subject, documentation, command } = suggestion;
    const identity = kind === CompletionItemKind.Snippet ? `${label} ${note}` : label;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const isSnippet = client.snippets === true && snippet !== undefined;
    const full = isSnippet ? snippet : (suggestion.insert ?? label);
    const end = isSnippet ? undefined : endOfRepeated(full, after, rest.length);
    const newText = end === undefined ? full : full.slice(0, -1);
    // A list can have a thousand items, so they are not copied.
    const item: CompletionItem = {
      label,
      kind,
      sortText: String(items.length).padStart(4, '0'),
      textEdit:
        client.insertReplace === true
          ? { newText, insert, replace: end === undefined ? replace : replaceUntil(end) }
          : { newText, range: insert },
    };
    if (isSnippet) item.insertTextFormat = InsertTextFormat.Snippet;
    if (indentation !== undefined) item.additionalTextEdits = indentation;
    if (filter !== undefined) item.filterText = filter;
    if (note !== undefined) item.labelDetails = { description: note };
    if (deprecated === true) item.tags = [CompletionItemTag.Deprecated];
    if (command !== undefined) item.command = command;
    else if (retrigger === true && !isSnippet) item.command = retriggerCommand;
    if (documentation !== undefined) item.documentation = { kind: 'markdown', value: documentation };
    if (commit !== undefined) item.commitCharacters = [...commit];
    if (subject !== undefined && !isPlainParameter(suggestion)) item.data = subject;
    items.push(item);
  }
  return items;
}

/** The longest lists contain parameters. Their kind and label identify them without data. */
function isPlainParameter({ kind, label, subject }: Suggestion): boolean {
  const isParameter = subject !== undefined && 'parameter' in subject && subject.parameter === label;
  return kind === CompletionItemKind.Property && isParameter;
}

const retriggerCommand = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/**
 * A colon or an equals sign is not inserted a second time: if the word after the cursor contains it, or if it follows the
 * word, only the text before it is replaced. Undefined if it is not there.
 */
function endOfRepeated(text: string, after: string, restLength: number): number | undefined {
  const last = text.at(-1) ?? '';
  if (!':='.includes(last)) return undefined;
  const at = after.slice(0, restLength + 1).indexOf(last);
  return at === -1 ? undefined : at;
}

export function keywordSuggestions(words: readonly string[]): Suggestion[] {
  return words.map((label) => ({ label, kind: CompletionItemKind.Keyword }));
}

export function valueSuggestions(words: Iterable<string>, note?: string): Suggestion[] {
  return [...words].map((label) => ({
    label,
    kind: CompletionItemKind.Value,
    ...(note === undefined ? {} : { note }),
  }));
}

/** Escapes text for a snippet. */
export function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The text of a snippet with the initial text of its tab stops. */
export function withoutTabStops(snippet: string): string {
  const first = new Map<string, string>();
  return snippet.replace(tabStop, (_, escaped, number, text, choices) => {
    if (escaped !== undefined) return escaped;
    const initial = (text ?? choices?.split(',')[0])?.replace(/\\(.)/g, '$1');
    if (initial !== undefined) first.set(number, initial);
    return first.get(number) ?? '';
  });
}

const tabStop = /\\([$}\\])|\$\{?(\d+)(?::((?:\\.|[^}])*)\}|\|([^|]*)\|\})?/g;

/** A tab stop with a choice of words. */
export function choice(stop: number, words: readonly string[]): string {
  return `\${${stop}|${words.map((word) => word.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
}
