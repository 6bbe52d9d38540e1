// The access restriction lists of an instance: those of main.cf, and those that a service overrides.

import { valueGrammar } from '../catalog/restrictions.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import { type ExpandedValue, expandedValue } from '../instance/words.ts';
import { parseValue } from '../syntax/value.ts';
import { isList, type ValueType } from '../syntax/value-type.ts';

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

/** The words of a list as smtpd first sees them: without regard to what takes arguments. */
export function plainWords(text: string): string[] {
  const nodes = parseValue(
    text,
    { start: 0, end: text.length },
    { type: 'list', of: { type: 'text' }, braces: true },
    valueGrammar,
    true,
  );
  return nodes.map((n) => text.slice(n.start, n.end));
}

/** The restriction classes that smtpd_restriction_classes names. */
export function restrictionClasses(instance: Instance, service: PlacedService | undefined): string[] {
  return plainWords(instance.expanded('smtpd_restriction_classes', service)?.text ?? '');
}

export function isClass(instance: Instance, service: PlacedService | undefined, name: string): boolean {
  return restrictionClasses(instance, service).includes(name);
}

/** The type of a restriction class: a list of restrictions. */
const classType: ValueType = { type: 'list', of: { type: 'restriction' }, braces: true };

/** A restriction class's list, read as such. */
export function expandedClass(
  instance: Instance,
  name: string,
  service: PlacedService | undefined,
): ExpandedValue | undefined {
  const value = expandedValue(instance, name, service);
  if (value === undefined) return undefined;
  const { text } = value.expansion;
  return { ...value, nodes: parseValue(text, { start: 0, end: text.length }, classType, valueGrammar, true) };
}
