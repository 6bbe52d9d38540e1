// The cursor, and the logical line around it, split at the cursor.

import { isTrivia, type Tree } from '../syntax/document.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import type { SourceText } from '../syntax/text.ts';
import { type DocumentedSnapshot, textOf } from './snapshot.ts';

export interface Cursor {
  readonly snapshot: DocumentedSnapshot;
  /** Offset of the cursor in the document. */
  readonly offset: number;
  /** Offset of the start of the logical line in the document. */
  readonly start: number;
  /** The logical line up to the cursor, with spaces instead of line breaks and comments. */
  readonly before: string;
  /** The rest of the logical line, in the same form. */
  readonly after: string;
}

/** Undefined where a word cannot be inserted: in a comment, and where a new word would split a logical line. */
export function cursorAt(snapshot: DocumentedSnapshot, offset: number): Cursor | undefined {
  const { document } = snapshot;
  if (document.language === 'other') return undefined;
  const text = textOf(document);
  const { line } = text.positionAt(offset);
  const lineStart = text.lineStart(line);
  const lineEnd = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  if (/^[ \t\v\f\r]*#/.test(text.slice(lineStart, lineEnd))) return undefined;
  const found = lineAt(document.tree, offset);
  if (offset === lineStart && found !== undefined && found.start < offset) return undefined;
  const start = startOfLogicalLine(text, line, offset);
  const own = found?.start === start ? found.line : undefined;
  return {
    snapshot,
    offset,
    start,
    before: masked(text.slice(start, offset)),
    after: own?.masked.slice(offset - start) ?? withoutNewline(text.slice(offset, lineEnd)),
  };
}

/** The logical line that contains an offset or ends at it. */
function lineAt(
  tree: Tree<{ readonly line: LogicalLine }>,
  offset: number,
): { line: LogicalLine; start: number } | undefined {
  let found: { line: LogicalLine; start: number } | undefined;
  for (const { item, start } of tree.piecesIn({ start: offset, end: offset })) {
    // Between two lines, the one that begins here.
    if (!isTrivia(item) && offset <= start + item.line.text.length) found = { line: item.line, start };
  }
  return found;
}

/** An indented physical line continues the logical line before it, even if it is still empty. */
function startOfLogicalLine(text: SourceText, line: number, offset: number): number {
  const isContinuation = (start: number): boolean => /^[ \t\v\f\r\n#]/.test(text.slice(start, start + 1));
  let at = line;
  let start = text.lineStart(at);
  if (offset > start && isContinuation(start))
    while (at > 0 && isContinuation(start)) start = text.lineStart(--at);
  return start;
}

function masked(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .replace(/(^|\n)[ \t\v\f]*#[^\n]*(?=\n)/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\n/g, ' ');
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
