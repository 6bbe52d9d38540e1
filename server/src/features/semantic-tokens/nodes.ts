// What the nodes of a value are: written once for each kind of node, not for each parameter.

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { tableType } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Endpoint, TableReference, Transport, Word } from '../../syntax/value.ts';
import type { NodeSpot } from '../spots/spot.ts';
import {
  isLiteral,
  paintsOfEndpoint,
  paintsOfNextHop,
  paintsOfPattern,
  paintsOfTableAddress,
} from './addresses.ts';
import { type Paint, paint } from './paint.ts';
import { paintsOfAssignment, paintsOfWord } from './words.ts';

export function paintsOfNode(instance: Instance, spot: NodeSpot): Paint[] {
  const { node } = spot;
  switch (node.kind) {
    case 'word':
      return spot.part === 'member' ? paintsOfMember(node, spot.holder) : paintsOfWord(node);
    case 'address-pattern':
      return paintsOfPattern(node);
    case 'next-hop':
      return paintsOfNextHop(node);
    case 'endpoint':
      return paintsOfEndpoint(node);
    case 'table':
      return spot.part === 'type' ? paintsOfTableType(node) : paintsOfTableName(node);
    case 'restriction':
      return [paintRestriction(instance, node.name)];
    case 'transport':
      return paintsOfTransport(node);
  }
}

function paintsOfTableType({ type, start }: TableReference): Paint[] {
  const negation = start < type.start ? [paint({ start, end: type.start }, 'operator')] : [];
  const known = tableType(type.text) !== undefined;
  return [...negation, known ? paint(type, 'type', 'defaultLibrary') : paint(type, 'type')];
}

function paintsOfTableName({ type, tables, name }: TableReference): Paint[] {
  // The tables in a table, and the words in braces, are spots of their own.
  const isPlain = tables.length === 0 && !name.text.startsWith('{');
  if (!isPlain || name.start === name.end) return [];
  return isLiteral(name.parts) ? paintsOfTableAddress(type.text, name) : [paint(name, 'string')];
}

/** What patterns and networks in braces are is not taken apart here. */
function paintsOfMember(member: Word, holder: TableReference | Endpoint): Paint[] {
  const isAssignment = holder.kind === 'endpoint' || holder.type.text === 'inline';
  return isAssignment ? paintsOfAssignment(member) : [];
}

function paintsOfTransport({ name, start }: Transport): Paint[] {
  if (name.text === '') return [paint({ start, end: start + 1 }, 'operator')];
  return isLiteral(name.parts) ? [paint(name, 'class')] : [];
}

/** The words that decide without looking at anything. */
const verdicts = new Set(['permit', 'reject', 'defer', 'warn_if_reject']);

/** A word that is no restriction of Postfix is a class of the user's own, or a mistake. */
function paintRestriction({ release }: Instance, word: Word): Paint {
  const facts = restriction(word.text);
  if (facts === undefined) return paint(word, 'function');
  const type = verdicts.has(word.text.toLowerCase()) ? 'keyword' : 'function';
  const isOld = [facts.deprecated, facts.removed].some(
    (since) => since !== undefined && atLeast(release, since),
  );
  return isOld ? paint(word, type, 'defaultLibrary', 'deprecated') : paint(word, type, 'defaultLibrary');
}
