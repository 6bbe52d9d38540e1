// Selection ranges: from the word at the cursor to the value, the line, the section, and the file.

import type { SelectionRange } from 'vscode-languageserver-types';
import { isTrivia } from '../syntax/document.ts';
import type { SourceText, Span } from '../syntax/text.ts';
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
  const own = physicalLine(document.tree.text, offset);
  // Also a comment inside a value.
  if (/^[ \t]*#/.test(document.tree.text.slice(own.start, own.end))) yield own;
  const piece = document.tree.pieceAt(offset);
  if (piece === undefined || isTrivia(piece.item)) return;
  const { line } = piece.item;
  const { start } = piece;
  yield { start, end: start + line.text.trimEnd().length };
  const value = piece.item.kind === 'entry' ? piece.item.value : { start: 0, end: line.text.length };
  // A value of several lines, and the part of it on this one.
  for (const each of [value, ...line.pieces]) {
    const span = {
      start: start + Math.max(each.start, value.start),
      end: start + Math.min(each.start + line.text.slice(each.start, each.end).trimEnd().length, value.end),
    };
    if (contains(span)) yield span;
  }
  for (const occurrence of occurrencesAt(snapshot, offset)) {
    const { at } = occurrence;
    if (occurrence.kind !== 'reference' && occurrence.kind !== 'macro') {
      yield at;
      continue;
    }
    // The occurrence ends with the name, before the closing brace.
    const { reference } = occurrence;
    yield { start: at.start, end: at.start + reference.end - reference.start };
    const name = { start: at.end - reference.name.text.length, end: at.end };
    if (contains(name)) yield name;
  }
}

/** The line at an offset, without its line break. */
function physicalLine(text: SourceText, offset: number): Span {
  const { line } = text.positionAt(offset);
  const start = text.lineStart(line);
  const end = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  return { start, end: start + text.slice(start, end).replace(/\r?\n$/, '').length };
}
