// Looks up a key in the source of a table, as postmap(1) and postalias(1) do with -q.

import type { TableFile } from '../instance/table-files.ts';
import type { Span } from '../syntax/text.ts';
import { type Certain, dictionaryIn } from './dictionary.ts';

export type LookUp =
  | {
      readonly kind: 'found';
      /** The entry in the file. */
      readonly at: Span;
      /** The result; undefined if only Postfix can tell. */
      readonly value?: string;
    }
  | { readonly kind: 'not-found' }
  /** Only Postfix can tell, because of the entry at this place. */
  | { readonly kind: 'unknown'; readonly at: Span };

/**
 * The first entry with the key. postmap(1) ignores later ones with the same key. Undefined for a file without keys, such
 * as that of a database client.
 */
export function lookUp(file: TableFile, key: string): LookUp | undefined {
  if (file.language === 'postfix-database') return undefined;
  const answer = dictionaryIn(file).find(key);
  if (answer.kind === 'one-of') {
    // The first answer is the one without the entries that only Postfix can judge.
    const at = placeOf(answer.answers[1] ?? answer.answers[0]);
    return at && { kind: 'unknown', at };
  }
  const at = placeOf(answer);
  if (answer.kind !== 'found' || at === undefined) return { kind: 'not-found' };
  return { kind: 'found', at, ...(answer.text !== undefined && { value: answer.text }) };
}

function placeOf(answer: Certain): Span | undefined {
  return answer.kind === 'found' ? answer.at : undefined;
}
