// Where the answers of an access table come from: a readable file, or main.cf itself.

import type { Location } from '../instance/instance.ts';
import type { TableContext, TableFile, Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { SourceText } from '../syntax/text.ts';
import type { TableReference } from '../syntax/value.ts';
import {
  type AccessChunk,
  type AccessEntry,
  type AccessItem,
  accessChunk,
  accessChunks,
  entryInValue,
} from './access-entries.ts';
import type { AccessKey } from './pattern-match.ts';
import { tableSource, withoutBraces } from './table-source.ts';

export interface AccessSource {
  /** Parts of an address or a name are also looked up (DICT_FLAG_FIXED). Pattern tables get only the whole text. */
  readonly fixed: boolean;
  /** The last of several entries with the same key applies (dict_inline.c). */
  readonly lastWins: boolean;
  /** In table order. */
  items(): Iterable<PlacedItem>;
  /** A minimal set of items that still shows what the table may answer. */
  digest(): Iterable<PlacedItem>;
  /** The lines that answer OK or an equivalent. */
  permitting(): Iterable<PlacedAnswer>;
  /** The lines that answer with a list of restrictions. */
  lists(): Iterable<PlacedAnswer>;
}

export interface PlacedItem {
  readonly item: AccessItem;
  /** Undefined for an entry written in main.cf itself. */
  readonly location?: Location;
}

export interface PlacedAnswer {
  readonly key: AccessKey;
  readonly text: string;
  /** Undefined for a table written in main.cf itself. */
  readonly location?: Location;
}

/** Undefined for a table that cannot be read or analyzed. */
export function accessSource(tables: Tables, reference: TableReference): AccessSource | undefined {
  return open(tables, reference);
}

const open = memoize(findSource);

function findSource(tables: Tables, reference: TableReference): AccessSource | undefined {
  const source = tableSource(tables, reference);
  switch (source.kind) {
    case 'unusable':
      // Whether a file or a type exists may change without an edit of the configuration.
      return source.why === 'form' ? unavailable : undefined;
    case 'constant':
      return inMainCf([{ text: source.text, key: { kind: 'any' } }]);
    case 'random':
      return source.texts.length === 1
        ? inMainCf(source.texts.map((text) => ({ text, key: { kind: 'any' } })))
        : undefined;
    // The answers of several tables are joined.
    case 'union':
    case 'pipe': {
      const [first, ...others] = source.tables;
      return first && others.length === 0 ? open(tables, first) : undefined;
    }
    case 'unknown':
      return undefined;
    case 'lines': {
      if (source.reference.type.text === 'inline')
        return inline(source.reference.members.map(({ text }) => text));
      const found = fileSource(source.file, source.duplicates === 'unusable', source.fixed);
      return found && source.isInPlace ? withoutPlaces(found) : found;
    }
  }
}

/** The lines of a table in main.cf have no place in a separate file. */
function withoutPlaces(source: AccessSource): AccessSource {
  const items = [...source.items()].map(({ item }): PlacedItem => ({ item }));
  const digest = [...source.digest()].map(({ item }): PlacedItem => ({ item }));
  const unplaced = ({ key, text }: PlacedAnswer): PlacedAnswer => ({ key, text });
  const permitting = [...source.permitting()].map(unplaced);
  const lists = [...source.lists()].map(unplaced);
  return {
    ...source,
    items: () => items,
    digest: () => digest,
    permitting: () => permitting,
    lists: () => lists,
  };
}

/** smtpd answers 451 to every lookup, as if that were the entry (dict_surrogate.c, check_domain_access()). */
const unavailable: AccessSource = (() => {
  const entry: AccessEntry = { effect: 'error', text: '', key: { kind: 'any' }, at: { start: 0, end: 0 } };
  const items: readonly PlacedItem[] = [{ item: { kind: 'entry', entry } }];
  return {
    fixed: false,
    lastWins: false,
    items: () => items,
    digest: () => items,
    permitting: () => [],
    lists: () => [],
  };
})();

const fileSource = memoize(
  (file: TableFile, isTextHash: boolean, fixed: boolean): AccessSource | undefined => {
    const chunks = accessChunks(file);
    if (chunks === undefined) return undefined;
    if (isTextHash && hasDuplicate(file)) return unavailable;
    return inFile(file, chunks, fixed);
  },
);

function inFile(file: TableFile, chunks: readonly AccessChunk[], fixed: boolean): AccessSource {
  const { uri } = file;
  const locate = (at: { start: number; end: number }, base: number): Location => ({
    uri,
    start: base + at.start,
    end: base + at.end,
  });
  const placed = (item: AccessItem, base: number): PlacedItem =>
    item.kind === 'entry' ? { item, location: locate(item.entry.at, base) } : { item };
  return {
    fixed,
    lastWins: false,
    *items() {
      for (const { items, start } of chunks) for (const item of items) yield placed(item, start);
    },
    *digest() {
      for (const { digest, start } of chunks) for (const item of digest) yield placed(item, start);
    },
    *permitting() {
      for (const { permitting, start } of chunks) {
        for (const { key, text, at } of permitting) yield { key, text, location: locate(at, start) };
      }
    },
    *lists() {
      for (const { lists, start } of chunks) {
        for (const { key, text, at } of lists) yield { key, text, location: locate(at, start) };
      }
    },
  };
}

/** A texthash: table with a duplicate key is unusable (dict_thash.c). */
function hasDuplicate({ context, tree: { text } }: TableFile): boolean {
  return duplicatesIn(text, context);
}

const duplicatesIn = memoize((text: SourceText, context: TableContext): boolean => {
  const keys = text.chunks.flatMap((chunk) =>
    accessChunk(chunk, context).items.flatMap((item) =>
      item.kind === 'entry' && item.entry.key.kind === 'text' ? item.entry.key.text : [],
    ),
  );
  return new Set(keys).size < keys.length;
});

/** `name=value`, `{ name = value }` */
function inline(members: readonly string[]): AccessSource | undefined {
  if (members.length > maxInline) return undefined;
  const pairs: { text: string; key: AccessKey }[] = [];
  for (const member of members) {
    const [name = '', ...rest] = withoutBraces(member).split('=');
    pairs.push({ text: rest.join('=').trim(), key: { kind: 'text', text: name.trim().toLowerCase() } });
  }
  return inMainCf(pairs);
}

/** A limit on the number of entries written in main.cf, far above real use. */
const maxInline = 10_000;

function inMainCf(pairs: readonly { readonly text: string; readonly key: AccessKey }[]): AccessSource {
  const entries = pairs.map(({ text, key }) => entryInValue(text, key));
  const items = entries.map((entry): PlacedItem => ({ item: { kind: 'entry', entry } }));
  return {
    fixed: true,
    lastWins: true,
    items: () => items,
    digest: () => items,
    permitting: () => entries.filter(({ effect }) => effect === 'permits'),
    lists: () => entries.filter(({ effect }) => effect === 'list'),
  };
}
