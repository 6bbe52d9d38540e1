// The types of lookup tables. Data: table-types.json.

import data from '../../catalog/table-types.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

export interface TableType {
  readonly since: string;
  readonly removed?: string;
  /** What follows the colon: a file, a client's configuration file, text in braces, another table, … */
  readonly name: string;
  /** The language of the file: `key-value`, `regexp`, `cidr`, `database`, `none`. */
  readonly content: string;
  /** The suffixes of the index files that postmap creates. */
  readonly index?: readonly string[];
  readonly network?: boolean;
  /** Whether Postfix can store a cache in it. */
  readonly cache?: boolean;
  readonly inlineSince?: string;
  readonly debian?: string;
}

const types: Readonly<Record<string, TableType | undefined>> = data.types as never;

export function tableType(name: string): TableType | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/** Whether a release reads the content of a table from its name: `inline:{a=b}`, `cidr:{ {192.0.2.0/24 OK} }`. */
export function isReadInPlace(release: Release, type: string): boolean {
  const { since, inlineSince = since } = tableType(type) ?? {};
  return inlineSince !== undefined && atLeast(release, inlineSince);
}

/** The types that a release has, in alphabetical order. */
export function tableTypeNames(release: Release): string[] {
  return Object.keys(data.types).filter((name) => {
    const type = tableType(name);
    return (
      type !== undefined &&
      atLeast(release, type.since) &&
      (type.removed === undefined || !atLeast(release, type.removed))
    );
  });
}
