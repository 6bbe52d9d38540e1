// What stands where in a document: every stretch of it that has a meaning of its own, in order, an outer one
// before those inside it. Hover, links and semantic tokens ask this one question, each in its own way.

import { isTrivia, type Tree } from '../syntax/document.ts';
import type { LogicalLine, Placed } from '../syntax/lines.ts';
import type { Span } from '../syntax/text.ts';
import type { Snapshot } from './snapshot.ts';
import { ofEntry } from './spots/main-cf.ts';
import { ofService } from './spots/master-cf.ts';
import { placed } from './spots/placing.ts';
import type { Spot } from './spots/spot.ts';
import { ofAlias, ofCidrLine, ofClientSetting, ofPatternLine, ofTableEntry } from './spots/tables.ts';

export type { NodeSpot, Spot, ValuePlace } from './spots/spot.ts';

/**
 * The spots at an offset, outer ones first. Of two that touch each other the one that begins there stands behind
 * the one that ends there.
 */
export function spotsAt(snapshot: Snapshot, offset: number): Spot[] {
  if (!isInLine(snapshot, offset)) return [];
  const found: Spot[] = [];
  for (const spot of spotsIn(snapshot, { start: offset, end: offset })) {
    if (offset >= spot.at.start && offset <= spot.at.end) found.push(spot);
  }
  return found;
}

/** Whether an offset lies in a logical line, and not in a comment or a blank line within it. */
function isInLine({ document }: Snapshot, offset: number): boolean {
  if (document.language === 'other') return false;
  const { tree }: { tree: Tree<{ readonly line: LogicalLine }> } = document;
  const found = tree.pieceAt(offset);
  if (found === undefined || isTrivia(found.item)) return false;
  const at = offset - found.start;
  return found.item.line.pieces.some((piece) => at >= piece.start && at <= piece.end);
}

/** The spots of the logical lines that touch a stretch of the document. */
export function* spotsIn({ document, instance }: Snapshot, span: Span): Generator<Spot> {
  switch (document.language) {
    case 'other':
      return;
    case 'postfix-main':
      for (const { item, start } of linesIn(document.tree, span))
        if (item.kind === 'entry') yield* placed(ofEntry(instance, item, start), item.line, start);
      return;
    case 'postfix-master':
      for (const service of instance.services)
        if (service.end >= span.start && service.start <= span.end)
          yield* placed(ofService(instance, service), service.item.line, service.start);
      return;
    case 'postfix-table':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(ofTableEntry({ instance, table: document, base: start }, item), item.line, start);
      return;
    case 'postfix-aliases':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(ofAlias(document, item), item.line, start);
      return;
    case 'postfix-regexp':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(ofPatternLine({ instance, table: document, base: start }, item), item.line, start);
      return;
    case 'postfix-cidr':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(ofCidrLine({ instance, table: document, base: start }, item), item.line, start);
      return;
    case 'postfix-database':
      for (const { item, start } of linesIn(document.tree, span)) {
        if (item.kind !== 'entry') continue;
        yield* placed(ofClientSetting({ table: document, base: start }, item), item.line, start);
      }
  }
}

function* linesIn<T>(tree: Tree<T>, span: Span): Generator<Placed<T>> {
  for (const { item, start, end } of tree.piecesIn(span)) if (!isTrivia(item)) yield { item, start, end };
}
