// `hash:` and `btree:` become `lmdb:`, in all files that name tables.

import { atLeast } from '../../catalog/release.ts';
import { tableType } from '../../catalog/table-types.ts';
import type { Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';
import { everyUse, usesAt } from '../symbols/search.ts';
import { type Refactoring, rewrite } from './refactoring.ts';

export function otherIndexType(snapshot: Snapshot, span: Span): Refactoring[] {
  const use = usesAt(snapshot, span.start).find(
    ({ symbol }) => symbol.kind === 'built-in' && symbol.what === 'table-type',
  );
  if (use?.symbol.kind !== 'built-in') return [];
  const { name } = use.symbol;
  const isKnown = atLeast(snapshot.instance.release, tableType('lmdb')?.since ?? '2.11');
  if ((name !== 'hash' && name !== 'btree') || !isKnown) return [];
  return [
    {
      title: `Change ${name}: to lmdb: everywhere (index the tables again afterward)`,
      kind: rewrite('table-type'),
      edits: [...everyUse(snapshot, use.symbol)].map(({ at }) => ({ at, text: 'lmdb' })),
    },
  ];
}
