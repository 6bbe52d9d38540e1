// Iterates over the words of restriction lists for rules.

import type { ExpandedValue } from '../instance/expanded-values.ts';
import type { Instance, Location } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import type { Restriction, ValueNode } from '../syntax/value.ts';
import { type RestrictionListValue, restrictionLists } from './restriction-lists.ts';

export interface RestrictionWord {
  readonly list: RestrictionListValue;
  readonly node: ValueNode;
  readonly index: number;
  readonly at: Location;
}

/** Every word of every list that the files set. A word that several lists share ($name) appears once for each list. */
export const everyRestrictionWord = memoize((instance: Instance): readonly RestrictionWord[] => [
  ...findWords(instance),
]);

/** The same, but a word that several lists share appears only once. */
export const restrictionWords = memoize((instance: Instance): readonly RestrictionWord[] =>
  distinctPlaces(everyRestrictionWord(instance)),
);

function* findWords(instance: Instance): Generator<RestrictionWord> {
  for (const list of restrictionLists(instance)) {
    for (const [index, node] of list.value.nodes.entries()) {
      const at = list.value.locate(node);
      if (at !== undefined) yield { list, node, index, at };
    }
  }
}

export function distinctPlaces<T extends { readonly at: Location }>(words: readonly T[]): readonly T[] {
  const isNew = newPlaces();
  return words.filter(({ at }) => isNew(at));
}

/** Returns a function that tells whether it sees a place for the first time. */
export function newPlaces(): (at: Location) => boolean {
  const seen = new Set<string>();
  return ({ uri, start }) => {
    const key = `${start} ${uri}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/** Whether a node is one of these restrictions. */
export function isRestriction(node: ValueNode | undefined, ...names: readonly string[]): node is Restriction {
  return node?.kind === 'restriction' && names.includes(node.name.text.toLowerCase());
}

/** The text of a node, or of its argument. */
export function textIn({ expansion }: ExpandedValue, { start, end }: Span): string {
  return expansion.text.slice(start, end);
}

/** A short form of a text for a message, on one line. */
export function quote(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return `"${flat.length > 60 ? `${flat.slice(0, 57)}…` : flat}"`;
}
