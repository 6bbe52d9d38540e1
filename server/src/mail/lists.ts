// The access restriction lists of an instance: those of main.cf, and those that a service overrides.

import { expandedClass, restrictionClasses } from '../instance/classes.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import { type ExpandedValue, expandedValue } from '../instance/words.ts';
import { isList } from '../syntax/value-type.ts';

export interface RestrictionListValue {
  /** The parameter that holds the list, or the restriction class. */
  readonly parameter: string;
  /** The service whose override it is; undefined for main.cf. */
  readonly service: PlacedService | undefined;
  readonly value: ExpandedValue;
}

/** Every list that the configuration sets: main.cf's, restriction classes, each service's own. */
export function* restrictionLists(instance: Instance): Generator<RestrictionListValue> {
  for (const name of instance.entriesByName.keys()) {
    if (!holdsRestrictions(instance, name)) continue;
    const value = expandedValue(instance, name);
    if (value !== undefined) yield { parameter: name, service: undefined, value };
  }
  for (const name of restrictionClasses(instance, undefined)) {
    const value = expandedClass(instance, name, undefined);
    if (value !== undefined) yield { parameter: name, service: undefined, value };
  }
  for (const service of instance.services) {
    if (service.program !== 'smtpd') continue;
    for (const argument of service.item.arguments) {
      const name = argument.kind === 'override' ? argument.name?.text : undefined;
      if (name === undefined || !holdsRestrictions(instance, name)) continue;
      const value = expandedValue(instance, name, service);
      if (value !== undefined) yield { parameter: name, service, value };
    }
  }
}

/** local_header_rewrite_clients and smtpd_*_restrictions. */
function holdsRestrictions(instance: Instance, name: string): boolean {
  const type = instance.catalog.knows(name) ? instance.catalog.parameter(name)?.type : undefined;
  return type !== undefined && isList(type) && type.of.type === 'restriction';
}
