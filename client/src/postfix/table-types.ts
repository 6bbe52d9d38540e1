// Which lookup tables postmap(1) and postalias(1) have to make before Postfix can read them.

/** The files that hold the table, by type: what is added to the source's name (DATABASE_README). */
const indexSuffix: Readonly<Record<string, string>> = {
  btree: '.db',
  cdb: '.cdb',
  dbm: '.pag',
  hash: '.db',
  lmdb: '.lmdb',
  sdbm: '.pag',
};

/** The suffix of the table's own file, such as `.db`; undefined for a type that postmap cannot make. */
export function suffixOf(type: string): string | undefined {
  return indexSuffix[type];
}

/**
 * What there is to do for a file of which main.cf says these types. `index`: make one of the types.
 * `nothing`: Postfix reads the file as it is, or a table of this type has no file. `unknown`: main.cf says
 * nothing.
 */
export type Need =
  | { readonly kind: 'index'; readonly types: readonly string[] }
  | { readonly kind: 'nothing'; readonly type: string }
  | { readonly kind: 'unknown' };

export function needOf(types: readonly string[]): Need {
  const indexed = [...new Set(types)].filter((type) => suffixOf(type) !== undefined);
  if (indexed.length > 0) return { kind: 'index', types: indexed };
  const [type] = types;
  return type === undefined ? { kind: 'unknown' } : { kind: 'nothing', type };
}

/** The types that postmap can make with this Postfix, the preferred one first. */
export function typesToMake(available: readonly string[], preferred: string): readonly string[] {
  const types = available.filter((type) => suffixOf(type) !== undefined);
  return [...types.filter((type) => type === preferred), ...types.filter((type) => type !== preferred)];
}
