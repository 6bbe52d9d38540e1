// Looks up a key in the source of a table, as postmap(1) and postalias(1) do with -q.

import type { TableFile } from '../instance/table-files.ts';
import type { Alias } from '../syntax/tables/aliases.ts';
import type { CidrItem } from '../syntax/tables/cidr.ts';
import type { TableEntry } from '../syntax/tables/key-value.ts';
import type { PatternItem, PatternRule } from '../syntax/tables/patterns.ts';
import { problemsOf } from '../syntax/tables/problem.ts';
import type { Span } from '../syntax/text.ts';
import { type AccessKey, matches, matchGroups } from './pattern-match.ts';

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

type AnyItem = TableEntry | Alias | PatternItem | CidrItem;

/**
 * The first entry with the key. postmap(1) ignores later ones with the same key. Undefined for a file without keys, such
 * as that of a database client.
 */
export function lookUp(file: TableFile, key: string): LookUp | undefined {
  if (file.language === 'postfix-database') return undefined;
  const folded = key.toLowerCase();
  const blocks: boolean[] = [];
  for (const { item, start, end } of file.tree.items()) {
    if (problemsOf(item).some(({ skipped }) => skipped)) continue;
    const at = { start, end };
    if (item.kind === 'if') {
      const holds = blocks.includes(false) ? false : conditionHolds(item, key);
      if (holds === undefined) return { kind: 'unknown', at };
      blocks.push(holds);
    } else if (item.kind === 'endif') blocks.pop();
    else if (!blocks.includes(false)) {
      const found = answer(item, key, folded);
      if (found === 'unknown') return { kind: 'unknown', at };
      if (found !== undefined) return { kind: 'found', at, ...found };
    }
  }
  return { kind: 'not-found' };
}

function conditionHolds(item: Extract<AnyItem, { readonly kind: 'if' }>, key: string): boolean | undefined {
  if ('network' in item && item.network) return matches({ kind: 'network', network: item.network }, key);
  if ('pattern' in item && item.pattern) return matches({ kind: 'pattern', first: item.pattern }, key);
  return undefined;
}

type Answer = { readonly value?: string } | 'unknown' | undefined;

function answer(item: AnyItem, key: string, folded: string): Answer {
  switch (item.kind) {
    case 'table-entry':
      return textAnswer(item.key.text, item.text, folded);
    case 'alias':
      return textAnswer(item.key, item.text, folded);
    case 'rule':
      return 'network' in item
        ? keyAnswer({ kind: 'network', network: item.network }, key, item.value.text)
        : patternAnswer(item, key);
    default:
      return undefined;
  }
}

function textAnswer(entry: string, value: string, folded: string): Answer {
  return entry.toLowerCase() === folded ? { value } : undefined;
}

function keyAnswer(entry: AccessKey, key: string, value: string): Answer {
  const match = matches(entry, key);
  return match === undefined ? 'unknown' : match ? { value } : undefined;
}

function patternAnswer({ pattern, second, replacement }: PatternRule, key: string): Answer {
  if (pattern === undefined || replacement === undefined) return undefined;
  const match = matches({ kind: 'pattern', first: pattern, ...(second && { second }) }, key);
  if (match !== true) return match === undefined ? 'unknown' : undefined;
  const groups = pattern.negated ? undefined : matchGroups(pattern, key);
  const parts = replacement.parts.map((part) => {
    if (part.kind === 'text') return part.text;
    return part.index === undefined ? undefined : groups?.[part.index - 1];
  });
  return parts.includes(undefined) ? {} : { value: parts.join('') };
}
