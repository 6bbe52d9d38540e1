// Which lookup tables postmap(1) and postalias(1) have to make before Postfix can read them, and which they can only
// read.

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

/** Types of which Postfix reads the whole file, line by line, when it opens the table. */
const readWhole = ['cidr', 'pcre', 'regexp', 'texthash'];

/**
 * What there is to do for a file of which main.cf says these types. `index`: make one of the types. `read`:
 * Postfix reads the file as it is, and can tell what it thinks of it. `nothing`: a lookup asks something
 * else, such as a database. `unknown`: main.cf says nothing.
 */
export type Need =
  | { readonly kind: 'index' | 'read'; readonly types: readonly string[] }
  | { readonly kind: 'nothing'; readonly type: string }
  | { readonly kind: 'unknown' };

export function needOf(types: readonly string[]): Need {
  const different = [...new Set(types)];
  const indexed = different.filter((type) => suffixOf(type) !== undefined);
  if (indexed.length > 0) return { kind: 'index', types: indexed };
  const read = different.filter((type) => readWhole.includes(type));
  if (read.length > 0) return { kind: 'read', types: read };
  const [type] = types;
  return type === undefined ? { kind: 'unknown' } : { kind: 'nothing', type };
}

/** The types that postmap can make with this Postfix, the preferred one first. */
export function typesToMake(available: readonly string[], preferred: string): readonly string[] {
  const types = available.filter((type) => suffixOf(type) !== undefined);
  return [...types.filter((type) => type === preferred), ...types.filter((type) => type !== preferred)];
}
