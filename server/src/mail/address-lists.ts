// The address match lists that a configuration sets: mynetworks and similar parameters.

import type { ExpandedValue } from '../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService, type SetParameter } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import { isList, type ValueType } from '../syntax/value-type.ts';
import { type AddressPattern, addressPatterns } from './networks.ts';
import { listValue } from './restriction-lists.ts';

export interface AddressList {
  readonly parameter: string;
  /** The service that overrides the list; undefined for main.cf. */
  readonly service: PlacedService | undefined;
  readonly value: ExpandedValue;
  readonly patterns: readonly AddressPattern[];
}

export const addressLists = memoize((instance: Instance): readonly AddressList[] => [...findLists(instance)]);

function* findLists(instance: Instance): Generator<AddressList> {
  for (const { name } of addressListParameters(instance.parameters)) yield* found(instance, name, undefined);
  for (const service of instance.services) {
    for (const parameter of new Set(overrides(service.item).map(({ name }) => name?.text ?? ''))) {
      const isKnown = instance.catalog.knows(parameter);
      if (isKnown && isAddressList(instance.catalog.parameter(parameter)?.type))
        yield* found(instance, parameter, service);
    }
  }
}

const addressListParameters = memoize((parameters: readonly SetParameter[]) =>
  parameters.filter(({ parameter, isRead }) => isRead && isAddressList(parameter.type)),
);

function* found(
  instance: Instance,
  parameter: string,
  service: PlacedService | undefined,
): Generator<AddressList> {
  const value = listValue(instance, service, parameter);
  if (value !== undefined) yield { parameter, service, value, patterns: addressPatterns(value) };
}

function isAddressList(type: ValueType | undefined): boolean {
  return type !== undefined && isList(type) && type.of.type === 'address-pattern';
}
