// What the words of lookup tables are.

import type { AliasDestination } from '../../syntax/tables/aliases.ts';
import type { Span } from '../../syntax/text.ts';
import type { PatternSpot, ResultSpot, TableLineSpot } from '../spots/spot.ts';
import { type Paint, paint } from './paint.ts';

/** `at` counts from the line's start. */
export function paintsOfTable(spot: TableLineSpot | ResultSpot | PatternSpot, at: Span): Paint[] {
  switch (spot.kind) {
    case 'key':
      return [paint(at, 'property', 'declaration')];
    case 'network':
      return [paint(at, 'number')];
    case 'colon':
    case 'negation':
      return [paint(at, 'operator')];
    case 'statement':
      return [paint(at, 'keyword')];
    case 'action':
      return [paint(at, spot.word === ':' ? 'operator' : /^\d/.test(spot.word) ? 'number' : 'keyword')];
    case 'action-part':
      return paintsOfActionPart(spot, at);
    case 'address':
    case 'replacement-domain':
    case 'credential':
      return [paint(at, 'string')];
    case 'destination':
      return paintsOfDestination(spot.destination, at);
    case 'policy-attribute':
      return [paint(at, 'parameter')];
    case 'pattern':
      return [paint(at, 'regexp')];
    case 'pattern-flag':
      return [paint(at, 'keyword')];
    case 'group-reference':
      return [paint(at, 'variable')];
    case 'delimiter':
    case 'expression':
      // A part of the pattern.
      return [];
    case 'result':
      // What is known of its parts follows it.
      return [];
  }
}

function paintsOfActionPart({ part }: ResultSpot & { kind: 'action-part' }, at: Span): Paint[] {
  switch (part) {
    case 'code':
    case 'status':
      return [paint(at, 'number')];
    case 'header':
      return [paint(at, 'parameter')];
    case 'text':
      // For people, not for Postfix.
      return [];
  }
}

/** `|command` and `:include:file` begin with what tells their kind, within quotes if there are any. */
function paintsOfDestination({ kind, text, start, end }: AliasDestination, at: Span): Paint[] {
  const whole = paint(at, 'string');
  const quotes = end - start - text.length;
  // With escapes and comments in it, only local(8) knows where what begins.
  if (quotes !== 0 && quotes !== 2) return [whole];
  const first = at.start + quotes / 2;
  if (kind === 'command') return [whole, paint({ start: first, end: first + 1 }, 'operator')];
  if (kind === 'include') return [whole, paint({ start: first, end: first + ':include:'.length }, 'keyword')];
  return [whole];
}
