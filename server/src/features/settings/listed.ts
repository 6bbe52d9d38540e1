// The parameters of a configuration, each with its value as postconf shows it and the place that it comes from.

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { lineNumber } from '../../edits/lines.ts';
import {
  type EffectiveValue,
  type Instance,
  type Location,
  overrides,
  type PlacedService,
  rawText,
  type Source,
} from '../../instance/instance.ts';
import type { Names } from '../../instance/names.ts';
import { memoize } from '../../syntax/memoize.ts';

/** A place in a file, for people and for links. */
export interface Place {
  /** `main.cf:12` */
  readonly text: string;
  readonly uri: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The names that have a value, in alphabetical order: those that Postfix knows and those that main.cf uses. */
export function listedNames(instance: Instance, names: Names): string[] {
  const { catalog, derivedNames, entriesByName } = instance;
  const known = catalog.names().filter((name) => !catalog.isLegacy(name) || entriesByName.has(name));
  const own = [...names.userNames].filter((name) => instance.value(name) !== undefined);
  return [...new Set([...known, ...derivedNames.keys(), ...own])]
    .filter((name) => !readOnlyParameters.has(name))
    .sort();
}

/** Names that main.cf sets and nothing uses. */
export function unusedNames(instance: Instance, names: Names): string[] {
  return [...instance.entriesByName.keys()].filter((name) => !names.isKnown(name)).sort();
}

/** The text of a value on one line, as postconf prints it. */
export function valueText({ source, raw }: Pick<EffectiveValue, 'source' | 'raw'>): string {
  return oneLine(source.kind === 'entry' ? source.entry.item.text : raw);
}

/** Each run of white space becomes one space. */
export function oneLine(text: string): string {
  return text
    .split(/[ \t\r\n\v\f]+/)
    .filter(Boolean)
    .join(' ');
}

/** Undefined for a value that is not written in a file. */
export function placeOf({ files }: Instance, source: Source): Place | undefined {
  if (source.kind === 'entry') return placeIn(files.main, source.entry.start);
  if (source.kind === 'override') return placeIn(files.master, source.service.start + source.override.start);
  return undefined;
}

function placeIn(
  file: Instance['files']['main'] | Instance['files']['master'],
  offset: number,
): Place | undefined {
  if (file === undefined) return undefined;
  const line = lineNumber(file, offset);
  return { text: `${baseName(file.uri)}:${line}`, uri: file.uri, line };
}

function baseName(uri: Location['uri']): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

/** A value that one service uses in place of the one in main.cf. */
export interface ServiceValue {
  readonly service: PlacedService;
  readonly value: string;
  readonly source: Source;
}

/** What services override, by name. A service that sets a name twice uses the last value. */
export const serviceValues = memoize((instance: Instance): ReadonlyMap<string, readonly ServiceValue[]> => {
  const byName = new Map<string, ServiceValue[]>();
  for (const service of instance.services) {
    for (const name of new Set(overrides(service.item).map((each) => each.name?.text ?? ''))) {
      const override = instance.overridesOf(service, name).at(-1);
      if (override === undefined || readOnlyParameters.has(name)) continue;
      const source: Source = { kind: 'override', service, override };
      const list = byName.get(name) ?? [];
      list.push({ service, value: oneLine(rawText(source) ?? ''), source });
      byName.set(name, list);
    }
  }
  return byName;
});
