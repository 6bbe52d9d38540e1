// The occurrences in a value: its nodes, which depend on its type, and its references.

import { valueGrammar } from '../../catalog/restrictions.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { classType, isClass } from '../../instance/restriction-classes.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import {
  type Endpoint,
  parseValue,
  type TableReference,
  type ValueNode,
  type Word,
} from '../../syntax/value.ts';
import type { ValueType } from '../../syntax/value-type.ts';
import type { Occurrence, PlacedValue } from './occurrence.ts';
import { spanOf } from './placing.ts';

/**
 * The type of a parameter's value. A restriction class has the type of a restriction list, and any other name that
 * Postfix does not know is text.
 * @param service the service whose overrides apply; undefined for main.cf
 */
export function parameterType(
  instance: Instance,
  name: string,
  service: PlacedService | undefined,
): ValueType {
  const type = instance.parameterOf(name)?.type;
  return type ?? (isClass(instance, service, name) ? classType : { type: 'text' });
}

/** In any order. Spans count from the start of the value's line. */
export function* valueOccurrences(value: PlacedValue): Generator<Occurrence> {
  const { text, span, type, table } = value;
  for (const node of parseValue(text, span, type, valueGrammar, table !== undefined))
    yield* nodeOccurrences(node, value);
  if (table !== undefined) return;
  for (const reference of references(parseExpression(text, span.start, span.end))) {
    const at = { start: reference.start, end: reference.name.end };
    yield { kind: 'reference', reference, at, value };
  }
}

function* nodeOccurrences(node: ValueNode, value: PlacedValue): Generator<Occurrence> {
  const kind = 'node';
  switch (node.kind) {
    case 'restriction':
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      if (node.argument !== undefined) yield* nodeOccurrences(node.argument, value);
      return;
    case 'table':
      yield { kind, node, part: 'type', at: spanOf(node.type), value };
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      for (const inner of node.tables) yield* nodeOccurrences(inner, value);
      yield* memberOccurrences(node, node.members, value);
      return;
    case 'transport':
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      if (node.nextHop !== undefined) yield* nodeOccurrences(node.nextHop, value);
      return;
    case 'endpoint':
      yield { kind, node, part: 'all', at: spanOf(node), value };
      yield* memberOccurrences(node, node.settings, value);
      return;
    default:
      yield { kind, node, part: 'all', at: spanOf(node), value };
  }
}

function* memberOccurrences(
  holder: TableReference | Endpoint,
  words: readonly Word[],
  value: PlacedValue,
): Generator<Occurrence> {
  for (const node of words) yield { kind: 'node', node, part: 'member', holder, at: spanOf(node), value };
}
