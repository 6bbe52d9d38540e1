// Tokens in the form that editors need: each one is within one line of the editor.

import type { LogicalLine } from '../../syntax/lines.ts';
import type { ClassifiedSpan } from './classified-span.ts';
import { modifierSet, type Token, typeIndex } from './legend.ts';

const comment = typeIndex('comment');

/** The tokens of comment lines, without leading white space. The text must begin at the start of a line. */
export function commentTokens(text: string): Token[] {
  return editorLines(text).flatMap(({ start, end, line }) => {
    const first = text.slice(start, end).search(/[^\t-\r ]/);
    if (first < 0) return [];
    return [{ line, character: first, length: end - start - first, type: comment, modifiers: 0 }];
  });
}

/**
 * The tokens of a logical line: spans, split at line breaks and at comment lines.
 * @param spans in order and without overlaps
 * @param withComments whether the comment lines inside the logical line have tokens too
 * @returns tokens whose line numbers count from the first line of the logical line
 */
export function lineTokens(
  { text, pieces }: LogicalLine,
  spans: readonly ClassifiedSpan[],
  withComments: boolean,
): Token[] {
  const tokens: Token[] = [];
  let piece = 0;
  let next = 0;
  for (const { start, end, line } of editorLines(text)) {
    while ((pieces[piece]?.end ?? text.length) < start) piece++;
    // No piece contains blank lines and comment lines.
    if ((pieces[piece]?.start ?? text.length) > start) {
      if (withComments)
        for (const token of commentTokens(text.slice(start, end))) tokens.push({ ...token, line });
      continue;
    }
    while ((spans[next]?.end ?? text.length) <= start && next < spans.length) next++;
    for (let i = next; i < spans.length; i++) {
      const found = spans[i];
      if (found === undefined || found.start >= end) break;
      const from = Math.max(start, found.start);
      const length = Math.min(end, found.end) - from;
      if (length <= 0) continue;
      const { type, modifiers } = found;
      tokens.push({
        line,
        character: from - start,
        length,
        type: typeIndex(type),
        modifiers: modifierSet(modifiers),
      });
    }
  }
  return tokens;
}

interface EditorLine {
  readonly line: number;
  readonly start: number;
  /** Excludes the line break. */
  readonly end: number;
}

/** Lines as editors count them. CR LF and a lone CR end a line too, unlike in Postfix. */
function editorLines(text: string): EditorLine[] {
  const lines: EditorLine[] = [];
  let start = 0;
  for (const { index, 0: found } of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ line: lines.length, start, end: index });
    start = index + found.length;
  }
  lines.push({ line: lines.length, start, end: text.length });
  return lines;
}
