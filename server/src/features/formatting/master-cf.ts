// Formatting of master.cf: fields in columns, and options on lines of their own if they are.

import type { Tree } from '../../syntax/document.ts';
import type { Placed } from '../../syntax/lines.ts';
import type { MasterItem, Service } from '../../syntax/master-cf.ts';
import type { Span, TextEdit } from '../../syntax/text.ts';
import { styledGap } from './gaps.ts';
import { type EditorIndent, type FormatSettings, mostFrequent, usualIndent } from './style.ts';

/** The columns at which the fields of Postfix's own master.cf begin. */
const stockColumns: readonly number[] = [0, 10, 16, 24, 32, 40, 48, 56];

export function formatMaster(
  tree: Tree<MasterItem>,
  settings: FormatSettings,
  editor: EditorIndent,
  isLeftAlone: (line: Span) => boolean,
): TextEdit[] {
  const services: Placed<Service>[] = [];
  for (const { item, start, end } of tree.items()) {
    if (item.kind !== 'service' || isLeftAlone({ start, end: start + item.line.text.length })) continue;
    // Other white space is part of a word here.
    if (!/[\v\f\0]|\r(?!\n|$)/.test(item.line.text)) services.push({ item, start, end });
  }
  const columns = columnsOf(services, settings);
  const indent = usualIndent(
    services.map(({ item }) => item.line),
    editor,
  );
  const { lineBreak: newline } = tree.text;
  return services.flatMap((service) => formatService(service, columns, { indent, newline }));
}

/** The columns at which fields begin; undefined to leave them where they are. */
function columnsOf(
  services: readonly Placed<Service>[],
  { columns }: FormatSettings,
): readonly number[] | undefined {
  if (columns === 'keep') return undefined;
  const onOneLine = services.map(({ item }) => item).filter((item) => !fieldText(item).includes('\n'));
  // Where a tab leads depends on the editor.
  if (onOneLine.some((item) => fieldText(item).includes('\t')))
    return columns === 'aligned' ? stockColumns : undefined;
  const found = [0];
  for (let field = 1; field < 8; field++) {
    const usual = mostFrequent(onOneLine.map(({ fields }) => fields[field]?.start ?? 0));
    const isUsual = usual !== undefined && usual.share >= 0.5 && usual.value > (found.at(-1) ?? 0) + 1;
    if (!isUsual) return columns === 'aligned' ? stockColumns : undefined;
    found.push(usual.value);
  }
  return found;
}

function fieldText({ line, fields }: Service): string {
  return line.text.slice(0, fields[7]?.end ?? 0);
}

function formatService(
  { item, start: base }: Placed<Service>,
  columns: readonly number[] | undefined,
  style: { readonly indent: string; readonly newline: string },
): TextEdit[] {
  const { line, fields } = item;
  const edits: TextEdit[] = [];
  const replace = ({ start, end }: Span, text: string): void => {
    if (line.text.slice(start, end) !== text) edits.push({ start: base + start, end: base + end, text });
  };
  let column = 0;
  for (const [i, field] of fields.slice(1).entries()) {
    const before = fields[i];
    if (before === undefined) break;
    const gap = { start: before.end, end: field.start };
    const text = line.text.slice(gap.start, gap.end);
    column += before.end - before.start;
    if (columns === undefined || /[^ ]/.test(text)) {
      column += text.length;
      continue;
    }
    const width = Math.max(1, (columns[i + 1] ?? 0) - column);
    replace(gap, ' '.repeat(width));
    column += width;
  }
  let last: Span | undefined = fields[7];
  for (const word of wordsOf(item)) {
    if (last !== undefined) {
      const gap = { start: last.end, end: word.start };
      const text = line.text.slice(gap.start, gap.end);
      const styled = styledGap(text, { breaks: 'keep', ...style });
      if (styled !== undefined && text !== '') replace(gap, styled);
    }
    last = word;
  }
  const end = last?.end ?? line.text.length;
  const [trailing = ''] = /^[ \t]+(?=\r?$)/.exec(line.text.slice(end)) ?? [];
  replace({ start: end, end: end + trailing.length }, '');
  return edits;
}

/** The words after the fields. `-o` and its setting are two words. */
function* wordsOf({ arguments: list }: Service): Generator<Span> {
  for (const argument of list) {
    if (argument.kind === 'override') {
      yield argument.option;
      yield argument.word;
    } else yield argument;
  }
}
