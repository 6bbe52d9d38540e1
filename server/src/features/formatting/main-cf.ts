// Formatting of main.cf, and of other files of `name = value` lines.

import { valueGrammar } from '../../catalog/restrictions.ts';
import type { Instance } from '../../instance/instance.ts';
import { classType, isClass } from '../../instance/restriction-classes.ts';
import { isTrivia, type Tree } from '../../syntax/document.ts';
import type { Entry, MainItem } from '../../syntax/main-cf.ts';
import type { Span, TextEdit } from '../../syntax/text.ts';
import { parseValue, type ValueNode } from '../../syntax/value.ts';
import { isList, type ListType, type ValueType } from '../../syntax/value-type.ts';
import { styledGap } from './gaps.ts';
import { type EditorIndent, type FormatSettings, mostFrequent, usualIndent } from './style.ts';

interface PlacedEntry {
  readonly item: Entry;
  readonly start: number;
  /** Entries of one group follow each other without a comment or a blank line. */
  readonly group: number;
}

interface MainStyle {
  readonly equals: 'spaces' | 'tight' | 'aligned';
  readonly lists: 'oneItemPerLine' | 'fill' | 'keep';
  readonly indent: string;
  readonly newline: string;
}

/** The width that filled lists keep to, in UTF-16 code units. */
const fillWidth = 80;

/** @param isLeftAlone whether a line must stay as it is, such as a line of a template */
export function formatMain(
  instance: Instance,
  tree: Tree<MainItem>,
  settings: FormatSettings,
  editor: EditorIndent,
  isLeftAlone: (line: Span) => boolean,
): TextEdit[] {
  const entries = entriesIn(tree).filter(
    ({ item, start }) => !isLeftAlone({ start, end: start + item.line.text.length }),
  );
  const style = learn(instance, tree, entries, settings, editor);
  const columns = style.equals === 'aligned' ? columnsOf(entries) : undefined;
  return entries.flatMap((entry) => formatEntry(instance, entry, style, columns?.get(entry.group)));
}

function entriesIn(tree: Tree<MainItem>): PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  let group = 0;
  for (const { item, start } of tree.pieces()) {
    if (isTrivia(item) || item.kind !== 'entry') group++;
    else {
      entries.push({ item, start, group });
      // A value of several lines ends a group.
      if (item.line.pieces.length > 1) group++;
    }
  }
  return entries;
}

function learn(
  instance: Instance,
  tree: Tree<MainItem>,
  entries: readonly PlacedEntry[],
  { equals, lists }: FormatSettings,
  editor: EditorIndent,
): MainStyle {
  return {
    equals: equals === 'auto' ? usualEquals(entries) : equals,
    lists: lists === 'auto' ? usualLists(instance, entries) : lists,
    indent: usualIndent(
      entries.map(({ item }) => item.line),
      editor,
    ),
    newline: tree.text.lineBreak,
  };
}

function usualEquals(entries: readonly PlacedEntry[]): MainStyle['equals'] {
  if (isMostlyAligned(entries)) return 'aligned';
  const usual = mostFrequent(
    entries
      .filter(({ item }) => item.value.start < item.value.end && !spacing(item).includes('\n'))
      .map(({ item }) => (spacing(item) === '=' ? 'tight' : 'spaces')),
  );
  return usual?.value === 'tight' ? 'tight' : 'spaces';
}

/** The text between the name and the value. */
function spacing({ line, name, value, equals }: Entry): string {
  return line.text.slice(name.end, Math.max(value.start, equals.end));
}

/** Whether most equals signs are below each other in the groups where names have different lengths. */
function isMostlyAligned(entries: readonly PlacedEntry[]): boolean {
  let aligned = 0;
  let others = 0;
  for (const group of groups(entries)) {
    const lengths = new Set(group.map(({ item }) => item.name.end));
    if (lengths.size < 2) continue;
    const columns = new Set(group.map(({ item }) => item.equals.start));
    if (columns.size === 1) aligned += group.length;
    else others += group.length;
  }
  return aligned > others;
}

function groups(entries: readonly PlacedEntry[]): Iterable<readonly PlacedEntry[]> {
  const byGroup = new Map<number, PlacedEntry[]>();
  for (const entry of entries) {
    const list = byGroup.get(entry.group);
    if (list === undefined) byGroup.set(entry.group, [entry]);
    else list.push(entry);
  }
  return byGroup.values();
}

/** The column of the equals sign in each group. */
function columnsOf(entries: readonly PlacedEntry[]): ReadonlyMap<number, number> {
  return new Map(
    [...groups(entries)].map((group) => [
      group[0]?.group ?? 0,
      Math.max(...group.map(({ item }) => item.name.end)) + 1,
    ]),
  );
}

/** One item per line, if most lists that span several lines have that; otherwise, line breaks do not change. */
function usualLists(instance: Instance, entries: readonly PlacedEntry[]): MainStyle['lists'] {
  const usual = mostFrequent(
    entries.flatMap(({ item }) => {
      const items = item.line.pieces.length > 1 ? itemsOf(instance, item) : undefined;
      if (items === undefined || items.length < 3) return [];
      return [gapsOf(item, items).every(({ text }) => text.includes('\n'))];
    }),
  );
  return usual?.value === true && usual.share >= 0.75 ? 'oneItemPerLine' : 'keep';
}

