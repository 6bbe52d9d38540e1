// The most common parameters and restrictions in configurations. Data: common-parameters.json.

import data from '../../catalog/common-parameters.json' with { type: 'json' };

const parameterRanks = ranks(data.ranking.parameters);
const restrictionRanks = ranks(data.ranking.restrictions);

/** A lower rank means that more files set the parameter; Infinity if hardly any file does. */
export function parameterRank(name: string): number {
  return parameterRanks.get(name) ?? Number.POSITIVE_INFINITY;
}

/** A lower rank means that more files use the access restriction. */
export function restrictionRank(name: string): number {
  return restrictionRanks.get(name) ?? Number.POSITIVE_INFINITY;
}

function ranks(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, rank) => [name, rank]));
}
