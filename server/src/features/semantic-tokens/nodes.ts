// The token types of the nodes of a value. There is one function for each kind of node, not for each parameter.

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { tableType } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Endpoint, TableReference, Transport, Word } from '../../syntax/value.ts';
import type { NodeOccurrence } from '../occurrences/index.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';
import {
  classifyEndpoint,
  classifyNextHop,
  classifyPattern,
  classifyTableAddress,
  isLiteral,
} from './endpoints.ts';
import { classifyAssignment, classifyWord } from './words.ts';

export function classifyNode(instance: Instance, occurrence: NodeOccurrence): ClassifiedSpan[] {
  const { node } = occurrence;
  switch (node.kind) {
    case 'word':
      return occurrence.part === 'member' ? classifyMember(node, occurrence.holder) : classifyWord(node);
    case 'address-pattern':
      return classifyPattern(node);
    case 'next-hop':
      return classifyNextHop(node);
    case 'endpoint':
      return classifyEndpoint(node);
    case 'table':
      return occurrence.part === 'type' ? classifyTableType(node) : classifyTableName(node);
    case 'restriction':
      return [classifyRestriction(instance, node.name)];
    case 'transport':
      return classifyTransport(node);
  }
}

function classifyTableType({ type, start }: TableReference): ClassifiedSpan[] {
  const negation = start < type.start ? [classified({ start, end: type.start }, 'operator')] : [];
  const isKnown = tableType(type.text) !== undefined;
  return [...negation, isKnown ? classified(type, 'type', 'defaultLibrary') : classified(type, 'type')];
}

function classifyTableName({ type, tables, name }: TableReference): ClassifiedSpan[] {
  // Tables inside a table and words in braces are separate occurrences.
  const isPlain = tables.length === 0 && !name.text.startsWith('{');
  if (!isPlain || name.start === name.end) return [];
  return isLiteral(name.parts) ? classifyTableAddress(type.text, name) : [classified(name, 'string')];
}

/** Words in braces that are not assignments, such as patterns and networks, have no tokens. */
function classifyMember(member: Word, holder: TableReference | Endpoint): ClassifiedSpan[] {
  const isAssignment = holder.kind === 'endpoint' || holder.type.text === 'inline';
  return isAssignment ? classifyAssignment(member) : [];
}

function classifyTransport({ name, start }: Transport): ClassifiedSpan[] {
  if (name.text === '') return [classified({ start, end: start + 1 }, 'operator')];
  return isLiteral(name.parts) ? [classified(name, 'class')] : [];
}

/** Restrictions that do not check anything. */
const unconditional = new Set(['permit', 'reject', 'defer', 'warn_if_reject']);

/** A name that Postfix does not know is a restriction class, or a mistake. */
function classifyRestriction({ release }: Instance, word: Word): ClassifiedSpan {
  const facts = restriction(word.text);
  if (facts === undefined) return classified(word, 'function');
  const type = unconditional.has(word.text.toLowerCase()) ? 'keyword' : 'function';
  const isOld = [facts.deprecated, facts.removed].some(
    (since) => since !== undefined && atLeast(release, since),
  );
  return isOld
    ? classified(word, type, 'defaultLibrary', 'deprecated')
    : classified(word, type, 'defaultLibrary');
}
