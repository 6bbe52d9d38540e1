// What an access table answers: for keys that are known, in Postfix's order; for a mail of which nothing is known
// that a table could be asked by, all that it may answer.

import { tableType } from '../catalog/table-types.ts';
import type { Location } from '../instance/instance.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import type { TableReference } from '../syntax/value.ts';
import {
  type AccessItem,
  type AccessKey,
  accessChunks,
  type Effect,
  entryInValue,
} from './access-entries.ts';
import type { LookupKey } from './lookup-keys.ts';
import { matches, matchesEverything } from './pattern-match.ts';

export interface Answer {
  readonly effect: Effect;
  /** What stands in the table; empty when the table has no answer. */
  readonly text: string;
  readonly usual: boolean;
  readonly entry?: Location;
}

const none: Answer = { effect: 'goes-on', text: '', usual: true };

/** A table that can be read: each reads its entries anew, in order. */
interface Source {
  readonly fixed: boolean;
  /** Of two entries with the same key the later one counts (dict_inline.c). */
  readonly lastWins: boolean;
  items(): Iterable<PlacedItem>;
}

interface PlacedItem {
  readonly item: AccessItem;
  /** Undefined for what stands in main.cf itself. */
  readonly location?: Location;
}

/** Undefined for a table that cannot be read, or not judged. Without keys: every answer that it may give. */
export function lookupAccess(
  tables: Tables,
  reference: TableReference,
  keys: readonly LookupKey[] | undefined,
): readonly Answer[] | undefined {
  const source = sourceOf(tables, reference);
  if (source === undefined) return undefined;
  if (keys === undefined) return everyAnswer(source);
  const found: Answer[] = [];
  for (const key of keys) {
    if (key.partial && !source.fixed) continue;
    const answers = answersFor(source, key.text);
    found.push(...answers);
    if (answers.some(({ usual }) => usual)) return found;
  }
  return [...found, none];
}

/** A line that answers OK, or something that means the same. */
export interface PermittingEntry {
  readonly key: AccessKey;
  readonly text: string;
  /** Undefined for a table that is written out in main.cf itself. */
  readonly location?: Location;
}

/** The lines of a table that permit, as far as it can be read. */
export function* permittingEntries(tables: Tables, reference: TableReference): Generator<PermittingEntry> {
  for (const { item, location } of sourceOf(tables, reference)?.items() ?? []) {
    if (item.kind !== 'entry' || item.entry.effect !== 'permits') continue;
    const { key, text } = item.entry;
    yield { key, text, ...(location && { location }) };
  }
}

function sourceOf(tables: Tables, reference: TableReference): Source | undefined {
  const { type, name, members } = reference;
  const [inner] = reference.tables;
  switch (type.text) {
    case 'proxy':
      return inner && isApproved(tables, name.text) ? sourceOf(tables, inner) : undefined;
    case 'debug':
      return inner && sourceOf(tables, inner);
    case 'static':
      return constant(name.text.replace(/^\{\s*(.*?)\s*\}$/s, '$1'));
    case 'inline':
      return inline(members.map(({ text }) => text));
  }
  const facts = tableType(type.text);
  if (facts?.name !== 'file' || facts.content === 'none') return undefined;
  const file = tables.file(name.text);
  const chunks = file && accessChunks(file);
  if (file === undefined || chunks === undefined) return undefined;
  const source: Source = {
    fixed: facts.content === 'key-value',
    lastWins: false,
    *items() {
      for (const { items, start } of chunks) for (const item of items) yield placed(file, item, start);
    },
  };
  return type.text === 'texthash' && hasDuplicate(source)
    ? constant('451 4.3.5 Server configuration error')
    : source;
}

/** A table that proxymap opens; of another one smtpd dies. */
function isApproved({ instance }: Tables, table: string): boolean {
  const words = instance.expanded('proxy_read_maps')?.text ?? '';
  return words.split(/[\s,]+/).includes(`proxy:${table}`);
}

/** A texthash: table with two entries of one key is none: Postfix answers 451 to every question (dict_thash.c). */
function hasDuplicate(source: Source): boolean {
  const keys = new Set<string>();
  for (const { item } of source.items()) {
    const key = item.kind === 'entry' && item.entry.key.kind === 'text' ? item.entry.key.text : '';
    if (keys.has(key)) return true;
    keys.add(key);
  }
  return false;
}

