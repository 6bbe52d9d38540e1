// Folding: values and services of several lines, blocks of comments, sections, and blocks between if and endif.

import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import { isTrivia, type Tree } from '../syntax/document.ts';
import type { LogicalLine } from '../syntax/lines.ts';
import type { Span } from '../syntax/text.ts';
import { commentBlocks, sectionsIn } from './sections.ts';
import { type Document, type Snapshot, textOf } from './snapshot.ts';
import { blocksIn } from './statements.ts';

/** A longer table is folded only up to here, in UTF-16 code units, because editors ask when they open a file. */
const maxLength = 500_000;

export function foldingRanges({ document }: Snapshot): FoldingRange[] {
  if (document.language === 'other') return [];
  const text = textOf(document);
  const ranges: FoldingRange[] = [];
  const lineAt = (offset: number): number => text.positionAt(offset).line;
  /** @param end the offset after the last character */
  const add = (start: number, end: number, kind?: FoldingRangeKind): void => {
    const [startLine, endLine] = [lineAt(start), lineAt(Math.max(start, end - 1))];
    if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind && { kind }) });
  };
  const tree: Tree<{ readonly line: LogicalLine }> = document.tree;
  const span = { start: 0, end: Math.min(text.length, maxLength) };
  for (const { item, start } of tree.piecesIn(span))
    if (!isTrivia(item) && item.line.pieces.length > 1) add(start, start + item.line.text.length);
  for (const { start, end } of commentBlocks(tree, span)) add(start, end, FoldingRangeKind.Comment);
  if (hasSections(document))
    for (const { span } of sectionsIn(tree))
      add(span.start, endOfText(text.slice(span.start, span.end), span.start), FoldingRangeKind.Region);
  for (const block of blocksIn(document)) add(block.if.start, block.endif.start);
  for (const { start, end } of regionsIn(tree, span)) add(start, end, FoldingRangeKind.Region);
  return ranges;
}

function hasSections({ language }: Document): boolean {
  return language === 'postfix-main' || language === 'postfix-master';
}

/** Blank lines between two sections stay visible. */
function endOfText(text: string, start: number): number {
  return start + text.trimEnd().length;
}

/** Comments `#region` and `#endregion`, for users who choose what to fold. */
function* regionsIn(tree: Tree<unknown>, span: Span): Generator<Span> {
  const open: number[] = [];
  for (const { item, start, end } of tree.piecesIn(span)) {
    if (!isTrivia(item) || item.kind !== 'comment') continue;
    const [, mark] = /^[ \t]*#[ \t]*#?(region|endregion)\b/.exec(tree.text.slice(start, end)) ?? [];
    if (mark === 'region') open.push(start);
    const begin = mark === 'endregion' ? open.pop() : undefined;
    if (begin !== undefined) yield { start: begin, end };
  }
}
