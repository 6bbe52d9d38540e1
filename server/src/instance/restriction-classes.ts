// Restriction classes: the names that smtpd_restriction_classes defines as restrictions, and their lists.

import { valueGrammar } from '../catalog/restrictions.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseValue, type ValueNode } from '../syntax/value.ts';
import type { ValueType } from '../syntax/value-type.ts';
import { type ExpandedValue, expandedValue, nodesOf } from './expanded-values.ts';
import type { Instance, PlacedService } from './instance.ts';

/** The words of a list as smtpd first splits it, ignoring which restrictions take arguments. */
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

interface Classes {
  readonly list: readonly string[];
  readonly set: ReadonlySet<string>;
}

function classesOf(instance: Instance, service: PlacedService | undefined): Classes {
  // Services without their own override share main.cf's value.
  const own =
    service !== undefined && instance.overridesOf(service, 'smtpd_restriction_classes').length > 0
      ? service
      : undefined;
  return classesOfOwner(instance, own);
}

const classesOfOwner = memoize((instance: Instance, owner: PlacedService | undefined): Classes => {
  const list = plainWords(instance.expanded('smtpd_restriction_classes', owner)?.text ?? '');
  return { list, set: new Set(list) };
});

/** The restriction classes that smtpd_restriction_classes names. */
export function restrictionClasses(
  instance: Instance,
  service: PlacedService | undefined,
): readonly string[] {
  return classesOf(instance, service).list;
}

export function isClass(instance: Instance, service: PlacedService | undefined, name: string): boolean {
  return classesOf(instance, service).set.has(name);
}

/** The type of a restriction class: a list of restrictions. */
export const classType: ValueType = { type: 'list', of: { type: 'restriction' }, braces: true };

/** Parses expanded text as a list of restrictions. */
export function restrictionsIn(text: string): readonly ValueNode[] {
  return parseValue(text, { start: 0, end: text.length }, classType, valueGrammar, true);
}

/** The list of a restriction class, parsed as restrictions. */
export function expandedClass(
  instance: Instance,
  name: string,
  service: PlacedService | undefined,
): ExpandedValue | undefined {
  const value = expandedValue(instance, name, service);
  if (value === undefined) return undefined;
  return { ...value, nodes: nodesOf(value.expansion, classType) };
}
