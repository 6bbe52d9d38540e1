// What configurations set most often. Data: common-parameters.json.

import data from '../../catalog/common-parameters.json' with { type: 'json' };

const parameterRanks = ranks(data.ranking.parameters);
const restrictionRanks = ranks(data.ranking.restrictions);

/** The smaller, the more files set the parameter; Infinity for one that hardly any file sets. */
export function parameterRank(name: string): number {
  return parameterRanks.get(name) ?? Number.POSITIVE_INFINITY;
}

/** The smaller, the more files use the access restriction. */
export function restrictionRank(name: string): number {
  return restrictionRanks.get(name) ?? Number.POSITIVE_INFINITY;
}

function ranks(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, rank) => [name, rank]));
}
