// Document links: the files that a file names, and the addresses in its comments.

import type { DocumentLink } from 'vscode-languageserver-types';
import { isTrivia, type Tree } from '../syntax/document.ts';
import type { Span } from '../syntax/text.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';
import { usesIn } from './symbols/search.ts';

/** A table longer than this, in UTF-16 code units, has links only in its first part. */
const maxLength = 500_000;

export function documentLinks(snapshot: Snapshot): DocumentLink[] {
  const { document, tables } = snapshot;
  const text = textOf(document);
  const links: DocumentLink[] = [];
  const span = { start: 0, end: Math.min(text.length, maxLength) };
  for (const part of partsWithPaths(snapshot, span)) {
    for (const { symbol, at } of usesIn(snapshot, document, part)) {
      if (symbol.kind === 'file' && tables.mayExist(symbol.uri))
        links.push({ range: toRange(text, at), target: symbol.uri, tooltip: 'Open the file' });
    }
  }
  for (const at of addressesIn(snapshot, span))
    links.push({ range: toRange(text, at), target: text.slice(at.start, at.end) });
  return links;
}

/** In a table, only a line with a slash can name a file. In main.cf and master.cf, a $name can contain a path. */
function* partsWithPaths({ document }: Snapshot, span: Span): Generator<Span> {
  if (document.language === 'other') return;
  if (document.language === 'postfix-main' || document.language === 'postfix-master') {
    yield { start: span.start, end: span.end + 1 };
    return;
  }
  const { tree }: { tree: Tree<unknown> } = document;
  for (const { start, end } of tree.piecesIn(span))
    if (tree.text.slice(start, end).includes('/')) yield { start, end };
}

/** The web addresses in comments. */
function* addressesIn({ document }: Snapshot, span: Span): Generator<Span> {
  if (document.language === 'other') return;
  for (const { item, start, end } of document.tree.piecesIn(span)) {
    if (!isTrivia(item) || item.kind !== 'comment') continue;
    for (const { index, 0: address } of document.tree.text
      .slice(start, end)
      .matchAll(/https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]]/g))
      yield { start: start + index, end: start + index + address.length };
  }
}
