// Formatting: white space alone, in the style that the file itself has. Postfix reads the same as before, and comments
// and the order of lines stay.

import type { TextEdit as ProtocolEdit, Range } from 'vscode-languageserver-types';
import { isTrivia, type Tree } from '../../syntax/document.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import { templateSpans } from '../../syntax/template.ts';
import type { Span, TextEdit } from '../../syntax/text.ts';
import { type Snapshot, textOf, toRange } from '../snapshot.ts';
import { formatMain, itemsOf } from './main-cf.ts';
import { formatMaster } from './master-cf.ts';
import { type EditorIndent, type FormatSettings, usualIndent } from './style.ts';
import { formatTable } from './tables.ts';

export type { EditorIndent, FormatSettings } from './style.ts';
export { defaultFormatSettings } from './style.ts';

/** @param range only the lines that it touches; the style is that of the whole file */
export function formatting(
  snapshot: Snapshot,
  settings: FormatSettings,
  editor: EditorIndent,
  range?: Range,
): ProtocolEdit[] {
  const text = textOf(snapshot.document);
  const span = range && { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
  const lines = span && { start: lineStart(snapshot, span.start), end: lineEnd(snapshot, span.end) };
  return formatEdits(snapshot, settings, editor)
    .filter(({ start, end }) => lines === undefined || (start >= lines.start && end <= lines.end))
    .map((edit) => ({ range: toRange(text, edit), newText: edit.text }));
}

function formatEdits(snapshot: Snapshot, settings: FormatSettings, editor: EditorIndent): TextEdit[] {
  const { document, instance } = snapshot;
  const isLeftAlone = templatedLines(snapshot);
  switch (document.language) {
    case 'postfix-main':
      return formatMain(instance, document.tree, settings, editor, isLeftAlone);
    case 'postfix-database':
      return [];
    case 'postfix-master':
      return formatMaster(document.tree, settings, editor, isLeftAlone);
    case 'other':
      return [];
    default:
      return formatTable(document.tree as Tree<TableItems[TableLanguage]>, settings, isLeftAlone);
  }
}

/** Whether a line contains template text, whose result is not known. */
function templatedLines({ document }: Snapshot): (line: Span) => boolean {
  const spans = templateSpans(textOf(document), document.uri);
  return ({ start, end }) => spans.some((span) => span.start < end && span.end > start);
}

function lineStart({ document }: Snapshot, offset: number): number {
  const text = textOf(document);
  return text.lineStart(text.positionAt(offset).line);
}

function lineEnd({ document }: Snapshot, offset: number): number {
  const text = textOf(document);
  const { line } = text.positionAt(offset);
  return line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
}

/**
 * Indents a line that the user has just begun inside a list or a service, so that it does not end there.
 * @param offset in the new line
 */
export function indentAfterBreak(snapshot: Snapshot, editor: EditorIndent, offset: number): ProtocolEdit[] {
  const { document } = snapshot;
  if (document.language !== 'postfix-main' && document.language !== 'postfix-master') return [];
  const { text } = document.tree;
  const { line } = text.positionAt(offset);
  if (line === 0) return [];
  const start = text.lineStart(line);
  const current = text.slice(start, lineEnd(snapshot, start)).replace(/[\r\n]+$/, '');
  const [indent = ''] = /^[ \t]*/.exec(current) ?? [];
  const rest = current.slice(indent.length);
  const before = document.tree.pieceAt(text.lineStart(line - 1));
  if (before === undefined || isTrivia(before.item) || rest.startsWith('#')) return [];
  const { item, start: base } = before;
  const goesOn =
    start < base + item.line.text.length ||
    (item.kind === 'service' && rest !== '' && !isService(rest)) ||
    (item.kind === 'entry' && !isSetting(rest) && (rest !== '' || endsWithComma(snapshot, item)));
  if (!goesOn) return [];
  const wanted = continuedIndent(item.line, start - base) ?? usualIndent(linesOf(document.tree), editor);
  if (indent === wanted) return [];
  return [{ range: toRange(text, { start, end: start + indent.length }), newText: wanted }];
}

/** The indentation of the continued line before an offset, or else of the one after it. */
function continuedIndent({ text, pieces }: LogicalLine, offset: number): string | undefined {
  const others = pieces.slice(1).filter(({ start }) => start !== offset);
  const near = others.findLast(({ start }) => start < offset) ?? others[0];
  return near && /^[ \t]*/.exec(text.slice(near.start, near.end))?.[0];
}

/** Whether the last item of a list has a comma after it. */
function endsWithComma({ instance }: Snapshot, entry: Entry): boolean {
  return /,\s*$/.test(entry.line.text) && itemsOf(instance, entry) !== undefined;
}

function isService(text: string): boolean {
  return /^\S+\s+(?:inet|unix|fifo|pass|unix-dgram)(?:\s|$)/.test(text);
}

function isSetting(text: string): boolean {
  return /^[\w-]+\s*=/.test(text);
}

function* linesOf(tree: Tree<{ readonly line: LogicalLine }>): Generator<LogicalLine> {
  for (const { item } of tree.items()) yield item.line;
}
