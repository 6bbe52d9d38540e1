// Selection ranges: from the word at the cursor to the value, the line, the section, and the file.

import type { SelectionRange } from 'vscode-languageserver-types';
import { isTrivia } from '../syntax/document.ts';
import type { Span } from '../syntax/text.ts';
import { occurrencesAt } from './occurrences/index.ts';
import { sectionsIn } from './sections.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';

/** For each offset, the ranges that contain it, from the inside out. */
export function selectionRanges(snapshot: Snapshot, offsets: readonly number[]): SelectionRange[] {
  return offsets.map((offset) => selectionRange(snapshot, offset));
}

function selectionRange(snapshot: Snapshot, offset: number): SelectionRange {
  const text = textOf(snapshot.document);
  const whole = { start: 0, end: text.length };
  let range: SelectionRange = { range: toRange(text, whole) };
  let outer: Span = whole;
  for (const span of [...spansAround(snapshot, offset)].sort((a, b) => b.end - b.start - (a.end - a.start))) {
    const isInside = span.start >= outer.start && span.end <= outer.end && span.end > span.start;
    if (!isInside || (span.start === outer.start && span.end === outer.end)) continue;
    range = { range: toRange(text, span), parent: range };
    outer = span;
  }
  return range;
}

function* spansAround(snapshot: Snapshot, offset: number): Generator<Span> {
  const { document } = snapshot;
  if (document.language === 'other') return;
  const contains = ({ start, end }: Span): boolean => offset >= start && offset <= end;
  if (document.language === 'postfix-main' || document.language === 'postfix-master')
    for (const { span } of sectionsIn<unknown>(document.tree)) if (contains(span)) yield span;
  const piece = document.tree.pieceAt(offset);
  if (piece === undefined || isTrivia(piece.item)) return;
  const { line } = piece.item;
  const { start } = piece;
  yield { start, end: start + line.text.length };
  const value = piece.item.kind === 'entry' ? piece.item.value : { start: 0, end: line.text.length };
  // A value of several lines, and the part of it on this one.
  for (const each of [value, ...line.pieces]) {
    const span = {
      start: start + Math.max(each.start, value.start),
      end: start + Math.min(each.end, value.end),
    };
    if (contains(span)) yield span;
  }
  for (const { at } of occurrencesAt(snapshot, offset)) yield at;
}
