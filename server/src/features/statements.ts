// `if` and `endif` in pattern tables: each block from its first statement to its last.

import { isTrivia } from '../syntax/document.ts';
import type { Span } from '../syntax/text.ts';
import type { Document, Snapshot } from './snapshot.ts';

export interface Block {
  readonly if: Span;
  readonly endif: Span;
}

/** A longer pattern table is searched only up to here, in UTF-16 code units. */
const maxLength = 500_000;

/** The complete blocks, in the order of their ends. Offsets count from the start of the document. */
export function* blocksIn(document: Document): Generator<Block> {
  if (document.language !== 'postfix-regexp' && document.language !== 'postfix-cidr') return;
  const open: Span[] = [];
  for (const { item, start } of document.tree.piecesIn({ start: 0, end: maxLength })) {
    if (isTrivia(item) || (item.kind !== 'if' && item.kind !== 'endif')) continue;
    const keyword = { start: start + item.keyword.start, end: start + item.keyword.end };
    if (item.kind === 'if') {
      open.push(keyword);
      continue;
    }
    const begin = open.pop();
    if (begin !== undefined) yield { if: begin, endif: keyword };
  }
}

/** Both statements of the block that has a statement at an offset; undefined if there is none. */
export function statementPair({ document }: Snapshot, offset: number): readonly Span[] | undefined {
  for (const block of blocksIn(document)) {
    const pair = [block.if, block.endif];
    if (pair.some(({ start, end }) => offset >= start && offset <= end)) return pair;
  }
  return undefined;
}
