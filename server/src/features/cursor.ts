// Where the cursor is: the logical line around it, cut in two there.

import type { Host } from '../../host.ts';
import { isTrivia, type Tree } from '../../syntax/document.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { SourceText } from '../../syntax/text.ts';
import { type DocumentedSnapshot, textOf } from '../snapshot.ts';

/** What the editor can do with an offer. */
export interface EditorAbilities {
  /** The editor fills in snippets: text with tab stops. */
  readonly snippets?: boolean;
  /** The editor can ask whether the rest of a word stays or goes. */
  readonly insertReplace?: boolean;
}

/** What the editor can do, and what the host can look up. */
export interface CompletionClient extends EditorAbilities, Pick<Host, 'listDirectory'> {}

export interface Place {
  readonly snapshot: DocumentedSnapshot;
  readonly client: CompletionClient;
  /** The cursor, in the document. */
  readonly offset: number;
  /** Where the logical line begins. */
  readonly start: number;
  /** The logical line up to the cursor; line ends, and comments in between, are blanks. */
  readonly before: string;
  /** What of the logical line stands behind the cursor, in the same form. */
  readonly after: string;
}

/** Undefined where no word can stand: in a comment, and where a word would tear a logical line apart. */
export function placeAt(
  snapshot: DocumentedSnapshot,
  offset: number,
  client: CompletionClient,
): Place | undefined {
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
    client,
    offset,
    start,
    before: masked(text.slice(start, offset)),
    after: own?.masked.slice(offset - start) ?? withoutNewline(text.slice(offset, lineEnd)),
  };
}

/** The logical line that an offset lies in, or at whose end it is. */
function lineAt(
  tree: Tree<{ readonly line: LogicalLine }>,
  offset: number,
): { line: LogicalLine; start: number } | undefined {
  let found: { line: LogicalLine; start: number } | undefined;
  for (const { item, start } of tree.piecesIn({ start: offset, end: offset })) {
    // Of two that touch, the one that begins here.
    if (!isTrivia(item) && offset <= start + item.line.text.length) found = { line: item.line, start };
  }
  return found;
}

/** An indented physical line belongs to the logical line before it, even while it is still empty. */
function startOfLogicalLine(text: SourceText, line: number, offset: number): number {
  const goesOn = (start: number): boolean => /^[ \t\v\f\r\n#]/.test(text.slice(start, start + 1));
  let at = line;
  let start = text.lineStart(at);
  if (offset > start && goesOn(start)) while (at > 0 && goesOn(start)) start = text.lineStart(--at);
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
