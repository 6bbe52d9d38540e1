// Helpers for the rules about master.cf: the locations of fields and arguments, ports, and the arguments of programs.

import { program } from '../catalog/services.ts';
import type { Placed } from '../syntax/lines.ts';
import {
  type MalformedService,
  type MasterField,
  type MasterItem,
  masterFields,
  type PlainArgument,
} from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import type { Instance, InstanceFile, Location, PlacedService } from './instance.ts';
import { portIn } from './ports.ts';

/** A field of a service, with its location. */
export interface PlacedField {
  readonly text: string;
  readonly at: Location;
}

export function fieldOf(uri: string, { item, start }: PlacedService, name: MasterField): PlacedField {
  const field = item.fields[masterFields.indexOf(name)];
  return { text: field?.text ?? '', at: within(uri, start, field ?? { start: 0, end: 0 }) };
}

/** Converts a span of a line to a location in its file. */
export function within(uri: string, base: number, { start, end }: Span): Location {
  return { uri, start: base + start, end: base + end };
}

/** The services, each with its file; empty without master.cf. */
export function* placedServices(
  instance: Instance,
): Generator<readonly [uri: string, service: PlacedService]> {
  const { master } = instance.files;
  if (master === undefined) return;
  for (const service of instance.services) yield [master.uri, service];
}

/** The lines of master.cf that are not services because fields are missing, and whether each is the first line. */
export function* incompleteServices(
  master: InstanceFile<MasterItem> | undefined,
): Generator<{ readonly line: Placed<MalformedService>; readonly uri: string; readonly isFirst: boolean }> {
  let count = 0;
  for (const { item, start, end } of master?.tree.items() ?? []) {
    const isFirst = count++ === 0;
    if (master !== undefined && item.kind === 'malformed' && item.problem === 'field-count')
      yield { line: { item, start, end }, uri: master.uri, isFirst };
  }
}

/** Programs that ignore the words after their options. */
const indifferent: ReadonlySet<string> = new Set(['nbdb_reindexd', 'postscreen']);

/** Whether the program exits with a fatal error for any word after its options: "unexpected command-line argument". */
export function refusesArguments(name: string): boolean {
  const known = program(name);
  return known !== undefined && known.attributes === undefined && !indifferent.has(name);
}

/** The words after the program's options. */
export function plainArguments({ item }: PlacedService): readonly PlainArgument[] {
  return item.arguments.filter(
    (argument) => argument.kind === 'argument' && !argument.option,
  ) as PlainArgument[];
}

/** The port of an inet service as a number if its name is a common one. */
export function portOf({ name }: PlacedService): string {
  return portIn(name);
}
