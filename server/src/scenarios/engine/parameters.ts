// Gives parameters of main.cf their values: in place of the value that counts, else in a line of its own.

import type { Edit } from '../../edits/edit.ts';
import type { Instance, PlacedEntry } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { isList } from '../../syntax/value-type.ts';
import type { SetParameter } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { lastOfKin } from './kin.ts';
import { plainWords } from './written.ts';

export function setParameter(
  draft: Draft,
  { name, value, whenKept, accepts, onlyFresh }: SetParameter,
): void {
  const { instance } = draft;
  if (!instance.catalog.knows(name)) return;
  const found = instance.value(name);
  const current = instance.expanded(name)?.text ?? '';
  const isKnown = found !== undefined && found.source.kind !== 'computed';
  if (isKnown && means(instance, name, current, instance.expand(value).text)) return;
  if (isKnown && accepts?.(current)) return;
  const entry = draft.entry(name);
  if (entry !== undefined && onlyFresh) return;
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

/** In a line of its own, behind the last of its kin, else at the end of main.cf. */
export function insertParameter(draft: Draft, name: string, value: string): void {
  const { main } = draft.instance.files;
  const text = main?.tree.text;
  const kin = lastOfKin(draft.instance, name);
  const at = kin?.end ?? text?.length ?? 0;
  const needsLineEnd = at > 0 && text?.slice(at - 1, at) !== '\n';
  const line = `${name} =${/^\n|^$/.test(value) ? '' : ' '}${value}\n`;
  const place = { uri: draft.mainUri, start: at, end: at };
  noteRestart(draft, name);
  draft.edit(labelOf(name), [{ at: place, text: `${needsLineEnd ? '\n' : ''}${line}` }]);
}

/** The value alone; comments between its lines stay. */
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
    const blanks = /[ \t]*$/.exec(line.text.slice(equals.end, end).replace(/\r$/, ''))?.[0].length ?? 0;
    return [edit(equals.end, equals.end + blanks, value === '' ? '' : ` ${value}`)];
  }
  const start = Math.max(span.start, first.start);
  // Nothing is left of a line that holds the value alone.
  const isEmptied = value === '' && first.start > equals.end;
  const blanks = value === '' && first.start <= equals.end ? start - equals.end : 0;
  return [
    ...(isEmptied ? [] : [edit(start - blanks, Math.min(span.end, first.end), value)]),
    ...(isEmptied ? [first, ...others] : others)
      .filter((piece) => piece.start < span.end)
      .map((piece, i, all) => {
        const isLast = i === all.length - 1 && piece.end === line.text.length;
        const lineEnd = /\r?\n$/.exec(line.text.slice(0, piece.start))?.[0].length ?? 0;
        // The line end behind the last piece stays with what is in front of it.
        return isLast
          ? edit(piece.start - lineEnd, piece.end - (line.text.endsWith('\r') ? 1 : 0), '')
          : edit(piece.start, piece.end + 1, '');
      }),
  ];
}

/** Whether two expanded values of a parameter are the same to Postfix. */
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

/** postfix(1): these are read when the master starts, and never again. */
function noteRestart(draft: Draft, name: string): void {
  if (name === 'inet_interfaces' || name === 'inet_protocols') draft.needsRestart = true;
}
