// What stands where in a document: every stretch of it that has a meaning of its own, in order, an outer one
// before those inside it. Hover, links and semantic tokens ask this one question, each in its own way.

import { valueGrammar } from '../catalog/restrictions.ts';
import { isClass } from '../instance/classes.ts';
import type { PlacedService } from '../instance/instance.ts';
import { isTrivia } from '../syntax/document.ts';
import { parseExpression, type Reference, references } from '../syntax/expression.ts';
import type { LogicalLine, Placed } from '../syntax/lines.ts';
import type { Entry } from '../syntax/main-cf.ts';
import { type MasterField, masterFields, type Override, type PlainArgument } from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import {
  type AddressPattern,
  type Endpoint,
  type NextHop,
  parseValue,
  type Restriction,
  type TableReference,
  type Transport,
  type ValueNode,
  type Word,
} from '../syntax/value.ts';
import type { ValueType } from '../syntax/value-type.ts';
import type { Snapshot } from './snapshot.ts';

/** A value in a file: the text that it is part of, and where that text begins in the document. */
export interface ValuePlace {
  /** The parameter that the value is for. */
  readonly parameter: string;
  readonly type: ValueType;
  /** The logical line with comments blanked out; spans count from its start. */
  readonly text: string;
  readonly base: number;
  readonly span: Span;
  /** The service whose override it is. */
  readonly service?: PlacedService;
}

/** `at` is the document's. */
export type Spot = { readonly at: Span } & (
  | {
      /** The name that is set. */
      readonly kind: 'parameter';
      readonly name: string;
      readonly service?: PlacedService;
      readonly entry?: Entry;
    }
  /** `$name`: the `$`, the brace and the name. */
  | { readonly kind: 'reference'; readonly reference: Reference; readonly value: ValuePlace }
  | NodeSpot
  | {
      readonly kind: 'field';
      readonly field: MasterField;
      readonly text: string;
      readonly service: PlacedService;
    }
  /** `-o` of an override. */
  | { readonly kind: 'option'; readonly override: Override; readonly service: PlacedService }
  | { readonly kind: 'argument'; readonly argument: PlainArgument; readonly service: PlacedService }
);

/** A part of a value that cannot be taken apart further. */
export type NodeSpot = { readonly kind: 'node'; readonly value: ValuePlace } & (
  | { readonly node: Word | AddressPattern | NextHop | Endpoint; readonly part: 'all' }
  /** The type in front of the colon, and what stands behind it. */
  | { readonly node: TableReference; readonly part: 'type' | 'name' }
  /** The restriction's own word; its argument is a node of its own. */
  | { readonly node: Restriction; readonly part: 'name' }
  /** The transport in front of the colon; the next hop is a node of its own. */
  | { readonly node: Transport; readonly part: 'name' }
);

/** The innermost spot at an offset; undefined where nothing stands that has a meaning of its own. */
export function spotAt(snapshot: Snapshot, offset: number): Spot | undefined {
  let found: Spot | undefined;
  for (const spot of spotsIn(snapshot, { start: offset, end: offset })) {
    // Of two that touch each other the offset belongs to the one that begins there.
    if (contains(spot.at, offset)) found = spot;
  }
  return found;
}

/** The spots of the logical lines that touch a stretch of the document. */
export function* spotsIn(snapshot: Snapshot, span: Span): Generator<Spot> {
  const { document } = snapshot;
  switch (document.language) {
    case 'postfix-main':
      for (const { item, start } of document.tree.piecesIn(span))
        if (!isTrivia(item) && item.kind === 'entry') yield* ofEntry(snapshot, item, start);
      return;
    case 'postfix-master': {
      const services = servicesIn(snapshot, span);
      for (const service of services) yield* ofService(snapshot, service);
    }
  }
}

function servicesIn({ instance }: Snapshot, { start, end }: Span): PlacedService[] {
  return instance.services.filter((s) => s.end >= start && s.start <= end);
}

