// From stretches that lie inside each other to a row of stretches that do not: the inner one wins where it is.

import type { Span } from '../../syntax/text.ts';
import type { TokenModifier, TokenType } from './legend.ts';

/** A stretch of text and what it is. */
export interface Paint extends Span {
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

export function paint({ start, end }: Span, type: TokenType, ...modifiers: TokenModifier[]): Paint {
  return { start, end, type, modifiers };
}

/** Paints in any order, of two that begin at the same place the outer one first. Gives them in order, none inside another. */
export function flatten(paints: readonly Paint[]): Paint[] {
  const flat: Paint[] = [];
  const open: Paint[] = [];
  let at = 0;
  const emit = (top: Paint, end: number): void => {
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
  // Stable: an outer paint stays in front of an inner one that begins where it does.
  for (const next of [...paints].sort((a, b) => a.start - b.start)) {
    close(next.start);
    const outer = open.at(-1);
    if (outer !== undefined) emit(outer, next.start);
    open.push(next);
  }
  close(Number.POSITIVE_INFINITY);
  return flat;
}
