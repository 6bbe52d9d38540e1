// What a table has for a key, according to its source.

import type { TableFile } from '../instance/table-files.ts';
import { lookUp } from '../mail/table-lookup.ts';
import { nextEntry } from '../mail/trace/next-entry.ts';
import { isTableLanguage } from '../syntax/tables/index.ts';
import { type Snapshot, textOf } from './snapshot.ts';

export interface LookUpAnswer {
  /** `unknown`: only Postfix can tell, because of the entry at `line`. */
  readonly kind: 'found' | 'not-found' | 'unknown';
  /** The line of the entry, counted from 0. */
  readonly line?: number;
  /** The result; missing if only Postfix can tell. */
  readonly value?: string;
  /** If there is no entry: the one that Postfix uses instead, because it also looks up parts of an address or a name. */
  readonly next?: { readonly key: string; readonly value: string; readonly line: number };
}

/** Undefined for a file without keys, such as that of a database client. */
export function lookUpKey({ document, instance, tables }: Snapshot, key: string): LookUpAnswer | undefined {
  if (!isTableLanguage(document.language)) return undefined;
  const file = document as TableFile;
  const found = lookUp(file, key);
  if (found === undefined) return undefined;
  const lineOf = (offset: number) => textOf(document).positionAt(offset).line;
  if (found.kind !== 'not-found') {
    const { at, ...answer } = found;
    return { ...answer, line: lineOf(at.start) };
  }
  const next = nextEntry({ instance, tables }, file, key);
  return {
    ...found,
    ...(next && { next: { key: next.key, value: next.value, line: lineOf(next.at.start) } }),
  };
}
