// main.cf: the name of an entry, and its value.

import { classType, isClass } from '../../instance/classes.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { ValueType } from '../../syntax/value-type.ts';
import { spanOf } from './placing.ts';
import type { Spot, ValuePlace } from './spot.ts';
import { inValue } from './values.ts';

export function* ofEntry(instance: Instance, entry: Entry, base: number): Generator<Spot> {
  yield { kind: 'parameter', name: entry.name.text, at: spanOf(entry.name), entry };
  yield* inValue(valueOfEntry(instance, entry, base));
}

export function valueOfEntry(instance: Instance, entry: Entry, base: number): ValuePlace {
  const parameter = entry.name.text;
  const type = typeOf(instance, parameter, undefined);
  return { parameter, type, text: entry.line.masked, base, span: entry.value };
}

/** The type of a parameter for a service; a name of the user's own is text, unless it is a restriction class. */
export function typeOf(instance: Instance, name: string, service: PlacedService | undefined): ValueType {
  const known = instance.parameterOf(name)?.type;
  return known ?? (isClass(instance, service, name) ? classType : { type: 'text' });
}
