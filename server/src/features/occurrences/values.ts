// The parts of a value: its nodes by its type, and the references in it.

import { valueGrammar } from '../../catalog/restrictions.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import {
  type Endpoint,
  parseValue,
  type TableReference,
  type ValueNode,
  type Word,
} from '../../syntax/value.ts';
import { spanOf } from './placing.ts';
import type { Spot, ValuePlace } from './spot.ts';

/** In any order; stretches count from the start of the value's line. */
export function* inValue(value: ValuePlace): Generator<Spot> {
  const { text, span, type, table } = value;
  for (const node of parseValue(text, span, type, valueGrammar, table !== undefined))
    yield* ofNode(node, value);
  if (table !== undefined) return;
  for (const reference of references(parseExpression(text, span.start, span.end))) {
    const at = { start: reference.start, end: reference.name.end };
    yield { kind: 'reference', reference, at, value };
  }
}

function* ofNode(node: ValueNode, value: ValuePlace): Generator<Spot> {
  const kind = 'node';
  switch (node.kind) {
    case 'restriction':
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      if (node.argument !== undefined) yield* ofNode(node.argument, value);
      return;
    case 'table':
      yield { kind, node, part: 'type', at: spanOf(node.type), value };
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      for (const inner of node.tables) yield* ofNode(inner, value);
      yield* members(node, node.members, value);
      return;
    case 'transport':
      yield { kind, node, part: 'name', at: spanOf(node.name), value };
      if (node.nextHop !== undefined) yield* ofNode(node.nextHop, value);
      return;
    case 'endpoint':
      yield { kind, node, part: 'all', at: spanOf(node), value };
      yield* members(node, node.settings, value);
      return;
    default:
      yield { kind, node, part: 'all', at: spanOf(node), value };
  }
}

function* members(
  holder: TableReference | Endpoint,
  words: readonly Word[],
  value: ValuePlace,
): Generator<Spot> {
  for (const node of words) yield { kind: 'node', node, part: 'member', holder, at: spanOf(node), value };
}
