// Applies edits as an editor does.

import type { Position, Range, TextEdit } from 'vscode-languageserver-types';

/** The text after all edits, whose ranges are those of the text before. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const offsetIn = ({ line, character }: Position) => (starts[line] ?? text.length) + character;
  const fromTheEnd = [...edits].sort((a, b) => byPlace(b, a));
  return fromTheEnd.reduce(
    (result, { range, newText }) =>
      result.slice(0, offsetIn(range.start)) + newText + result.slice(offsetIn(range.end)),
    text,
  );
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function byPlace(a: { readonly range: Range }, b: { readonly range: Range }): number {
  return comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end);
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
