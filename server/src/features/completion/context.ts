// What completion works on: the cursor, and the value and the word that contain it.

import type { Docs } from '../../catalog/docs.ts';
import { exists, type Release } from '../../catalog/release.ts';
import type { Host } from '../../host.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { type ElementType, isList, type ValueType } from '../../syntax/value-type.ts';
import type { Cursor } from '../cursor.ts';
import type { WordAtCursor } from './word-at-cursor.ts';

/** What the editor can do with a suggestion. */
export interface EditorAbilities {
  /** The editor supports snippets: text with tab stops. */
  readonly snippets?: boolean;
  /** The editor lets the user choose whether a suggestion replaces the rest of the word. */
  readonly insertReplace?: boolean;
  /** The editor has the command `postfix.setUpScenario`, which takes a file and the name of a scenario. */
  readonly setsUpScenarios?: boolean;
}

/** What the editor can do and why it asks, and what the host can look up. */
export interface CompletionClient extends CompletionRequest, Pick<Host, 'listDirectory'> {}

export interface CompletionRequest extends EditorAbilities {
  /** The user has typed a space and has not asked for the list. */
  readonly afterSpace?: boolean;
}

export interface CompletionCursor extends Cursor {
  readonly client: CompletionClient;
}

export interface ValueAtCursor {
  readonly cursor: CompletionCursor;
  readonly type: ValueType;
  /** The value up to the cursor. */
  readonly before: string;
  /** The parameter that has this value. */
  readonly parameter?: string;
  /** The service, for the value of an override. */
  readonly service?: PlacedService;
  /** White space ends the value, as in an override without braces. */
  readonly tight?: boolean;
  /** `$` is a plain character, as in lookup tables and in the files of database tables. */
  readonly plain?: boolean;
}

/** The element of a value that contains the cursor. */
export interface ElementAtCursor extends ValueAtCursor, WordAtCursor {
  readonly elementType: ElementType;
  /** The elements before it, with spaces instead of the beginnings of conditions such as `${name?`. */
  readonly earlier: string;
}

export function elementOf(type: ValueType): ElementType {
  return isList(type) ? type.of : type;
}

/** Whether the value is still empty, before and after the cursor. */
export function isEmpty({ before, cursor }: ValueAtCursor): boolean {
  return before.trim() === '' && /^\s*\}?$/.test(cursor.after);
}

/** The words of an enumeration in a release, or `no` and `yes` for a boolean. */
export function wordsOf({ type, words = [] }: ElementType, release: Release): string[] {
  if (type === 'boolean') return ['no', 'yes'];
  return words
    .filter((word) => typeof word === 'string' || exists(release, word))
    .map((word) => (typeof word === 'string' ? word : word.word));
}

/** The values that the description of a parameter explains. */
export function documentedValues(
  docs: Docs,
  parameter: string,
): readonly { readonly value: string; readonly meaning: string }[] {
  const doc = docs.parameter(parameter);
  return doc?.values ?? docs.parameter(doc?.mirrors ?? '')?.values ?? [];
}