function placed(file: TableFile, item: AccessItem, base: number): PlacedItem {
  if (item.kind !== 'entry') return { item };
  const { start, end } = item.entry.at;
  return { item, location: { uri: file.uri, start: base + start, end: base + end } };
}

/** `{ text }` without its braces (extpar.c). */
function withoutBraces(text: string): string {
  return /^\{.*\}$/s.test(text) ? text.slice(1, -1).trim() : text;
}

function constant(text: string): Source {
  return { fixed: true, lastWins: false, items: () => [inValue(text, { kind: 'any' })] };
}

/** `name=value`, `{ name = value }` */
function inline(members: readonly string[]): Source | undefined {
  const items: PlacedItem[] = [];
  for (const member of members) {
    const [, name, text] = /^([^=]*)=(.*)$/s.exec(withoutBraces(member)) ?? [];
    if (name === undefined || text === undefined) return undefined;
    items.push(inValue(text.trim(), { kind: 'text', text: name.trim().toLowerCase() }));
  }
  return { fixed: true, lastWins: true, items: () => items };
}

function inValue(text: string, key: AccessKey): PlacedItem {
  return { item: { kind: 'entry', entry: entryInValue(text, key) } };
}

/** The answers that a key may get: the last of them is the usual one when there is one at all. */
function answersFor(source: Source, key: string): readonly Answer[] {
  const found: Answer[] = [];
  const blocks = new Blocks();
  for (const { item, location } of source.items()) {
    if (item.kind !== 'entry') {
      blocks.take(item, (condition) => (condition === undefined ? undefined : matches(condition, key)));
      continue;
    }
    const match = blocks.state === false ? false : matches(item.entry.key, key);
    if (match === false) continue;
    const { effect, text } = item.entry;
    const usual = match === true && blocks.state === true;
    const answer: Answer = { effect, text, usual, ...(location && { entry: location }) };
    if (usual && !source.lastWins) return [...found, answer];
    if (usual) found.length = 0;
    found.push(answer);
  }
  return found;
}

/** Every answer, and as the usual one that of the first line that matches whatever comes. */
function everyAnswer(source: Source): readonly Answer[] {
  const found: Answer[] = [];
  const seen = new Set<string>();
  let lists = 0;
  const blocks = new Blocks();
  let decided = false;
  for (const { item, location } of source.items()) {
    if (item.kind !== 'entry') {
      blocks.take(item, (condition) =>
        condition !== undefined && matchesEverything(condition) ? true : undefined,
      );
      continue;
    }
    const { text } = item.entry;
    const usual: boolean = blocks.state === true && matchesEverything(item.entry.key);
    // Answers that do the same are one answer; lists of restrictions differ.
    const isList = item.entry.effect === 'list';
    const effect: Effect = isList && lists >= maxLists ? 'unknown' : item.entry.effect;
    const kind = effect === 'list' ? `list ${text}` : effect;
    if (!usual && seen.has(kind)) continue;
    seen.add(kind);
    if (effect === 'list') lists++;
    found.push({ effect, text, usual, ...(location && { entry: location }) });
    decided = usual;
    if (decided) break;
  }
  return decided ? found : [...found, none];
}

/** So many different lists of restrictions nobody has in one table. */
const maxLists = 100;

/** The `if` blocks around a line: whether it is looked at at all. */
class Blocks {
  private readonly open: (boolean | undefined)[] = [];
  private closed = 0;
  private doubtful = 0;

  take(
    item: Exclude<AccessItem, { kind: 'entry' }>,
    holds: (key: AccessKey | undefined) => boolean | undefined,
  ): void {
    if (item.kind === 'if') {
      const state = holds(item.key);
      this.open.push(state);
      this.count(state, 1);
    } else if (this.open.length > 0) this.count(this.open.pop(), -1);
  }

  get state(): boolean | undefined {
    if (this.closed > 0) return false;
    return this.doubtful > 0 ? undefined : true;
  }

  private count(state: boolean | undefined, by: number): void {
    if (state === false) this.closed += by;
    else if (state === undefined) this.doubtful += by;
  }
}
