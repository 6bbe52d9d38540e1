// Where the answers of an access table come from: a readable file, or main.cf itself.

import { isReadInPlace, tableType } from '../catalog/table-types.ts';
import type { Instance, Location } from '../instance/instance.ts';
import {
  type TableContext,
  type TableFile,
  type Tables,
  tableFile,
  tableLanguage,
} from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import { placeProblem, textInPlace } from '../syntax/tables/written-in-place.ts';
import { SourceText } from '../syntax/text.ts';
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
  const { type, name, members } = reference;
  const [inner] = reference.tables;
  if (!name.text.startsWith('/') && cannotOpen(tables, type.text, name.text)) return unavailable;
  switch (type.text) {
    case 'fail':
      return unavailable;
    case 'proxy':
      return inner && isApproved(tables, name.text) ? open(tables, inner) : undefined;
    case 'debug':
      return inner && open(tables, inner);
    case 'static':
      return inMainCf([{ text: withoutBraces(name.text), key: { kind: 'any' } }]);
    case 'inline':
      return inline(members.map(({ text }) => text));
    case 'randmap':
      return members.length === 1
        ? inMainCf(members.map(({ text }) => ({ text, key: { kind: 'any' } })))
        : undefined;
    // The answers of several tables are joined.
    case 'unionmap':
    case 'pipemap':
      return inner && reference.tables.length === 1 ? open(tables, inner) : undefined;
  }
  const inPlace = patternsInPlace(tables.instance, type.text, name.text);
  if (inPlace !== undefined) return inPlace;
  const facts = tableType(type.text);
  if (facts?.name !== 'file' || facts.content === 'none') return undefined;
  const file = tables.file(name.text);
  return file && fileSource(file, type.text === 'texthash', facts.content === 'key-value');
}

/** Whether Postfix cannot open a table that is written in place. */
function cannotOpen({ instance }: Tables, type: string, name: string): boolean {
  return isReadInPlace(instance.release, type) && placeProblem(type, name) !== undefined;
}

/** `regexp:{ {/a/ OK} }`: the lines in braces are those of a file (dict_stream.c). */
function patternsInPlace(instance: Instance, type: string, name: string): AccessSource | undefined {
  const text = isReadInPlace(instance.release, type) ? textInPlace(type, name) : undefined;
  if (text === undefined) return undefined;
  const use = { reference: `${type}:${name}`, type, path: '', parameter: '', role: 'access' };
  const language = tableLanguage(use);
  if (language === undefined) return undefined;
  const file = tableFile(instance, '', SourceText.of(text), language, [use]);
  const chunks = accessChunks(file);
  return chunks && withoutPlaces(inFile(file, chunks, false));
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

/** Whether proxymap may open the table. If not, smtpd exits with a fatal error. */
function isApproved({ instance }: Tables, table: string): boolean {
  const words = instance.expanded('proxy_read_maps')?.text ?? '';
  return words.split(/[\s,]+/).includes(`proxy:${table}`);
}

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

/** `{ text }` without its braces (extpar.c). */
function withoutBraces(text: string): string {
  return text.startsWith('{') ? text.slice(1, -1).trim() : text;
}

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
