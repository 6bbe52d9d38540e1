// The patterns of address lists, as rules go through them.

import type { Instance, Location } from '../instance/instance.ts';
import { type AddressList, addressLists } from '../mail/address-lists.ts';
import type { AddressPattern } from '../mail/networks.ts';
import { newPlaces } from './list-words.ts';

export interface AddressWord {
  readonly list: AddressList;
  readonly pattern: AddressPattern;
  readonly index: number;
  /** Without the `!`s in front. */
  readonly at: Location;
}

/** Every pattern of every address list that the files set; one that several lists share ($name) once. */
export function* addressWords(instance: Instance): Generator<AddressWord> {
  const isNew = newPlaces();
  for (const list of addressLists(instance)) {
    for (const [index, pattern] of list.patterns.entries()) {
      const at = list.value.locate({ start: pattern.end - pattern.text.length, end: pattern.end });
      if (at !== undefined && isNew(at)) yield { list, pattern, index, at };
    }
  }
}

/** What becomes of a list that cannot be gone through to its end. */
export function whatFails(parameter: string): string {
  return parameter === 'mynetworks'
    ? 'answers 451 4.3.0 Temporary lookup failure to every client that no earlier pattern matches'
    : 'cannot go through the list for any client that no earlier pattern matches';
}
