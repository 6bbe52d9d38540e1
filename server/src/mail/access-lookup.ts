// What an access table answers: for keys that are known, in Postfix's order; for a mail of which nothing is known
// that a table could be asked by, all that it may answer.

import type { Location } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableReference } from '../syntax/value.ts';
import { type AccessItem, type Effect, kindOf } from './access-entries.ts';
import { type AccessSource, accessSource } from './access-source.ts';
import type { LookupKey } from './lookup-keys.ts';
import { type AccessKey, matches, matchesEverything } from './pattern-match.ts';

export interface Answer {
  readonly effect: Effect;
  /** What stands in the table; empty when the table has no answer. */
  readonly text: string;
  readonly usual: boolean;
  readonly entry?: Location;
}

const none: Answer = { effect: 'goes-on', text: '', usual: true };

/** Undefined for a table that cannot be read, or not judged. Without keys: every answer that it may give. */
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

/** The answers that a key may get: the last of them is the usual one when there is one at all. */
function answersFor(source: AccessSource, key: string): readonly Answer[] {
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
const everyAnswer = memoize((source: AccessSource): readonly Answer[] => {
  const found: Answer[] = [];
  const seen = new Set<string>();
  let lists = 0;
  const blocks = new Blocks();
  for (const { item, location } of source.digest()) {
    if (item.kind !== 'entry') {
      blocks.take(item, (condition) =>
        condition !== undefined && matchesEverything(condition) ? true : undefined,
      );
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
    // All of IPv4 is not all that there is.
    if (usual) return key.kind === 'network' ? [...found, { ...none, usual: false }] : found;
  }
  return [...found, none];
});

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
