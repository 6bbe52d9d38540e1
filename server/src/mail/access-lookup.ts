// What an access table answers. For known keys, follows Postfix's lookup order; for a message with unknown keys,
// returns every possible answer.

import type { Location } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableReference } from '../syntax/value.ts';
import { type AccessItem, type Effect, kindOf } from './access-entries.ts';
import { type AccessSource, accessSource } from './access-source.ts';
import { Blocks } from './blocks.ts';
import type { LookupKey } from './lookup-keys.ts';
import { type AccessKey, matcher, matchesEverything } from './pattern-match.ts';

export interface Answer {
  readonly effect: Effect;
  /** The text in the table; empty if the table has no answer. */
  readonly text: string;
  readonly usual: boolean;
  readonly entry?: Location;
}

const none: Answer = { effect: 'goes-on', text: '', usual: true };

/** Undefined for a table that cannot be read or analyzed. Without keys, returns every possible answer. */
export function lookupAccess(
  tables: Tables,
  reference: TableReference,
  keys: readonly LookupKey[] | undefined,
): readonly Answer[] | undefined {
  const source = accessSource(tables, reference);
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

/** The answers that a key may get. The last one is the usual answer, if there is any. */
function answersFor(source: AccessSource, key: string): readonly Answer[] {
  const found: Answer[] = [];
  const blocks = new Blocks();
  const matches = matcher(key);
  for (const { item, location } of source.items()) {
    if (item.kind !== 'entry') {
      take(blocks, item, matches);
      continue;
    }
    const match = blocks.state === false ? false : matches(item.entry.key);
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

/** Every answer. The usual one is the answer of the first line that always matches. */
const everyAnswer = memoize((source: AccessSource): readonly Answer[] => {
  const found: Answer[] = [];
  const seen = new Set<string>();
  let lists = 0;
  const blocks = new Blocks();
  for (const { item, location } of source.digest()) {
    if (item.kind !== 'entry') {
      take(blocks, item, (condition) => (matchesEverything(condition) ? true : undefined));
      continue;
    }
    const { text, key } = item.entry;
    const isList = item.entry.effect === 'list';
    const effect: Effect = isList && lists >= maxLists ? 'unknown' : item.entry.effect;
    const usual = blocks.state === true && matchesEverything(key);
    const kind = kindOf({ effect, text });
    if (!usual && seen.has(kind)) continue;
    seen.add(kind);
    if (effect === 'list') lists++;
    found.push({ effect, text, usual, ...(location && { entry: location }) });
    // A network that covers all of IPv4 does not match IPv6 clients.
    if (usual) return key.kind === 'network' ? [...found, { ...none, usual: false }] : found;
  }
  return [...found, none];
});

/** A limit on the number of different restriction lists in one table, far above real use. */
const maxLists = 100;

function take(
  blocks: Blocks,
  item: Exclude<AccessItem, { kind: 'entry' }>,
  holds: (key: AccessKey) => boolean | undefined,
): void {
  if (item.kind === 'if') blocks.open(item.key && holds(item.key));
  else blocks.close();
}
