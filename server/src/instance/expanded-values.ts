// The words of an effective value, each with its location in the files.

import { valueGrammar } from '../catalog/restrictions.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import { parseValue, type ValueNode } from '../syntax/value.ts';
import type { ValueType } from '../syntax/value-type.ts';
import type { Expansion } from './expand.ts';
import type { EffectiveValue, Instance, Location, PlacedService, Source } from './instance.ts';

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
    const base = owner && valueStart(owner.source);
    if (owner === undefined || base === undefined) continue;
    const uri = sourceUri(instance, owner.source);
    if (uri === undefined) continue;
    if (depth === origin.via.length) {
      const length = Math.min(span.end - span.start, origin.within.end - origin.within.start);
      return { uri, start: base + origin.within.start, end: base + origin.within.start + length };
    }
    if (depth === 0) return { uri, start: base + origin.at.start, end: base + origin.at.end };
    return sourceLocation(instance, owner.source);
  }
  return undefined;
}

/** The offset of a value in its file. */
function valueStart(source: Source): number | undefined {
  if (source.kind === 'entry') return source.entry.start + source.entry.item.value.start;
  if (source.kind === 'override')
    return source.service.start + (source.override.value?.start ?? source.override.word.start);
  return undefined;
}

function sourceUri(instance: Instance, source: Source): string | undefined {
  if (source.kind === 'entry') return instance.files.main?.uri;
  return source.kind === 'override' ? instance.files.master?.uri : undefined;
}

/** The location of the whole setting: an entry of main.cf, or `-o name=value`. Undefined for defaults. */
export function sourceLocation(instance: Instance, source: Source): Location | undefined {
  const uri = sourceUri(instance, source);
  if (uri === undefined) return undefined;
  if (source.kind === 'entry') {
    const { start, item } = source.entry;
    return { uri, start, end: start + item.line.text.length };
  }
  if (source.kind === 'override') {
    const { service, override } = source;
    return { uri, start: service.start + override.start, end: service.start + override.end };
  }
  return undefined;
}

/** The location of an entry's name. */
export function nameLocation(instance: Instance, source: Source): Location | undefined {
  const uri = sourceUri(instance, source);
  if (uri === undefined) return undefined;
  if (source.kind === 'entry') return { uri, ...shift(source.entry.item.name, source.entry.start) };
  if (source.kind === 'override' && source.override.name)
    return { uri, ...shift(source.override.name, source.service.start) };
  return undefined;
}

export function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
