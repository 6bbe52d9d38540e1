// Formatting of lookup tables: the white space between the left-hand side and the result of a line.

import type { Tree } from '../../syntax/document.ts';
import { isTrivia } from '../../syntax/document.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import { problemsOf } from '../../syntax/tables/problem.ts';
import type { Span, TextEdit } from '../../syntax/text.ts';
import { type FormatSettings, mostFrequent } from './style.ts';

interface TableLine {
  readonly line: LogicalLine;
  readonly start: number;
  /** The white space between both sides. Offsets count from the start of the line. */
  readonly gap: Span;
  /** Lines of one group follow each other without a comment or a blank line. */
  readonly group: number;
}

type TableStyle = 'tab' | 'space' | 'aligned' | 'keep';

/** At most this many lines decide on the style of a table. */
const maxSample = 2000;

export function formatTable(
  tree: Tree<TableItems[TableLanguage]>,
  settings: FormatSettings,
  isLeftAlone: (line: Span) => boolean,
): TextEdit[] {
  const lines = linesIn(tree).filter(
    ({ line, start }) => !isLeftAlone({ start, end: start + line.text.length }),
  );
  const style = settings.columns === 'auto' ? usualStyle(lines.slice(0, maxSample)) : settings.columns;
  if (style === 'keep') return lines.flatMap(trailing);
  const columns = style === 'aligned' ? columnsOf(lines) : undefined;
  return lines.flatMap((each) => {
    const { line, start, gap, group } = each;
    const column = columns?.get(group) ?? 0;
    const text =
      style === 'tab' ? '\t' : style === 'space' ? ' ' : ' '.repeat(Math.max(1, column - gap.start));
    const edit = { start: start + gap.start, end: start + gap.end, text };
    return [...(line.text.slice(gap.start, gap.end) === text ? [] : [edit]), ...trailing(each)];
  });
}

function linesIn(tree: Tree<TableItems[TableLanguage]>): TableLine[] {
  const lines: TableLine[] = [];
  let group = 0;
  for (const { item, start } of tree.pieces()) {
    const gap = isTrivia(item) ? undefined : gapOf(item);
    if (gap === undefined || isTrivia(item)) group++;
    else lines.push({ line: item.line, start, gap, group });
  }
  return lines;
}

/** Undefined for a line that must not change: one that Postfix rejects, or that is not a pair. */
function gapOf(item: TableItems[TableLanguage]): Span | undefined {
  const [left, right] = sidesOf(item) ?? [];
  if (left === undefined || right === undefined || left.end >= right.start || right.start === right.end)
    return undefined;
  const { text } = item.line;
  const gap = { start: left.end, end: right.start };
  return /^[ \t]+$/.test(text.slice(gap.start, gap.end)) && !/[\v\f\0]|\r(?!\n|$)/.test(text)
    ? gap
    : undefined;
}

function sidesOf(item: TableItems[TableLanguage]): readonly [Span | undefined, Span | undefined] | undefined {
  switch (item.kind) {
    case 'table-entry':
      return problemsOf(item).length > 0 ? undefined : [item.key, item.value];
    case 'alias':
      return problemsOf(item).length > 0 ? undefined : [item.colon, item.destinations[0]];
    case 'rule':
      if (problemsOf(item).length > 0) return undefined;
      return 'network' in item ? [item.network, item.value] : [item.second ?? item.pattern, item.replacement];
    default:
      return undefined;
  }
}

function usualStyle(lines: readonly TableLine[]): TableStyle {
  const usual = mostFrequent(
    lines.map(({ line, gap }) => {
      const text = line.text.slice(gap.start, gap.end);
      return text === '\t' ? 'tab' : text === ' ' ? 'space' : text.includes('\t') ? 'keep' : 'aligned';
    }),
  );
  if (isAligned(lines)) return 'aligned';
  return usual === undefined || usual.value === 'aligned' || usual.share < 0.75 ? 'keep' : usual.value;
}

/** Whether most results are below each other in the groups where left-hand sides have different lengths. */
function isAligned(lines: readonly TableLine[]): boolean {
  let aligned = 0;
  let others = 0;
  for (const group of groups(lines)) {
    if (new Set(group.map(({ gap }) => gap.start)).size < 2) continue;
    const isOne = new Set(group.map(({ gap }) => gap.end)).size === 1;
    const hasTabs = group.some(({ line, gap }) => line.text.slice(gap.start, gap.end).includes('\t'));
    if (isOne && !hasTabs) aligned += group.length;
    else others += group.length;
  }
  return aligned > others;
}

function columnsOf(lines: readonly TableLine[]): ReadonlyMap<number, number> {
  return new Map(
    [...groups(lines)].map((group) => {
      const needed = Math.max(...group.map(({ gap }) => gap.start)) + 1;
      const now = mostFrequent(group.map(({ gap }) => gap.end))?.value ?? needed;
      return [group[0]?.group ?? 0, Math.max(needed, now)];
    }),
  );
}

function groups(lines: readonly TableLine[]): Iterable<readonly TableLine[]> {
  const byGroup = new Map<number, TableLine[]>();
  for (const each of lines) {
    const list = byGroup.get(each.group);
    if (list === undefined) byGroup.set(each.group, [each]);
    else list.push(each);
  }
  return byGroup.values();
}

/** White space at the end of the line, unless it is part of quoted text or of a comment in an alias. */
function trailing({ line, start }: TableLine): TextEdit[] {
  if (/["(]/.test(line.text)) return [];
  const last = line.pieces.at(-1);
  const [found] = last === undefined ? [] : (/[ \t]+$/.exec(line.text.slice(last.start, last.end)) ?? []);
  if (last === undefined || found === undefined || found.length === last.end - last.start) return [];
  return [{ start: start + last.end - found.length, end: start + last.end, text: '' }];
}
