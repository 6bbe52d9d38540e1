// Names of parameters: at the start of a line of main.cf, and behind `-o`.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Parameter, ReleaseCatalog } from '../../catalog/catalog.ts';
import { parameterRank } from '../../catalog/common.ts';
import { isNewer } from '../../catalog/release.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Offer } from './offer.ts';
import { compareAll } from './words.ts';

/** The order in which names are offered. */
const groups = ['wanted', 'own', 'free', 'other', 'set', 'deprecated', 'foreign'] as const;
type Group = (typeof groups)[number];

interface Candidate {
  readonly name: string;
  readonly group: Group;
  readonly note?: string;
}

/**
 * What this file lacks and servers usually set comes first; then what it has already, what will go, and what
 * other releases have.
 * @param equals what to write behind the name; empty where it stands already
 */
export function entryOffers(snapshot: Snapshot, equals: string): Offer[] {
  const { instance, names } = snapshot;
  const isSet = (name: string): boolean => instance.entriesByName.has(name);
  const wanted = new Set(names.undefinedUses.map(({ name }) => name).filter((name) => !isSet(name)));
  const candidates: Candidate[] = [];
  for (const name of wanted)
    if (instance.parameterOf(name) === undefined)
      candidates.push({ name, group: 'wanted', note: 'used, not set' });
  for (const name of releaseNames(instance)) {
    if (isDeprecated(instance, name)) candidates.push({ name, group: 'deprecated' });
    else if (isSet(name)) candidates.push({ name, group: 'set', note: 'set already' });
    else candidates.push({ name, group: 'free' });
  }
  return toOffers([...candidates, ...foreign(instance.catalog)], equals);
}

/** Names behind `-o`: those that the service's program reads come first. */
export function overrideOffers(
  { instance }: Snapshot,
  service: PlacedService | undefined,
  program: string,
  equals: string,
): Offer[] {
  const has = (name: string): boolean =>
    service !== undefined && instance.overridesOf(service, name).length > 0;
  const candidates: Candidate[] = [];
  for (const name of releaseNames(instance)) {
    const usedBy = instance.catalog.parameter(name)?.usedBy ?? [];
    if (isDeprecated(instance, name)) candidates.push({ name, group: 'deprecated' });
    else if (has(name)) candidates.push({ name, group: 'set', note: 'set already' });
    else if (usedBy.includes(program)) candidates.push({ name, group: 'own' });
    else candidates.push({ name, group: usedBy.includes('global') ? 'free' : 'other' });
  }
  // What main.cf sets and Postfix does not know is the user's own: it may be meant to be overridden.
  for (const name of instance.entriesByName.keys())
    if (instance.parameterOf(name) === undefined) candidates.push({ name, group: 'free' });
  return toOffers([...candidates, ...foreign(instance.catalog)], equals);
}

/** Those of the target release, the ones that servers set most first, then those that services give rise to. */
function releaseNames({ catalog, derivedNames }: Instance): string[] {
  return [...rankedNames(catalog), ...derivedNames.keys()];
}

const rankedNames = memoize((catalog: ReleaseCatalog): readonly string[] => {
  const rows = catalog
    .names()
    .filter((name) => !catalog.isLegacy(name))
    .map((name) => ({ name, rank: parameterRank(name) }));
  rows.sort((a, b) => compareAll([a.rank], [b.rank]) || (a.name < b.name ? -1 : 1));
  return rows.map(({ name }) => name);
});

function isDeprecated({ catalog }: Instance, name: string): boolean {
  const parameter = catalog.parameter(name);
  return parameter !== undefined && catalog.isDeprecated(parameter);
}

const foreign = memoize((catalog: ReleaseCatalog): readonly Candidate[] => {
  const age = ({ since, last }: Parameter): string =>
    last !== undefined && isNewer(catalog.release, last) ? `until ${last}` : `since ${since}`;
  const names = catalog
    .otherParameters()
    .map((p): Candidate => ({ name: p.name, group: 'foreign', note: age(p) }));
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
});

/** By their groups; those of a group stay in their order. */
function toOffers(candidates: readonly Candidate[], equals: string): Offer[] {
  return groups.flatMap((group) =>
    candidates
      .filter((candidate) => candidate.group === group)
      .map(({ name, note }) => ({
        label: name,
        kind: CompletionItemKind.Property,
        ...(equals === '' ? {} : { insert: name + equals, again: true }),
        ...(note === undefined ? {} : { note }),
        ...(group === 'deprecated' ? { deprecated: true } : {}),
        subject: { parameter: name },
      })),
  );
}
