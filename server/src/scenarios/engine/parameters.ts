// Sets parameters in main.cf: replaces the value in force, or adds a line.

import type { Edit } from '../../edits/edit.ts';
import type { Instance, PlacedEntry } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { isList } from '../../syntax/value-type.ts';
import type { SetParameter } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { lastRelated } from './related-parameters.ts';
import { plainWords } from './written.ts';

export function setParameter(
  draft: Draft,
  { name, value, whenKept, accepts, onlyIfUnset }: SetParameter,
): void {
  const { instance } = draft;
  if (!instance.catalog.knows(name)) return;
  const found = instance.value(name);
  const current = instance.expanded(name)?.text ?? '';
  const isKnown = found !== undefined && found.source.kind !== 'computed';
  if (isKnown && means(instance, name, current, instance.expand(value).text)) return;
  if (isKnown && accepts?.(current)) return;
  const entry = draft.entry(name);
  if (entry !== undefined && onlyIfUnset) return;
  if (entry === undefined) {
    insertParameter(draft, name, value);
    return;
  }
  if (whenKept !== undefined && current.trim() !== '') {
    const conflict = {
      id: name,
      setting: name,
      current: onOneLine(found?.raw ?? ''),
      wanted: value,
      whenKept,
    };
    if (!draft.replaces({ ...conflict, at: draft.entryLocation(entry) })) return;
  }
  replaceValue(draft, entry, value);
}

/** Adds a line after the last related parameter, or at the end of main.cf. */
export function insertParameter(draft: Draft, name: string, value: string): void {
  const { main } = draft.instance.files;
  const text = main?.tree.text;
  const related = lastRelated(draft.instance, name);
  const at = related?.end ?? text?.length ?? 0;
  const needsLineBreak = at > 0 && text?.slice(at - 1, at) !== '\n';
  const line = `${name} =${/^\n|^$/.test(value) ? '' : ' '}${value}\n`;
  const place = { uri: draft.mainUri, start: at, end: at };
  noteRestart(draft, name);
  draft.edit(labelOf(name), [{ at: place, text: `${needsLineBreak ? '\n' : ''}${line}` }]);
}

/** Replaces only the value. Comments between its lines stay. */
export function replaceValue(draft: Draft, entry: PlacedEntry, value: string): void {
  noteRestart(draft, entry.item.name.text);
  draft.edit(labelOf(entry.item.name.text), valueEdits(draft, entry, value));
}

function valueEdits(draft: Draft, { start: base, item }: PlacedEntry, value: string): readonly Edit[] {
  const { line, value: span, equals } = item;
  const edit = (start: number, end: number, text: string): Edit => ({
    at: { uri: draft.mainUri, start: base + start, end: base + end },
    text,
  });
  const [first, ...others] = line.pieces.filter(({ end }) => end > span.start);
  if (span.start === span.end || first === undefined) {
    const end = line.pieces.find((piece) => piece.end >= equals.end)?.end ?? equals.end;
    const spaces = /[ \t]*$/.exec(line.text.slice(equals.end, end).replace(/\r$/, ''))?.[0].length ?? 0;
    return [edit(equals.end, equals.end + spaces, value === '' ? '' : ` ${value}`)];
  }
  const start = Math.max(span.start, first.start);
  // A line that contains only the value is removed completely.
  const isEmptied = value === '' && first.start > equals.end;
  const spaces = value === '' && first.start <= equals.end ? start - equals.end : 0;
  return [
    ...(isEmptied ? [] : [edit(start - spaces, Math.min(span.end, first.end), value)]),
    ...(isEmptied ? [first, ...others] : others)
      .filter((piece) => piece.start < span.end)
      .map((piece, i, all) => {
        const isLast = i === all.length - 1 && piece.end === line.text.length;
        const lineBreak = /\r?\n$/.exec(line.text.slice(0, piece.start))?.[0].length ?? 0;
        // The line break after the last part stays with the text before it.
        return isLast
          ? edit(piece.start - lineBreak, piece.end - (line.text.endsWith('\r') ? 1 : 0), '')
          : edit(piece.start, piece.end + 1, '');
      }),
  ];
}

/** Whether two expanded values of a parameter are equal for Postfix. */
export function means(instance: Instance, name: string, one: string, other: string): boolean {
  const type = instance.parameterOf(name)?.type ?? { type: 'text' };
  if (type.type === 'boolean') return parseBoolean(one) === parseBoolean(other);
  const separator = isList(type) ? ' ' : undefined;
  const normal = (text: string): string =>
    separator === undefined ? text.trim().replace(/\s+/g, ' ') : plainWords(text).join(separator);
  return normal(one) === normal(other);
}

export function onOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

export function labelOf(name: string): string {
  return `Set ${name}`;
}

/** postfix(1): master(8) reads these parameters only when it starts. */
function noteRestart(draft: Draft, name: string): void {
  if (name === 'inet_interfaces' || name === 'inet_protocols') draft.needsRestart = true;
}
