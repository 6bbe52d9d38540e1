// Parameter names at the start of a line in main.cf, and after `-o` in master.cf.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Parameter, ReleaseCatalog } from '../../catalog/catalog.ts';
import { parameterRank } from '../../catalog/common.ts';
import { isNewer } from '../../catalog/release.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { mayRead } from '../../instance/read-values.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Suggestion } from './suggestions.ts';
import { compareAll } from './word-at-cursor.ts';

/** The order of suggestions. */
const groups = ['used', 'own', 'read', 'unset', 'set', 'deprecated', 'other-release'] as const;
type Group = (typeof groups)[number];

interface Candidate {
  readonly name: string;
  readonly group: Group;
  readonly note?: string;
}

/**
 * Parameters that this file does not set come first, the ones that most servers set before the others. Then come
 * parameters that it sets, deprecated parameters, and parameters of other releases.
 * @param equals the text to insert after the name; empty if there already is an equals sign
 */
export function entrySuggestions(snapshot: Snapshot, equals: string): Suggestion[] {
  const { instance, names } = snapshot;
  const isSet = (name: string): boolean => instance.entriesByName.has(name);
  const used = new Set(names.undefinedUses.map(({ name }) => name).filter((name) => !isSet(name)));
  const candidates: Candidate[] = [];
  for (const name of used)
    if (instance.parameterOf(name) === undefined)
      candidates.push({ name, group: 'used', note: 'used but not set' });
  for (const name of releaseNames(instance)) {
    if (isDeprecated(instance, name)) candidates.push({ name, group: 'deprecated' });
    else if (isSet(name)) candidates.push({ name, group: 'set', note: 'already set' });
    else candidates.push({ name, group: 'unset' });
  }
  return toSuggestions([...candidates, ...fromOtherReleases(instance.catalog)], equals);
}

/**
 * Names after `-o`: the parameters that the program of the service reads, those with its own prefix first, and the ones
 * that the user defines. All parameters if the program is not known.
 */
export function overrideSuggestions(
  { instance, names }: Snapshot,
  service: PlacedService | undefined,
  program: string,
  equals: string,
): Suggestion[] {
  const isSet = (name: string): boolean =>
    service !== undefined && instance.overridesOf(service, name).length > 0;
  const candidates: Candidate[] = [];
  for (const name of releaseNames(instance)) {
    if (!mayRead(instance, program, name)) continue;
    if (isDeprecated(instance, name)) candidates.push({ name, group: 'deprecated' });
    else if (isSet(name)) candidates.push({ name, group: 'set', note: 'already set' });
    else if (name.startsWith(`${program}_`)) candidates.push({ name, group: 'own' });
    else if (instance.catalog.parameter(name)?.usedBy.includes(program))
      candidates.push({ name, group: 'read' });
    else candidates.push({ name, group: 'unset' });
  }
  // User-defined names in main.cf may be intended for overrides. A name that nothing uses is probably a typo.
  for (const name of instance.entriesByName.keys())
    if (instance.parameterOf(name) === undefined && names.isKnown(name))
      candidates.push({ name, group: 'unset' });
  const others = fromOtherReleases(instance.catalog).filter(({ name }) => mayRead(instance, program, name));
  return toSuggestions([...candidates, ...others], equals);
}

/** The names in the target release, the most common ones first, then the names that derive from services. */
function releaseNames({ catalog, derivedNames }: Instance): string[] {
  return [...rankedNames(catalog), ...derivedNames.keys()];
}

/** The names of a release, the most common ones first. */
export const rankedNames = memoize((catalog: ReleaseCatalog): readonly string[] => {
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

const fromOtherReleases = memoize((catalog: ReleaseCatalog): readonly Candidate[] => {
  const age = ({ since, last }: Parameter): string =>
    last !== undefined && isNewer(catalog.release, last) ? `until ${last}` : `since ${since}`;
  const names = catalog
    .otherParameters()
    .map((p): Candidate => ({ name: p.name, group: 'other-release', note: age(p) }));
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
});

/** Sorts by group. Within a group, the order stays the same. */
function toSuggestions(candidates: readonly Candidate[], equals: string): Suggestion[] {
  return groups.flatMap((group) =>
    candidates
      .filter((candidate) => candidate.group === group)
      .map(({ name, note }) => ({
        label: name,
        kind: CompletionItemKind.Property,
        ...(equals === '' ? {} : { insert: name + equals, retrigger: true }),
        ...(note === undefined ? {} : { note }),
        ...(group === 'deprecated' ? { deprecated: true } : {}),
        subject: { parameter: name },
      })),
  );
}
