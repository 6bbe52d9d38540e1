// A value with a cursor in it.

import type { Docs } from '../../catalog/docs.ts';
import { exists, type Release } from '../../catalog/release.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { type ElementType, isList, type ValueType } from '../../syntax/value-type.ts';
import type { Place } from './place.ts';
import type { Typed } from './words.ts';

export interface Value {
  readonly place: Place;
  readonly type: ValueType;
  /** Up to the cursor. */
  readonly before: string;
  /** The parameter whose value it is. */
  readonly parameter?: string;
  /** The service whose override it is. */
  readonly service?: PlacedService;
  /** White space would end it: an override without braces. */
  readonly tight?: boolean;
  /** `$` is a plain character: in tables, and in the files of their clients. */
  readonly plain?: boolean;
}

/** One element of a value, with the cursor in it. */
export interface ElementPlace extends Value, Typed {
  readonly element: ElementType;
  /** The elements in front of it; the heads of conditions are blanks. */
  readonly earlier: string;
}

export function elementOf(type: ValueType): ElementType {
  return isList(type) ? type.of : type;
}

/** Whether nothing stands in the value yet, in front of the cursor or behind it. */
export function isEmpty({ before, place }: Value): boolean {
  return before.trim() === '' && /^\s*\}?$/.test(place.after);
}

/** The words of an enumeration that a release has, and those two of a boolean. */
export function wordsOf({ type, words = [] }: ElementType, release: Release): string[] {
  if (type === 'boolean') return ['no', 'yes'];
  return words
    .filter((word) => typeof word === 'string' || exists(release, word))
    .map((word) => (typeof word === 'string' ? word : word.word));
}

/** The values that the text about a parameter lists, each with its meaning. */
export function documentedValues(
  docs: Docs,
  parameter: string,
): readonly { readonly value: string; readonly meaning: string }[] {
  const doc = docs.parameter(parameter);
  return doc?.values ?? docs.parameter(doc?.mirrors ?? '')?.values ?? [];
}
