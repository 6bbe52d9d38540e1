// An entry after one that matches everything: Postfix uses the first match (regexp_table(5), pcre_table(5),
// cidr_table(5)).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { TableText } from '../../instance/table-files.ts';
import { isWrittenInPlace } from '../../instance/tables-in-place.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import { problemsOf } from '../../syntax/tables/problem.ts';
import type { Span } from '../../syntax/text.ts';
import type { Finding, Rule } from '../rule.ts';

export const unreachableTableEntry: Rule = {
  code: 'unreachable-table-entry',
  title: 'Table entry is never reached',
  severity: 'warning',
  tables: {
    'postfix-regexp': check,
    'postfix-cidr': check,
  },
};

/** What a rule can match: a family of addresses, or any text. */
type Scope = 'text' | 'ipv4' | 'ipv6';

/** What this rule needs from a line. Offsets are relative to the start of the chunk. */
type Mark =
  | { readonly kind: 'if' | 'endif' }
  | ({ readonly kind: 'rule'; readonly scope: Scope; readonly matchesAll: boolean } & Span);

const everything = new Set(['', '.', '.*', '^', '^.', '^.*', '(.*)', '^(.*)', '^.*$', '^(.*)$']);

const marks = chunkFacts<readonly Mark[]>((items) => {
  const found: Mark[] = [];
  // A chunk keeps the rules that match everything and, before and after each of them, the first other rule of each kind.
  let seen = new Set<Scope>();
  for (const { item, start } of items) {
    const mark = markOf(item);
    if (mark === undefined) continue;
    if (mark.kind !== 'rule') {
      found.push(mark);
      seen = new Set();
      continue;
    }
    if (!mark.matchesAll && seen.has(mark.scope)) continue;
    if (mark.matchesAll) seen.delete(mark.scope);
    else seen.add(mark.scope);
    found.push({ ...mark, start: start + mark.start, end: start + mark.end });
  }
  return found;
});

function markOf(item: TableItems[TableLanguage]): Mark | undefined {
  if (item.kind !== 'rule' && item.kind !== 'if' && item.kind !== 'endif') return undefined;
  if (problemsOf(item).some(({ skipped }) => skipped)) return undefined;
  if (item.kind !== 'rule') return { kind: item.kind };
  const { start, end } = 'network' in item ? item.network : (item.pattern ?? { start: 0, end: 0 });
  if ('network' in item) {
    const { family, length, negated } = item.network;
    return { kind: 'rule', scope: family, matchesAll: length === 0 && !negated, start, end };
  }
  const { pattern, second } = item;
  const plain = pattern !== undefined && !pattern.negated && second === undefined;
  const matchesAll = plain && pattern.flags.length === 0 && everything.has(pattern.source.text);
  return { kind: 'rule', scope: 'text', matchesAll, start, end };
}

/** Checks only outside of if … endif: entries inside apply only to some keys. */
function* check(table: TableText): Generator<Finding> {
  const { uri, tree } = table;
  const matchingAll = new Map<Scope, Span>();
  // One finding for all entries that follow.
  const reported = new Set<Scope>();
  let depth = 0;
  for (const { fact, base } of marks(table)) {
    for (const mark of fact) {
      if (mark.kind !== 'rule') {
        depth = Math.max(0, depth + (mark.kind === 'if' ? 1 : -1));
        continue;
      }
      if (depth > 0 || reported.has(mark.scope)) continue;
      const at = { start: base + mark.start, end: base + mark.end };
      const first = matchingAll.get(mark.scope);
      if (first === undefined) {
        if (mark.matchesAll) matchingAll.set(mark.scope, at);
        continue;
      }
      const line = isWrittenInPlace(table) ? undefined : tree.text.positionAt(first.start).line + 1;
      const what =
        mark.scope === 'text' ? 'everything' : `every ${mark.scope === 'ipv4' ? 'IPv4' : 'IPv6'} address`;
      yield {
        at: { uri, ...at },
        tag: 'unnecessary',
        message:
          `${line === undefined ? 'An earlier entry' : `Line ${line}`} matches ${what}, so this entry and similar entries after it never apply. ` +
          'Postfix uses only the first match and logs nothing. ' +
          `Move them before ${line === undefined ? 'it' : `line ${line}`}, or remove them.`,
        related: [{ at: { uri, ...first }, message: `This matches ${what}` }],
      };
      reported.add(mark.scope);
    }
  }
}
