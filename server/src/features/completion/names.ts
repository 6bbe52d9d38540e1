// Names of parameters: at the start of a line of main.cf, and behind `-o`.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Parameter } from '../../catalog/catalog.ts';
import { parameterRank } from '../../catalog/common.ts';
import { isNewer } from '../../catalog/release.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Offer } from './offer.ts';
import { compareAll } from './words.ts';

/** The order in which names are offered. */
const groups = ['wanted', 'own', 'free', 'other', 'set', 'deprecated', 'foreign'] as const;
type Group = (typeof groups)[number];

interface Candidate {
  readonly name: string;
  readonly group: Group;
  readonly rank: number;
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
      candidates.push({ name, group: 'wanted', rank: 0, note: 'used, not set' });
  for (const name of releaseNames(instance)) {
    const candidate = { name, rank: parameterRank(name) };
    if (isDeprecated(instance, name)) candidates.push({ ...candidate, group: 'deprecated' });
    else if (isSet(name)) candidates.push({ ...candidate, group: 'set', note: 'set already' });
    else candidates.push({ ...candidate, group: 'free' });
  }
  return toOffers([...candidates, ...foreign(instance)], equals);
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
    const candidate = { name, rank: parameterRank(name) };
    const usedBy = instance.catalog.parameter(name)?.usedBy ?? [];
    if (isDeprecated(instance, name)) candidates.push({ ...candidate, group: 'deprecated' });
    else if (has(name)) candidates.push({ ...candidate, group: 'set', note: 'set already' });
    else if (usedBy.includes(program)) candidates.push({ ...candidate, group: 'own' });
    else candidates.push({ ...candidate, group: usedBy.includes('global') ? 'free' : 'other' });
  }
  // What main.cf sets and Postfix does not know is the user's own: it may be meant to be overridden.
  for (const name of instance.entriesByName.keys())
    if (instance.parameterOf(name) === undefined) candidates.push({ name, group: 'free', rank: 0 });
  return toOffers([...candidates, ...foreign(instance)], equals);
}

function releaseNames({ catalog, derivedNames }: Instance): string[] {
  return [...catalog.names().filter((name) => !catalog.isLegacy(name)), ...derivedNames.keys()];
}

function isDeprecated({ catalog }: Instance, name: string): boolean {
  const parameter = catalog.parameter(name);
  return parameter !== undefined && catalog.isDeprecated(parameter);
}

function foreign({ catalog, release }: Instance): Candidate[] {
  const age = ({ since, last }: Parameter): string =>
    last !== undefined && isNewer(release, last) ? `until ${last}` : `since ${since}`;
  return catalog
    .otherParameters()
    .map((p): Candidate => ({ name: p.name, group: 'foreign', rank: 0, note: age(p) }));
}

function toOffers(candidates: readonly Candidate[], equals: string): Offer[] {
  return inOrder(candidates).map(({ name, group, note }) => ({
    label: name,
    kind: CompletionItemKind.Property,
    ...(equals === '' ? {} : { insert: name + equals, again: true }),
    ...(note === undefined ? {} : { note }),
    ...(group === 'deprecated' ? { deprecated: true } : {}),
    subject: { parameter: name },
  }));
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const place = (group: Group): number => groups.indexOf(group);
  return [...candidates].sort(
    (a, b) => compareAll([place(a.group), a.rank], [place(b.group), b.rank]) || (a.name < b.name ? -1 : 1),
  );
}
