// `hash:` and `btree:` become `lmdb:`, in all files that name tables.

import { atLeast } from '../../catalog/release.ts';
import { tableType } from '../../catalog/table-types.ts';
import type { Edit } from '../../edits/edit.ts';
import type { Instance } from '../../instance/instance.ts';
import { namesOf } from '../../instance/names.ts';
import type { Tables } from '../../instance/table-files.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Span } from '../../syntax/text.ts';
import type { Document, Snapshot } from '../snapshot.ts';
import { documentsOf, everyUse, usesAt } from '../symbols/search.ts';
import { type Refactoring, rewrite } from './refactoring.ts';

export function otherIndexType(snapshot: Snapshot, span: Span): Refactoring[] {
  const { document, instance, tables } = snapshot;
  const use = usesAt(snapshot, span.start).find(
    ({ symbol }) => symbol.kind === 'built-in' && symbol.what === 'table-type',
  );
  if (use?.symbol.kind !== 'built-in') return [];
  const { name } = use.symbol;
  const isKnown = atLeast(instance.release, tableType('lmdb')?.since ?? '2.11');
  if ((name !== 'hash' && name !== 'btree') || !isKnown) return [];
  const documents = documentsOf(snapshot);
  // The same object for each request, unless the document does not belong to the configuration.
  const from = documents.includes(document) ? document : (documents[0] ?? document);
  return [
    {
      title: `Change ${name}: to lmdb: everywhere (index the tables again afterward)`,
      kind: rewrite('table-type'),
      edits: editsTo(tables, instance, from, name),
    },
  ];
}

/** The editor asks again whenever the cursor moves, and the search reads all tables. */
const editsTo = memoize(
  (tables: Tables, instance: Instance, document: Document, name: string): readonly Edit[] => {
    const snapshot = { document, instance, names: namesOf(instance), tables };
    const uses = everyUse(snapshot, { kind: 'built-in', what: 'table-type', name });
    return [...uses].map(({ at }) => ({ at, text: 'lmdb' }));
  },
);
