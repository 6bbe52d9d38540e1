// The values that postconf looks up (postconf_lookup.c): what main.cf or a service sets, or the default.

import { readOnlyParameters } from '../catalog/catalog.ts';
import { memoize } from '../syntax/memoize.ts';
import { expand, type Lookup } from './expand.ts';
import type { Instance, PlacedService } from './instance.ts';
import { MacroFatal, readMacros } from './postconf-macros.ts';
import { postconfOptions } from './postconf-options.ts';
import { Fatal, type Run } from './postconf-run.ts';

/** Postfix sets config_directory itself before it reads main.cf (postconf_misc.c). */
export function isSet(instance: Instance, name: string): boolean {
  return (
    name === 'config_directory' ||
    ((instance.entriesByName.has(name) || instance.extra.has(name)) && !readOnlyParameters.has(name))
  );
}

/** The value in main.cf, exactly as postconf holds it in memory. */
export function mainValue(instance: Instance, name: string): string | undefined {
  const value = instance.extra.get(name) ?? instance.entriesOf(name).at(-1)?.item.text;
  return value ?? (name === 'config_directory' ? instance.path : undefined);
}

/** A default that does not depend on main.cf. */
export function defaultValue(instance: Instance, name: string): string | undefined {
  // The directory that postconf was given is a setting; the default is built in.
  if (name === 'config_directory') return instance.defaultOf(name);
  return instance.hostDefault(name) ?? instance.defaultOf(name);
}

/**
 * The services that have settings in postconf's memory: those with options, and the namesakes after them, which share
 * the settings.
 */
export const servicesWithSettings = memoize((instance: Instance): readonly PlacedService[] => {
  const keys = new Set<string>();
  return instance.services.filter(({ item, key }) => {
    if (postconfOptions(item).length > 0) keys.add(key);
    return keys.has(key);
  });
});

/** The settings of a service, which its namesakes share: the last one wins. */
export function settingsOf(instance: Instance, { key }: PlacedService): ReadonlyMap<string, string> {
  return settingsByKey(instance).get(key) ?? none;
}

const none: ReadonlyMap<string, string> = new Map();

const settingsByKey = memoize((instance: Instance): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const all = new Map<string, Map<string, string>>();
  for (const service of instance.services) {
    for (const { name, text } of postconfOptions(service.item)) {
      const settings = all.get(service.key) ?? new Map<string, string>();
      settings.set(name, text);
      all.set(service.key, settings);
    }
  }
  return all;
});

/** What `$name` is replaced with, in main.cf or in the options of a service. */
export function lookupIn(instance: Instance, service: PlacedService | undefined, defaults = false): Lookup {
  const settings = service && settingsOf(instance, service);
  return (name) => {
    if (defaults) return defaultValue(instance, name);
    if (service !== undefined) {
      if (name === 'process_name') return service.program;
      if (name === 'service_name') return service.name;
      const own = readOnlyParameters.has(name) ? undefined : settings?.get(name);
      if (own !== undefined) return own;
    }
    return isSet(instance, name) ? mainValue(instance, name) : instance.value(name)?.raw;
  };
}

/** pcf_expand_parameter_value(): the expanded text. Throws if Postfix cannot expand it. */
export function expansion(
  instance: Instance,
  text: string,
  lookup: Lookup,
  run: Run,
  failure = 'macro processing error',
): string {
  const expanded = expand(text, lookup, instance.expandOptions);
  if (expanded.problems.length === 0) return expanded.text;
  const { functions = false, isRaw } = instance.expandOptions;
  readOrDie(() => {
    readMacros(text, {
      lookup,
      warn: (warning) => run.warn(warning),
      scan: false,
      functions,
      ...(isRaw && { isRaw }),
    });
  });
  throw new Fatal(failure);
}

/** Runs a reading of macros that may end postconf. */
export function readOrDie(read: () => void): void {
  try {
    read();
  } catch (error) {
    throw error instanceof MacroFatal ? new Fatal(error.message) : error;
  }
}
