// The words of an effective value, each with its location in the files.

import { valueGrammar } from '../catalog/restrictions.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import { parseValue, type ValueNode } from '../syntax/value.ts';
import type { ValueType } from '../syntax/value-type.ts';
import type { Expansion } from './expand.ts';
import type { EffectiveValue, Instance, InstanceFile, Location, PlacedService, Source } from './instance.ts';

/** A parameter's value, expanded and parsed by its type. */
export interface ExpandedValue {
  readonly value: EffectiveValue;
  readonly expansion: Expansion;
  readonly nodes: readonly ValueNode[];
  /** The file and span that a span of the expanded text comes from; undefined for a default. */
  locate(span: Span): Location | undefined;
}

/** Reads a value as a program does: expands it, then splits it into words. Undefined if nothing sets the value. */
export function expandedValue(
  instance: Instance,
  name: string,
  service?: PlacedService,
): ExpandedValue | undefined {
  return readValue(instance, service, name);
}

const readValue = memoize(findValue);

function findValue(
  instance: Instance,
  service: PlacedService | undefined,
  name: string,
): ExpandedValue | undefined {
  const value = instance.value(name, service);
  const expansion = instance.expanded(name, service);
  if (value === undefined || expansion === undefined) return undefined;
  return {
    value,
    expansion,
    nodes: nodesOf(expansion, instance.parameterOf(name)?.type ?? freeText),
    locate: (span) => locate(instance, value, expansion, span, service),
  };
}

const freeText: ValueType = { type: 'text' };

/** Parses expanded text by its type. An expansion that survives an edit is parsed once. */
export const nodesOf = memoize(({ text }: Expansion, type: ValueType): readonly ValueNode[] =>
  parseValue(text, { start: 0, end: text.length }, type, valueGrammar, true),
);

function locate(
  instance: Instance,
  value: EffectiveValue,
  expansion: Expansion,
  span: Span,
  service: PlacedService | undefined,
): Location | undefined {
  const origin = expansion.originAt(span.start);
  if (origin === undefined) return sourceLocation(instance, value.source);
  // Finds the deepest parameter that a file sets. Defaults in between have no location in a file.
  for (let depth = origin.via.length; depth >= 0; depth--) {
    const owner = depth === 0 ? value : instance.value(origin.via[depth - 1] ?? '', service);
    const whole = owner && valueLocation(instance, owner.source);
    if (owner === undefined || whole === undefined) continue;
    const { uri } = whole;
    if (depth === origin.via.length) {
      const { start, end } = shift(origin.within, whole.start);
      return { uri, start, end: Math.min(end, start + span.end - span.start) };
    }
    return depth === 0 ? { uri, ...shift(origin.at, whole.start) } : sourceLocation(instance, owner.source);
  }
  return undefined;
}

/** The location of a value as written. Undefined for defaults. */
export function valueLocation({ files }: Instance, source: Source): Location | undefined {
  if (source.kind === 'entry') return locationIn(files.main, source.entry.start, source.entry.item.value);
  if (source.kind !== 'override') return undefined;
  return locationIn(files.master, source.service.start, source.override.value ?? source.override.word);
}

/** The location of the whole setting: an entry of main.cf, or `-o name=value`. Undefined for defaults. */
export function sourceLocation({ files }: Instance, source: Source): Location | undefined {
  if (source.kind === 'entry') {
    const { start, item } = source.entry;
    return locationIn(files.main, start, { start: 0, end: item.line.text.length });
  }
  if (source.kind !== 'override') return undefined;
  return locationIn(files.master, source.service.start, source.override);
}

/** The location of an entry's name. */
export function nameLocation({ files }: Instance, source: Source): Location | undefined {
  if (source.kind === 'entry') return locationIn(files.main, source.entry.start, source.entry.item.name);
  if (source.kind !== 'override' || source.override.name === undefined) return undefined;
  return locationIn(files.master, source.service.start, source.override.name);
}

function locationIn(file: InstanceFile<unknown> | undefined, base: number, span: Span): Location | undefined {
  return file && { uri: file.uri, ...shift(span, base) };
}

export function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
