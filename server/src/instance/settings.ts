// Every setting in the files: the entries of main.cf, then the overrides of each service.

import { memoize } from '../syntax/memoize.ts';
import { type Instance, type Location, overrides, type PlacedEntry, type PlacedService } from './instance.ts';

export interface Setting {
  readonly name: string;
  /** The location of the name. */
  readonly at: Location;
  /** The entry of main.cf, or the service whose override it is. */
  readonly entry?: PlacedEntry;
  readonly service?: PlacedService;
}

/** In the order of the files, including earlier settings of a name that is set again. */
export function* settings(instance: Instance): Generator<Setting> {
  yield* read(instance, () => true);
}

/** The settings whose names alone may need a diagnostic. Excludes parameters that the release has and keeps. */
export const unusualSettings = memoize((instance: Instance): readonly Setting[] => [
  ...read(instance, (name) => !instance.catalog.isPlain(name)),
]);

function* read(instance: Instance, isWanted: (name: string) => boolean): Generator<Setting> {
  const { main, master } = instance.files;
  if (main !== undefined) {
    for (const entry of instance.entries.filter(({ item }) => isWanted(item.name.text))) {
      const { text, start, end } = entry.item.name;
      yield { name: text, at: { uri: main.uri, start: entry.start + start, end: entry.start + end }, entry };
    }
  }
  if (master !== undefined) {
    for (const service of instance.services) {
      for (const { name } of overrides(service.item)) {
        if (name === undefined || !isWanted(name.text)) continue;
        const at = { uri: master.uri, start: service.start + name.start, end: service.start + name.end };
        yield { name: name.text, at, service };
      }
    }
  }
}

/** Whether a name was written with a `$`, as a reference. */
export function isReference(name: string): boolean {
  return name.startsWith('$');
}
