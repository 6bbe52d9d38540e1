// Spans with a token type. They can be nested; `flatten` splits them so that the inner one wins.

import type { Span } from '../../syntax/text.ts';
import type { TokenModifier, TokenType } from './legend.ts';

/** A part of the text, and what it is. */
export interface ClassifiedSpan extends Span {
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** @param span any object with a start and an end, such as a node */
export function classified(
  { start, end }: Span,
  type: TokenType,
  ...modifiers: TokenModifier[]
): ClassifiedSpan {
  return { start, end, type, modifiers };
}

/**
 * @param spans in any order; if two begin at the same place, the outer one must come first
 * @returns the spans in order and without overlaps
 */
export function flatten(spans: readonly ClassifiedSpan[]): ClassifiedSpan[] {
  const flat: ClassifiedSpan[] = [];
  const open: ClassifiedSpan[] = [];
  let at = 0;
  const emit = (top: ClassifiedSpan, end: number): void => {
    if (end <= at) return;
    const start = Math.max(at, top.start);
    if (start < end) flat.push({ ...top, start, end });
    at = end;
  };
  const close = (until: number): void => {
    for (let top = open.at(-1); top !== undefined && top.end <= until; top = open.at(-1)) {
      emit(top, top.end);
      open.pop();
    }
  };
  // The sort is stable: an outer span stays before an inner one that begins at the same place.
  for (const next of [...spans].sort((a, b) => a.start - b.start)) {
    close(next.start);
    const outer = open.at(-1);
    if (outer !== undefined) emit(outer, next.start);
    open.push(next);
  }
  close(Number.POSITIVE_INFINITY);
  return flat;
}
