// Forms of a list: one item per line, all items on one line, and sorted.

import type { Edit } from '../../edits/edit.ts';
import type { PlacedEntry } from '../../instance/instance.ts';
import type { Span } from '../../syntax/text.ts';
import type { ValueNode } from '../../syntax/value.ts';
import { itemsOf } from '../formatting/main-cf.ts';
import { type Snapshot, textOf } from '../snapshot.ts';
import { commentsIn, type Refactoring, rewrite } from './refactoring.ts';

export function listForms(snapshot: Snapshot, { item, start: base }: PlacedEntry): Refactoring[] {
  const { uri } = snapshot.document;
  const items = itemsOf(snapshot.instance, item);
  const { line } = item;
  const { text } = line;
  if (items === undefined || items.length < 2 || commentsIn(line, item.value).length > 0) return [];
  // At the start of a line, such an item would become a comment.
  if (items.some(({ start }) => text.startsWith('#', start))) return [];
  const gaps = items.slice(1).map((next, i) => ({ start: items[i]?.end ?? next.start, end: next.start }));
  const written = gaps.map(({ start, end }) => text.slice(start, end));
  const breaks = [text.slice(item.equals.end, item.value.start), ...written];
  const indent = /\n([ \t]+)$/.exec(breaks.find((gap) => gap.includes('\n')) ?? '')?.[1] ?? '    ';
  const lineBreak = textOf(snapshot.document).lineBreak + indent;
  const place = ({ start, end }: Span) => ({ uri, start: base + start, end: base + end });
  const change = (form: (gap: string) => string): Edit[] =>
    gaps.flatMap((gap, i) => {
      const after = form(written[i] ?? '');
      return after === written[i] ? [] : [{ at: place(gap), text: after }];
    });
  const comma = (gap: string): string => (gap.includes(',') ? ',' : '');
  const first = place({ start: item.equals.end, end: item.value.start });
  const kind = rewrite('list');
  const forms: Refactoring[] = [];
  if (!written.every((gap) => gap.includes('\n')))
    forms.push({
      title: 'Write one item per line',
      kind,
      edits: [
        ...(breaks[0]?.includes('\n') ? [] : [{ at: first, text: lineBreak }]),
        ...change((gap) => comma(gap) + lineBreak),
      ],
    });
  if (text.includes('\n'))
    forms.push({
      title: 'Write all items on one line',
      kind,
      edits: [{ at: first, text: ' ' }, ...change((gap) => `${comma(gap)} `)],
    });
  const sorted = [...items].sort((a, b) => compare(text.slice(a.start, a.end), text.slice(b.start, b.end)));
  const isSorted = sorted.every((each, i) => each === items[i]);
  if (isUnordered(items) && !isSorted)
    forms.push({
      title: 'Sort the items',
      kind,
      edits: items.map((each, i) => ({
        at: place(each),
        text: text.slice(sorted[i]?.start ?? 0, sorted[i]?.end ?? 0),
      })),
    });
  return forms;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the order of the items does not matter: names and networks, without exceptions, tables, and files. */
function isUnordered(items: readonly ValueNode[]): boolean {
  return items.every(
    (node) =>
      (node.kind === 'word' || node.kind === 'address-pattern') &&
      node.element.type.endsWith('-pattern') &&
      node.negated !== true &&
      !/[$/:]/.test(node.text.replace(/\/\d+$/, '').replace(/^\[.*\]$/, '')),
  );
}
