// Which lookup tables postmap(1) and postalias(1) have to index before Postfix can read them, and which they can only
// read.

/** The suffix of the index file, by type, which is added to the name of the source (DATABASE_README). */
const indexSuffix: Readonly<Record<string, string>> = {
  btree: '.db',
  cdb: '.cdb',
  dbm: '.pag',
  hash: '.db',
  lmdb: '.lmdb',
  sdbm: '.pag',
};

/** The suffix of the index file, such as `.db`; undefined for a type that postmap cannot create. */
export function suffixOf(type: string): string | undefined {
  return indexSuffix[type];
}

/** Types whose file Postfix reads completely, line by line, when it opens the table. */
const readWhole = ['cidr', 'pcre', 'regexp', 'texthash'];

/**
 * What to do with a file that main.cf uses with these types. `index`: create an index of one of the types. `read`:
 * Postfix reads the file itself, so it can check it. `nothing`: a lookup queries something else, such as a database.
 * `unknown`: main.cf does not name the file.
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

/** The index types that this Postfix can create, with the preferred one first. */
export function creatableTypes(available: readonly string[], preferred: string): readonly string[] {
  const types = available.filter((type) => suffixOf(type) !== undefined);
  return [...types.filter((type) => type === preferred), ...types.filter((type) => type !== preferred)];
}
