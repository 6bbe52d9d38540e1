// How a restriction, a list, a table can end for a mail: the ways. One of them is the usual one; with more than
// one, what decides is not in the configuration.

import type { Location } from '../instance/instance.ts';

export type Verdict = 'permits' | 'refuses' | 'may';

/** `discards`: the client is told that all is well, and the mail is thrown away. */
export type End = 'permits' | 'refuses' | 'discards' | 'goes-on';

/** Where a decision stands. */
export interface Decision {
  /** The parameter whose list it is, or the restriction class. */
  readonly parameter: string;
  /** The restriction, with its argument. */
  readonly word: string;
  /** Undefined when the word comes from a default. */
  readonly location: Location | undefined;
  /** What a table says, where the table can be read. */
  readonly answer?: TableAnswer;
}

export interface TableAnswer {
  readonly text: string;
  /** The table's line; undefined when the table is written out in main.cf itself (`inline:`). */
  readonly entry?: Location;
}

export interface Outcome {
  readonly end: End;
  /** So it ends for a mail that no table, block list or server singles out. */
  readonly usual: boolean;
  /** A refusal that warn_if_reject does not turn into a warning: Postfix calls it an error, not a policy. */
  readonly hard?: boolean;
  /** The line of a table that is behind it. */
  readonly answer?: TableAnswer;
}

export const permits: readonly Outcome[] = [{ end: 'permits', usual: true }];
export const refuses: readonly Outcome[] = [{ end: 'refuses', usual: true }];
export const goesOn: readonly Outcome[] = [{ end: 'goes-on', usual: true }];
/** smtpd_check.c, reject_server_error() and reject_dict_retry(). */
export const error: readonly Outcome[] = [{ end: 'refuses', usual: true, hard: true }];
/** A DNS list, a lookup: a mail may fall foul of it. */
export const mayRefuse: readonly Outcome[] = [{ end: 'refuses', usual: false }, ...goesOn];
export const mayPermit: readonly Outcome[] = [{ end: 'permits', usual: false }, ...goesOn];
/** A table that cannot be read, a policy server. */
export const unknown: readonly Outcome[] = [
  { end: 'permits', usual: false },
  { end: 'refuses', usual: false },
  { end: 'discards', usual: false },
  ...goesOn,
];

/** The same ways, none of which is the usual one. */
export function unusual(ways: readonly Outcome[]): readonly Outcome[] {
  return ways.map((way) => (way.usual ? { ...way, usual: false } : way));
}

/** One way for each end: the first of them, and the usual one. */
export function distinct(ways: readonly Outcome[]): readonly Outcome[] {
  return withoutRepeats(ways, ({ end, hard }) => `${end} ${hard}`);
}

/** Of ways with the same key the usual one, else the first. */
export function withoutRepeats<T extends Outcome>(
  ways: readonly T[],
  keyOf: (way: T) => string,
): readonly T[] {
  const kept = new Map<string, T>();
  for (const way of ways) {
    const key = keyOf(way);
    const known = kept.get(key);
    if (known === undefined || (way.usual && !known.usual)) kept.set(key, way);
  }
  return [...kept.values()];
}
