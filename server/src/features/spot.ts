// What stands at a place of a document. Hover, completion and links ask this one question.

import { valueGrammar } from '../catalog/restrictions.ts';
import { overrides, type PlacedService } from '../instance/instance.ts';
import { isTrivia } from '../syntax/document.ts';
import { branchesOf, type Part, parseExpression, type Reference } from '../syntax/expression.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import type { Entry } from '../syntax/main-cf.ts';
import { type MasterField, masterFields } from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import { parseValue, type ValueNode } from '../syntax/value.ts';
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

export type Spot =
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly at: Span;
      readonly service?: PlacedService;
      readonly entry?: Entry;
    }
  | {
      readonly kind: 'reference';
      readonly reference: Reference;
      readonly at: Span;
      readonly value: ValuePlace;
    }
  | { readonly kind: 'node'; readonly node: ValueNode; readonly at: Span; readonly value: ValuePlace }
  | {
      readonly kind: 'field';
      readonly field: MasterField;
      readonly text: string;
      readonly at: Span;
      readonly service: PlacedService;
    };

/** Spans of the answer are the document's; undefined where nothing stands that has a meaning of its own. */
export function spotAt(snapshot: Snapshot, offset: number): Spot | undefined {
  const { document, instance } = snapshot;
  if (document.language === 'postfix-main') {
    const piece = document.tree.pieceAt(offset);
    if (piece === undefined || isTrivia(piece.item) || piece.item.kind !== 'entry') return undefined;
    const entry = piece.item;
    const at = offset - piece.start;
    if (!isVisible(entry.line, at)) return undefined;
    if (at <= entry.name.end)
      return { kind: 'parameter', name: entry.name.text, at: shift(entry.name, piece.start), entry };
    return inValue(valueOfEntry(snapshot, entry, piece.start), offset);
  }
  if (document.language !== 'postfix-master') return undefined;
  const service = instance.services.find(
    (s) => offset >= s.start && offset <= s.start + s.item.line.text.length,
  );
  if (service === undefined) return undefined;
  const at = offset - service.start;
  if (!isVisible(service.item.line, at)) return undefined;
  for (const [i, field] of service.item.fields.entries()) {
    const name = masterFields[i];
    if (name !== undefined && contains(field, at))
      return { kind: 'field', field: name, text: field.text, at: shift(field, service.start), service };
  }
  for (const override of overrides(service.item)) {
    if (override.name && contains(override.name, at)) {
      return {
        kind: 'parameter',
        name: override.name.text,
        at: shift(override.name, service.start),
        service,
      };
    }
    if (override.name && override.value && contains(override.value, at)) {
      return inValue(valueOfOverride(snapshot, service, override.name.text, override.value), offset);
    }
  }
  return undefined;
}

/** Whether Postfix sees what stands there: comments and blank lines inside a logical line it does not. */
function isVisible(line: LogicalLine, at: number): boolean {
  return line.pieces.some((piece) => contains(piece, at));
}

export function valueOfEntry({ instance }: Snapshot, entry: Entry, base: number): ValuePlace {
  const parameter = entry.name.text;
  return {
    parameter,
    type: instance.parameterOf(parameter)?.type ?? { type: 'text' },
    text: entry.line.masked,
    base,
    span: entry.value,
  };
}

export function valueOfOverride(
  { instance }: Snapshot,
  service: PlacedService,
  parameter: string,
  span: Span,
): ValuePlace {
  const type = instance.parameterOf(parameter)?.type ?? { type: 'text' };
  return { parameter, type, text: service.item.line.masked, base: service.start, span, service };
}

function inValue(value: ValuePlace, offset: number): Spot | undefined {
  const at = offset - value.base;
  if (!contains(value.span, at)) return undefined;
  const reference = referenceAt(parseExpression(value.text, value.span.start, value.span.end), at);
  if (reference !== undefined)
    return { kind: 'reference', reference, at: shift(reference, value.base), value };
  for (const node of parseValue(value.text, value.span, value.type, valueGrammar)) {
    if (contains(node, at)) return { kind: 'node', node, at: shift(node, value.base), value };
  }
  return undefined;
}

/** The innermost reference whose name, or whose `$`, stands at the place. */
function referenceAt(parts: readonly Part[], at: number): Reference | undefined {
  for (const part of parts) {
    if (!contains(part, at)) continue;
    for (const branch of branchesOf(part)) {
      const inner = referenceAt(branch.parts, at);
      if (inner !== undefined) return inner;
    }
    if (part.kind === 'reference' && at <= part.name.end) return part;
  }
  return undefined;
}

function contains({ start, end }: Span, at: number): boolean {
  return at >= start && at <= end;
}

function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
