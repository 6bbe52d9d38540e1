// The comments that belong to a setting, so that they move with it.

import type { PlacedEntry } from '../../instance/instance.ts';
import { isTrivia, type Tree } from '../../syntax/document.ts';
import type { MainItem } from '../../syntax/main-cf.ts';
import type { SourceText, Span } from '../../syntax/text.ts';
import { commentBlocks } from '../sections.ts';

/** The comments directly above the line of an offset that suppress findings in it. */
export function suppressionAbove(text: SourceText, start: number): Span | undefined {
  const own = text.positionAt(start).line;
  let line = own;
  while (line > 0 && suppression.test(text.slice(text.lineStart(line - 1), text.lineStart(line)))) line--;
  return line < own ? { start: text.lineStart(line), end: text.lineStart(own) } : undefined;
}

const suppression = /^[ \t]*#[ \t]*postfix-lint-disable-next-line(?![\w-])/;

/**
 * The comments above a setting that are about it alone: all of them if no other setting follows without a blank line,
 * unless they are set off as the heading of a section.
 */
export function commentAbove(tree: Tree<MainItem>, entry: PlacedEntry): Span | undefined {
  const { text } = tree;
  const ownLines = suppressionAbove(text, entry.start);
  const above = { start: startOfComments(text, entry.start), end: entry.start };
  const [block] = commentBlocks(tree, above);
  if (above.start === above.end || block === undefined || !isAlone(tree, entry)) return ownLines;
  return block.lines.some(({ isMarked, isRule }) => isMarked || isRule) ? ownLines : above;
}

function startOfComments(text: SourceText, start: number): number {
  let { line } = text.positionAt(start);
  while (line > 0 && /^[ \t\v\f\r]*#/.test(text.slice(text.lineStart(line - 1), text.lineStart(line))))
    line--;
  return text.lineStart(line);
}

/** Whether a comment, a blank line, or the end of the file follows. */
function isAlone(tree: Tree<MainItem>, { end }: PlacedEntry): boolean {
  const next = end < tree.text.length ? tree.pieceAt(end) : undefined;
  return next === undefined || isTrivia(next.item);
}
