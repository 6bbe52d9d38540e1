// How a restriction, a list, or a table can end for a message. One of the outcomes is the usual one. If there are
// several, something outside the configuration decides.

import type { Location } from '../instance/instance.ts';
import type { Reply } from './trace/model.ts';

export type Verdict = 'permits' | 'refuses' | 'may';

/** `discards`: the client gets a success reply, and the message is thrown away. */
export type End = 'permits' | 'refuses' | 'discards' | 'goes-on';

/** The place that makes a decision. */
export interface Decision {
  /** The parameter that holds the list, or the restriction class. */
  readonly parameter: string;
  /** The restriction, with its argument. */
  readonly word: string;
  /** Undefined if the word comes from a default. */
  readonly location: Location | undefined;
  /** The table's answer, if the table can be read. */
  readonly answer?: TableAnswer;
}

export interface TableAnswer {
  readonly text: string;
  /** The table's line; undefined if the table is written in main.cf itself (`inline:`). */
  readonly entry?: Location;
}

export interface Outcome {
  readonly end: End;
  /** The outcome for a message that no table, blocklist, or server singles out. */
  readonly usual: boolean;
  /**
   * A rejection that warn_if_reject does not turn into a warning, because Postfix treats it as an error and not as
   * policy.
   */
  readonly hard?: boolean;
  /** The line of the table that causes it. */
  readonly answer?: TableAnswer;
  /** The reply to a rejection. Only if everything about the session is known. */
  readonly reply?: Reply;
  /**
   * defer_if_permit and defer_if_reject: the list goes on, and this reply replaces a later decision. Only if everything
   * about the session is known.
   */
  readonly pending?: { readonly when: 'permit' | 'reject'; readonly reply: Reply };
  /** HANGUP: smtpd ends the session without a reply. */
  readonly hangsUp?: boolean;
}

export const permits: readonly Outcome[] = [{ end: 'permits', usual: true }];
export const refuses: readonly Outcome[] = [{ end: 'refuses', usual: true }];
export const goesOn: readonly Outcome[] = [{ end: 'goes-on', usual: true }];
/** smtpd_check.c, reject_server_error() and reject_dict_retry(). */
export const error: readonly Outcome[] = [{ end: 'refuses', usual: true, hard: true }];
/** A DNS list or a lookup may reject the message. */
export const mayRefuse: readonly Outcome[] = [{ end: 'refuses', usual: false }, ...goesOn];
export const mayPermit: readonly Outcome[] = [{ end: 'permits', usual: false }, ...goesOn];
/** A policy server, or a table that cannot be read. */
export const unknown: readonly Outcome[] = [
  { end: 'permits', usual: false },
  { end: 'refuses', usual: false },
  { end: 'discards', usual: false },
  ...goesOn,
];

/** The same outcomes, none of them marked as usual. */
export function unusual(ways: readonly Outcome[]): readonly Outcome[] {
  return ways.map((way) => (way.usual ? { ...way, usual: false } : way));
}

/** One outcome for each end: the first, and the usual one. */
export function distinct(ways: readonly Outcome[]): readonly Outcome[] {
  return withoutRepeats(ways, ({ end, hard }) => `${end} ${hard}`);
}

/** Of several outcomes with the same key, keeps the usual one, or else the first. */
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
