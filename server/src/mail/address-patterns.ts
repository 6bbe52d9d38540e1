// Iterates over the patterns of address lists for rules.

import type { Instance, Location } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import type { CidrProblemCode, Network } from '../syntax/tables/cidr.ts';
import type { TableProblem } from '../syntax/tables/problem.ts';
import { type AddressList, addressLists } from './address-lists.ts';
import { type AddressPattern, networkIn } from './networks.ts';
import { distinctPlaces } from './restriction-words.ts';

export interface AddressWord {
  readonly list: AddressList;
  readonly pattern: AddressPattern;
  readonly index: number;
  /** Without leading `!`s. */
  readonly at: Location;
  /** Undefined for names, tables, and files. */
  readonly network?: Network;
  readonly problem?: TableProblem<CidrProblemCode>;
}

/**
 * Every pattern of every address list that the files set. A pattern that several lists share ($name) appears once for
 * each list.
 */
export const everyAddressWord = memoize((instance: Instance): readonly AddressWord[] => [
  ...findWords(instance),
]);

/** The same, but a pattern that several lists share appears only once. */
export const addressWords = memoize((instance: Instance): readonly AddressWord[] =>
  distinctPlaces(everyAddressWord(instance)),
);

function* findWords(instance: Instance): Generator<AddressWord> {
  for (const list of addressLists(instance)) {
    for (const [index, pattern] of list.patterns.entries()) {
      const at = list.value.locate({ start: pattern.end - pattern.text.length, end: pattern.end });
      if (at === undefined) continue;
      const { network, problem } = networkIn(pattern.text) ?? {};
      yield { list, pattern, index, at, ...(network && { network }), ...(problem && { problem }) };
    }
  }
}

/** The lists whose failure makes Postfix refuse clients, or offer them no logins. For others, it only logs a warning. */
const criticalLists: ReadonlySet<string> = new Set([
  'mynetworks',
  'permit_mx_backup_networks',
  'qmqpd_authorized_clients',
  'smtpd_sasl_exceptions_networks',
]);

export function isCriticalList(parameter: string): boolean {
  return criticalLists.has(parameter);
}

/** What happens to clients if an entry makes the rest of the list unusable. */
export function whatFails(parameter: string): string {
  return parameter === 'mynetworks'
    ? `answers 451 4.3.0 ("Temporary lookup failure") to every client that no earlier pattern matches`
    : 'cannot use the list for any client that no earlier pattern matches';
}