/** The items of a list whose white space does not matter; undefined for any other value. */
export function itemsOf(instance: Instance, { name, line, value }: Entry): readonly ValueNode[] | undefined {
  const type = listType(instance, name.text);
  if (type === undefined || value.start === value.end) return undefined;
  return parseValue(line.masked, value, type, valueGrammar);
}

function listType(instance: Instance, name: string): ListType | undefined {
  const type: ValueType | undefined =
    instance.parameterOf(name)?.type ?? (isClass(instance, undefined, name) ? classType : undefined);
  // Other separators are part of a syntax of their own.
  return type !== undefined && isList(type) && type.separators === undefined ? type : undefined;
}

interface Gap extends Span {
  readonly text: string;
}

/** The gaps between the items. Offsets count from the start of the line. */
function gapsOf({ line }: Entry, items: readonly Span[]): Gap[] {
  return items.slice(1).map((item, i) => {
    const start = items[i]?.end ?? item.start;
    return { start, end: item.start, text: line.text.slice(start, item.start) };
  });
}

function formatEntry(
  instance: Instance,
  { item, start: base }: PlacedEntry,
  style: MainStyle,
  column: number | undefined,
): TextEdit[] {
  const { line } = item;
  // Postfix also accepts other white space characters. They may be intentional.
  if (/[\v\f\0]|\r(?!\n|$)/.test(line.text)) return [];
  const edits: TextEdit[] = [];
  const replace = ({ start, end }: Span, text: string): void => {
    if (line.text.slice(start, end) !== text) edits.push({ start: base + start, end: base + end, text });
  };
  const before = beforeEquals(item, style, column);
  replace({ start: item.name.end, end: item.equals.start }, before);
  if (item.value.start < item.value.end) {
    const first = { start: item.equals.end, end: item.value.start };
    const gap = line.text.slice(first.start, first.end);
    if (gap.includes('\n')) {
      const text = styledGap(gap, { breaks: 'keep', indent: style.indent, newline: style.newline });
      if (text !== undefined) replace(first, text);
    } else replace(first, style.equals === 'tight' ? '' : ' ');
    const width = item.name.end + before.length + (style.equals === 'tight' ? 1 : 2);
    const start = gap.includes('\n') ? style.indent.length : width;
    for (const edit of listEdits(instance, item, style, start)) replace(edit, edit.text);
  }
  // White space at the end of the line, before the line break.
  const end = item.value.start < item.value.end ? item.value.end : item.equals.end;
  const [trailing = ''] = /^[ \t]+(?=\r?$)/.exec(line.text.slice(end)) ?? [];
  replace({ start: end, end: end + trailing.length }, '');
  return edits;
}

function beforeEquals(
  { name, equals, line }: Entry,
  { equals: style }: MainStyle,
  column: number | undefined,
): string {
  const gap = line.text.slice(name.end, equals.start);
  if (gap.includes('\n')) return gap;
  if (style === 'aligned' && column !== undefined) return ' '.repeat(column - name.end);
  return style === 'tight' ? '' : ' ';
}

/** @param start the column at which the value begins, in UTF-16 code units */
function listEdits(instance: Instance, item: Entry, style: MainStyle, start: number): Gap[] {
  const items = itemsOf(instance, item);
  if (items === undefined) return [];
  const gaps = gapsOf(item, items);
  const isOnOneLine = item.line.pieces.length === 1;
  const breaks =
    style.lists === 'oneItemPerLine' && !isOnOneLine ? 'newline' : style.lists === 'fill' ? 'space' : 'keep';
  const { indent, newline } = style;
  const styled = gaps.map(({ text }) => styledGap(text, { breaks, indent, newline }));
  if (styled.includes(undefined)) return [];
  // At the start of a line, such a word would become a comment.
  if (breaks !== 'keep' && items.some((each) => item.line.text.startsWith('#', each.start))) return [];
  const edits = gaps.map((gap, i) => ({ ...gap, text: styled[i] ?? '' }));
  return style.lists === 'fill' ? filled(items, edits, style, start) : edits;
}

/** Breaks lines before they become too long. */
function filled(items: readonly Span[], gaps: readonly Gap[], style: MainStyle, start: number): Gap[] {
  let column = start + (items[0]?.end ?? 0) - (items[0]?.start ?? 0);
  return gaps.map((gap, i) => {
    const next = items[i + 1] ?? gap;
    const width = next.end - next.start;
    const isTooLong = /\s/.test(gap.text) && column + gap.text.length + width > fillWidth;
    const isBroken = gap.text.includes('\n') || isTooLong;
    const text =
      isBroken && !gap.text.includes('\n')
        ? `${gap.text.trimEnd()}${style.newline}${style.indent}`
        : gap.text;
    column = isBroken ? style.indent.length + width : column + gap.text.length + width;
    return { ...gap, text };
  });
}
