// Occurrences: the parts of a document that have a meaning, such as a parameter name, a `$name`, an action, or a
// pattern. They come in the order of the text, and an outer one comes before those inside it. Hover, semantic tokens,
// and old forms are written once for each kind of occurrence.

import { isTrivia, type Tree } from '../../syntax/document.ts';
import type { LogicalLine, Placed } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';
import { entryOccurrences } from './main-cf.ts';
import { serviceOccurrences } from './master-cf.ts';
import type { Occurrence } from './occurrence.ts';
import { placed } from './placing.ts';
import {
  aliasOccurrences,
  cidrLineOccurrences,
  databaseSettingOccurrences,
  patternLineOccurrences,
  tableEntryOccurrences,
} from './table-lines.ts';

export type * from './occurrence.ts';
export { parameterType } from './values.ts';

/**
 * The occurrences that contain an offset, outer ones first. An offset between two occurrences is in both: the one that
 * ends there comes first. `offset` counts UTF-16 code units from the start of the document.
 */
export function occurrencesAt(snapshot: Snapshot, offset: number): Occurrence[] {
  if (!isInLine(snapshot, offset)) return [];
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesIn(snapshot, { start: offset, end: offset })) {
    if (offset >= occurrence.at.start && offset <= occurrence.at.end) found.push(occurrence);
  }
  return found;
}

/** Whether an offset is in a logical line, outside the comments and blank lines in that line. */
function isInLine({ document }: Snapshot, offset: number): boolean {
  if (document.language === 'other') return false;
  const { tree }: { tree: Tree<{ readonly line: LogicalLine }> } = document;
  const found = tree.pieceAt(offset);
  if (found === undefined || isTrivia(found.item)) return false;
  const at = offset - found.start;
  return found.item.line.pieces.some((piece) => at >= piece.start && at <= piece.end);
}

/** The occurrences in all logical lines that touch a span. */
export function* occurrencesIn({ document, instance }: Snapshot, span: Span): Generator<Occurrence> {
  switch (document.language) {
    case 'other':
      return;
    case 'postfix-main':
      for (const { item, start } of linesIn(document.tree, span))
        if (item.kind === 'entry') yield* placed(entryOccurrences(instance, item, start), item.line, start);
      return;
    case 'postfix-master':
      for (const service of instance.services)
        if (service.end >= span.start && service.start <= span.end)
          yield* placed(serviceOccurrences(instance, service), service.item.line, service.start);
      return;
    case 'postfix-table':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(
          tableEntryOccurrences({ instance, table: document, base: start }, item),
          item.line,
          start,
        );
      return;
    case 'postfix-aliases':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(aliasOccurrences(document, item), item.line, start);
      return;
    case 'postfix-regexp':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(
          patternLineOccurrences({ instance, table: document, base: start }, item),
          item.line,
          start,
        );
      return;
    case 'postfix-cidr':
      for (const { item, start } of linesIn(document.tree, span))
        yield* placed(
          cidrLineOccurrences({ instance, table: document, base: start }, item),
          item.line,
          start,
        );
      return;
    case 'postfix-database':
      for (const { item, start } of linesIn(document.tree, span)) {
        if (item.kind !== 'entry') continue;
        yield* placed(databaseSettingOccurrences({ table: document, base: start }, item), item.line, start);
      }
  }
}

function* linesIn<T>(tree: Tree<T>, span: Span): Generator<Placed<T>> {
  for (const { item, start, end } of tree.piecesIn(span)) if (!isTrivia(item)) yield { item, start, end };
}
