// Edits that the fixes of several rules share. Each edit changes as little as possible and keeps every comment.

import type { InstanceFile, Location } from '../instance/instance.ts';
import type { LogicalLine, Placed } from '../syntax/lines.ts';
import type { Span } from '../syntax/text.ts';
import type { Edit, Fix, LineFix } from './edit.ts';

/** Puts a `#` at the start of each physical line of a logical line. Comments between them stay unchanged. */
export function commentOut(uri: string, { item, start }: Placed<{ readonly line: LogicalLine }>): Edit[] {
  return numberSigns(item.line).map((sign) => replace(uri, start, sign, sign.text));
}

/** The same, with offsets that count from the start of the line. */
export function numberSigns({ pieces }: LogicalLine): LineFix['edits'] {
  return pieces.map((piece) => ({ start: piece.start, end: piece.start, text: '#' }));
}

export function replace(uri: string, base: number, span: Span, text: string): Edit {
  return { at: { uri, start: base + span.start, end: base + span.end }, text };
}

/** The line number of a place as shown to users, counted from 1. */
export function lineNumber(file: InstanceFile<unknown> | undefined, offset: number): number {
  return (file?.tree.text.positionAt(offset).line ?? 0) + 1;
}

/** The location of a logical line, up to the first comment or blank line in it. */
export function lineLocation(uri: string, { item, start }: Placed<{ readonly line: LogicalLine }>): Location {
  const { pieces } = item.line;
  const last = pieces.find((piece, i) => pieces[i + 1]?.start !== piece.end + 1);
  return { uri, start, end: start + (last?.end ?? 0) };
}

/** The first physical line only, so that long values are not underlined in full. */
export function firstLineLocation(
  uri: string,
  { item, start }: Placed<{ readonly line: LogicalLine }>,
): Location {
  return { uri, start, end: start + (item.line.pieces[0]?.end ?? 0) };
}

/** The offset of the first character that is not white space. */
export function firstNonSpace(text: string): number {
  return text.search(/[^ \t\v\f\r]|$/);
}

/** Moves a comment, which may reach the end of its physical line, to a separate line above that line. */
export function commentToOwnLine(uri: string, base: number, line: LogicalLine, comment: Span): Fix {
  const piece = line.pieces.find(({ end }) => comment.start < end);
  const lineStart = piece?.start ?? 0;
  const indent = /^\s*/.exec(line.text.slice(lineStart))?.[0] ?? '';
  const text = line.text.slice(comment.start, comment.end).trimEnd();
  const after = line.text.slice(lineStart, comment.start).trimEnd().length;
  return {
    title: 'Put the comment on a separate line',
    preferred: true,
    edits: [
      { at: { uri, start: base + lineStart, end: base + lineStart }, text: `${indent}${text}\n` },
      { at: { uri, start: base + lineStart + after, end: base + comment.start + text.length }, text: '' },
    ],
  };
}
