// The tables of an instance that need an index file, and what the disk shows about it.

import { tableType } from '../catalog/table-types.ts';
import type { FileStamp } from '../host.ts';
import type { Location } from './instance.ts';
import { isInPlace } from './paths.ts';
import type { Tables } from './table-files.ts';
import { tableReferences } from './table-references.ts';

export interface IndexedTable {
  /** `hash:/etc/postfix/transport`. */
  readonly reference: string;
  readonly path: string;
  /** The file name of the index. */
  readonly index: string;
  readonly isAlias: boolean;
  readonly source: FileStamp | 'missing' | undefined;
  readonly stamp: FileStamp | 'missing';
  readonly at: Location;
}

/** Each table once, at its first mention. None for a copy of a configuration, because it has no indexes. */
export function* indexedTables(tables: Tables): Generator<IndexedTable> {
  const { instance } = tables;
  if (!isInPlace(instance)) return;
  const seen = new Set<string>();
  for (const { node, role, at } of tableReferences(instance)) {
    const type = node.type.text;
    const path = node.name.text;
    const suffix = tableType(type)?.index?.[0];
    const reference = `${type}:${path}`;
    // The programs that write to caches create them.
    if (suffix === undefined || role === 'cache' || !path.startsWith('/') || seen.has(reference)) continue;
    seen.add(reference);
    const stamp = tables.stamp(path + suffix);
    if (stamp === undefined) continue;
    const source = tables.stamp(path);
    yield { reference, path, index: path + suffix, isAlias: role === 'alias', source, stamp, at };
  }
}

export function indexCommand({ reference, isAlias }: Pick<IndexedTable, 'reference' | 'isAlias'>): string {
  return `${isAlias ? 'postalias' : 'postmap'} ${reference}`;
}
