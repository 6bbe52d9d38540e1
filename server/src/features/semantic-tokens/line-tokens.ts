// Tokens as editors take them: each within one line of the editor, counted from a place in the text.

import type { LogicalLine } from '../../syntax/lines.ts';
import { modifierSet, type Token, typeIndex } from './legend.ts';
import type { Paint } from './paint.ts';

const comment = typeIndex('comment');

/** Comment lines, in a text that begins where a line begins. The white space in front is none of it. */
export function commentTokens(text: string): Token[] {
  return editorLines(text).flatMap(({ start, end, line }) => {
    const first = text.slice(start, end).search(/[^\t-\r ]/);
    if (first < 0) return [];
    return [{ line, character: first, length: end - start - first, type: comment, modifiers: 0 }];
  });
}

/**
 * Paints of a logical line, in order, cut at its line ends and at the comments in between; and these comments, if
 * they are wanted. Lines count from the line's first.
 */
export function lineTokens(
  { text, pieces }: LogicalLine,
  paints: readonly Paint[],
  withComments: boolean,
): Token[] {
  const tokens: Token[] = [];
  let piece = 0;
  let next = 0;
  for (const { start, end, line } of editorLines(text)) {
    while ((pieces[piece]?.end ?? text.length) < start) piece++;
    // Blank lines and comment lines are part of no piece.
    if ((pieces[piece]?.start ?? text.length) > start) {
      if (withComments)
        for (const token of commentTokens(text.slice(start, end))) tokens.push({ ...token, line });
      continue;
    }
    while ((paints[next]?.end ?? text.length) <= start && next < paints.length) next++;
    for (let i = next; i < paints.length; i++) {
      const found = paints[i];
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
  /** Without the line end. */
  readonly start: number;
  readonly end: number;
}

/** Lines as editors count them (LF, CR LF or a lone CR), which is more often than Postfix does. */
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
