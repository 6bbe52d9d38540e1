// The access restriction lists of an instance: those of main.cf, and those that services override.

import type { RestrictionList } from '../catalog/restrictions.ts';
import { type ExpandedValue, expandedValue } from '../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService, type SetParameter } from '../instance/instance.ts';
import { expandedClass, restrictionClasses } from '../instance/restriction-classes.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import { isList, type ValueType } from '../syntax/value-type.ts';
import { scopesSharing } from './smtpd-services.ts';

export interface RestrictionListValue {
  /** The parameter that holds the list, or the restriction class. */
  readonly parameter: string;
  /** Which list it is; undefined for a restriction class. */
  readonly list: RestrictionList | undefined;
  /** The service that overrides the list; undefined for main.cf. */
  readonly service: PlacedService | undefined;
  readonly value: ExpandedValue;
}

/** Every list that the configuration sets: in main.cf, as a restriction class, or in a service. */
export const restrictionLists = memoize((instance: Instance): readonly RestrictionListValue[] => [
  ...findLists(instance),
]);

function* findLists(instance: Instance): Generator<RestrictionListValue> {
  for (const { name: parameter, parameter: known, isRead } of listParameters(instance.parameters)) {
    const list = isRead ? listOfType(known.type) : undefined;
    const value = list && listValue(instance, undefined, parameter);
    if (value !== undefined) yield { parameter, list, service: undefined, value };
  }
  for (const parameter of restrictionClasses(instance, undefined)) {
    const value = expandedClass(instance, parameter, undefined);
    if (value !== undefined) yield { parameter, list: undefined, service: undefined, value };
  }
  for (const service of instance.services) {
    if (service.program !== 'smtpd') continue;
    for (const parameter of new Set(overrides(service.item).map(({ name }) => name?.text ?? ''))) {
      const list = listOf(instance, parameter);
      const value = list && listValue(instance, service, parameter);
      if (value !== undefined) yield { parameter, list, service, value };
    }
  }
}

const listParameters = memoize((parameters: readonly SetParameter[]) =>
  parameters.filter(({ parameter: { type } }) => listOfType(type) !== undefined),
);

/** The services that use a list of main.cf, or the one service that overrides it; undefined means main.cf only. */
export function scopesOf(
  instance: Instance,
  { parameter, service }: RestrictionListValue,
): readonly (PlacedService | undefined)[] {
  return service === undefined ? scopesSharing(instance, parameter) : [service];
}

/**
 * The services that evaluate a list while a setting is off. For a class, only if the setting is off in all services.
 */
export function scopesWithout(
  instance: Instance,
  list: RestrictionListValue,
  ...settings: readonly string[]
): readonly (PlacedService | undefined)[] {
  const scopes = scopesOf(instance, list);
  const without = scopes.filter((service) => settings.every((name) => isOff(instance, name, service)));
  return list.list === undefined && without.length < scopes.length ? [] : without;
}

/** Without main.cf, its settings are unknown, so only the service's own override is used. */
function isOff(instance: Instance, name: string, service: PlacedService | undefined): boolean {
  if (instance.files.main === undefined && instance.value(name, service)?.source.kind === 'default')
    return false;
  return parseBoolean(instance.expanded(name, service)?.text ?? '') !== true;
}

/** Which of the smtpd_*_restrictions a parameter is. */
function listOf({ catalog }: Instance, name: string): RestrictionList | undefined {
  return catalog.knows(name) ? listOfType(catalog.parameter(name)?.type) : undefined;
}

function listOfType(type: ValueType | undefined): RestrictionList | undefined {
  const element = type !== undefined && isList(type) ? type.of : undefined;
  return element?.type === 'restriction' ? (element.list as RestrictionList) : undefined;
}

/**
 * A list of restrictions or addresses, as a service sees it. Services that do not override it share the value of
 * main.cf.
 */
export function listValue(
  instance: Instance,
  service: PlacedService | undefined,
  parameter: string,
): ExpandedValue | undefined {
  const value = instance.value(parameter, service);
  // A value that refers to another parameter may expand differently for each service.
  const owner = value?.source.kind === 'override' || value?.raw.includes('$') ? service : undefined;
  return expandedValue(instance, parameter, owner);
}
