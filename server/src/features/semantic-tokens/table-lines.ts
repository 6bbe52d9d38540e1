// The token types of the words in lookup tables.

import type { AliasDestination } from '../../syntax/tables/aliases.ts';
import type { Span } from '../../syntax/text.ts';
import type { PatternOccurrence, ResultOccurrence, TableLineOccurrence } from '../occurrences/index.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';

/** `at` counts from the start of the line. */
export function classifyTableLine(
  occurrence: TableLineOccurrence | ResultOccurrence | PatternOccurrence,
  at: Span,
): ClassifiedSpan[] {
  switch (occurrence.kind) {
    case 'key':
      return [classified(at, 'property', 'declaration')];
    case 'network':
      return [classified(at, 'number')];
    case 'colon':
    case 'negation':
      return [classified(at, 'operator')];
    case 'statement':
      return [classified(at, 'keyword')];
    case 'action':
      return [
        classified(
          at,
          occurrence.word === ':' ? 'operator' : /^\d/.test(occurrence.word) ? 'number' : 'keyword',
        ),
      ];
    case 'action-part':
      return classifyActionPart(occurrence, at);
    case 'address':
    case 'replacement-domain':
    case 'credential':
      return [classified(at, 'string')];
    case 'destination':
      return classifyDestination(occurrence.destination, at);
    case 'policy-attribute':
      return [classified(at, 'parameter')];
    case 'pattern':
      return [classified(at, 'regexp')];
    case 'pattern-flag':
      return [classified(at, 'keyword')];
    case 'group-reference':
      return [classified(at, 'variable')];
    case 'delimiter':
    case 'expression':
      // They are parts of the pattern.
      return [];
    case 'result':
      // Its parts are separate occurrences.
      return [];
  }
}

function classifyActionPart(
  { part }: ResultOccurrence & { kind: 'action-part' },
  at: Span,
): ClassifiedSpan[] {
  switch (part) {
    case 'code':
    case 'status':
      return [classified(at, 'number')];
    case 'header':
      return [classified(at, 'parameter')];
    case 'text':
      // Postfix does not interpret this text.
      return [];
  }
}

/** `|command` and `:include:file` begin with a marker for their kind, inside the quotes if there are any. */
function classifyDestination({ kind, text, start, end }: AliasDestination, at: Span): ClassifiedSpan[] {
  const whole = classified(at, 'string');
  const quotes = end - start - text.length;
  // If it contains escapes or comments, only local(8) knows where the parts begin.
  if (quotes !== 0 && quotes !== 2) return [whole];
  const first = at.start + quotes / 2;
  if (kind === 'command') return [whole, classified({ start: first, end: first + 1 }, 'operator')];
  if (kind === 'include')
    return [whole, classified({ start: first, end: first + ':include:'.length }, 'keyword')];
  return [whole];
}
