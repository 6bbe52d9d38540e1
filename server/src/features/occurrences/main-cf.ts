// main.cf: the name and the value of an entry.

import type { Instance } from '../../instance/instance.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { Occurrence, PlacedValue } from './occurrence.ts';
import { spanOf } from './placing.ts';
import { parameterType, valueOccurrences } from './values.ts';

export function* entryOccurrences(instance: Instance, entry: Entry, base: number): Generator<Occurrence> {
  yield { kind: 'parameter', name: entry.name.text, at: spanOf(entry.name), entry };
  yield* valueOccurrences(valueOfEntry(instance, entry, base));
}

function valueOfEntry(instance: Instance, entry: Entry, base: number): PlacedValue {
  const parameter = entry.name.text;
  const type = parameterType(instance, parameter, undefined);
  return { parameter, type, text: entry.line.masked, base, span: entry.value };
}
