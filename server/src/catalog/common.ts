// The most common parameters and restrictions in configurations. Data: common-parameters.json.

import data from '../../catalog/common-parameters.json' with { type: 'json' };

const parameterRanks = ranks(data.ranking.parameters);
const restrictionRanks = ranks(data.ranking.restrictions);
const listRanks = new Map(Object.entries(data.ranking.lists).map(([list, names]) => [list, ranks(names)]));

/** A lower rank means that more files set the parameter; Infinity if hardly any file does. */
export function parameterRank(name: string): number {
  return parameterRanks.get(name) ?? Number.POSITIVE_INFINITY;
}

/**
 * Ranks an access restriction by how many files use it in a list, then by whether it tests what that list is for, then
 * by how many files use it in any list. Compare the numbers in their order; lower is better.
 * @param list `recipient` for smtpd_recipient_restrictions; undefined for a restriction class
 */
export function restrictionRank(name: string, list: string | undefined): readonly number[] {
  const inList = list === undefined ? undefined : listRanks.get(list)?.get(name);
  return [
    inList ?? Number.POSITIVE_INFINITY,
    subjects[list ?? '']?.test(name) ? 0 : 1,
    restrictionRanks.get(name) ?? Number.POSITIVE_INFINITY,
  ];
}

/** What the restrictions that a list is for have in their names. */
const subjects: Readonly<Record<string, RegExp>> = {
  client: /client|ccert/,
  helo: /helo/,
  sender: /sender/,
  relay: /recipient|destination|mx_backup/,
  recipient: /recipient|destination|mx_backup/,
  data: /pipelining|multi_recipient/,
  end_of_data: /pipelining|multi_recipient|policy/,
  etrn: /etrn/,
};

function ranks(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, rank) => [name, rank]));
}