function* ofEntry(snapshot: Snapshot, entry: Entry, base: number): Generator<Spot> {
  yield { kind: 'parameter', name: entry.name.text, at: shift(entry.name, base), entry };
  yield* inValue(valueOfEntry(snapshot, { item: entry, start: base, end: base }), entry.line);
}

function* ofService(snapshot: Snapshot, service: PlacedService): Generator<Spot> {
  const { item, start } = service;
  for (const [i, name] of masterFields.entries()) {
    const field = item.fields[i];
    if (field !== undefined)
      yield { kind: 'field', field: name, text: field.text, at: shift(field, start), service };
  }
  for (const argument of item.arguments) {
    if (argument.kind === 'argument') {
      yield { kind: 'argument', argument, at: shift(argument, start), service };
      continue;
    }
    yield { kind: 'option', override: argument, at: shift(argument.option, start), service };
    const { name, value } = argument;
    if (name === undefined) continue;
    yield { kind: 'parameter', name: name.text, at: shift(name, start), service };
    if (value !== undefined) yield* inValue(valueOfOverride(snapshot, service, name.text, value), item.line);
  }
}

export function valueOfEntry(snapshot: Snapshot, { item, start }: Placed<Entry>): ValuePlace {
  const parameter = item.name.text;
  return {
    parameter,
    type: typeOf(snapshot, parameter, undefined),
    text: item.line.masked,
    base: start,
    span: item.value,
  };
}

export function valueOfOverride(
  snapshot: Snapshot,
  service: PlacedService,
  parameter: string,
  span: Span,
): ValuePlace {
  const type = typeOf(snapshot, parameter, service);
  return { parameter, type, text: service.item.line.masked, base: service.start, span, service };
}

const classType: ValueType = { type: 'list', of: { type: 'restriction' }, braces: true };

function typeOf({ instance }: Snapshot, name: string, service: PlacedService | undefined): ValueType {
  const known = instance.parameterOf(name)?.type;
  return known ?? (isClass(instance, service, name) ? classType : { type: 'text' });
}

/** The nodes of a value, and behind each the references in it. */
function* inValue(value: ValuePlace, line: LogicalLine): Generator<Spot> {
  const { text, span, base, type } = value;
  const spots: Spot[] = [];
  for (const node of parseValue(text, span, type, valueGrammar)) spots.push(...ofNode(node, value));
  for (const reference of references(parseExpression(text, span.start, span.end))) {
    const at = { start: reference.start, end: reference.name.end };
    spots.push({ kind: 'reference', reference, at: shift(at, base), value });
  }
  // Stable: a reference stays behind the node that begins where it does.
  spots.sort((a, b) => a.at.start - b.at.start);
  for (const spot of spots) {
    const start = spot.at.start - base;
    // Comments and blank lines inside a logical line are nothing that Postfix sees.
    if (line.pieces.some((piece) => start >= piece.start && start <= piece.end)) yield spot;
  }
}

function* ofNode(node: ValueNode, value: ValuePlace): Generator<Spot> {
  const kind = 'node';
  const at = (span: Span): Span => shift(span, value.base);
  switch (node.kind) {
    case 'restriction':
      yield { kind, node, part: 'name', at: at(node.name), value };
      if (node.argument !== undefined) yield* ofNode(node.argument, value);
      return;
    case 'table':
      yield { kind, node, part: 'type', at: at(node.type), value };
      yield { kind, node, part: 'name', at: at(node.name), value };
      for (const inner of [...node.tables, ...node.members]) yield* ofNode(inner, value);
      return;
    case 'transport':
      yield { kind, node, part: 'name', at: at(node.name), value };
      if (node.nextHop !== undefined) yield* ofNode(node.nextHop, value);
      return;
    case 'endpoint':
      yield { kind, node, part: 'all', at: at(node), value };
      for (const setting of node.settings) yield* ofNode(setting, value);
      return;
    default:
      yield { kind, node, part: 'all', at: at(node), value };
  }
}

function contains({ start, end }: Span, at: number): boolean {
  return at >= start && at <= end;
}

function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
