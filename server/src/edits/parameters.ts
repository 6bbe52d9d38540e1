// Edits that set a parameter in main.cf.

import type { Instance, PlacedEntry } from '../instance/instance.ts';
import type { Edit } from './edit.ts';

/** Sets several parameters. Lines inserted at the same place become one edit. */
export function setParameters(
  instance: Instance,
  values: Readonly<Record<string, string>>,
  after?: PlacedEntry,
): Edit[] {
  const edits = new Map<number, Edit>();
  for (const [name, value] of Object.entries(values)) {
    const edit = setParameter(instance, name, value, after);
    if (edit === undefined) return [];
    const before = edits.get(edit.at.start)?.text;
    const text = before === undefined ? edit.text : before + edit.text.replace(/^\n/, '');
    edits.set(edit.at.start, { ...edit, text });
  }
  return [...edits.values()];
}

/**
 * Replaces the effective value. If there is none, adds a line after `after` or at the end of the file.
 * Undefined without a main.cf.
 */
export function setParameter(
  instance: Instance,
  name: string,
  value: string,
  after?: PlacedEntry,
): Edit | undefined {
  const { main } = instance.files;
  if (main === undefined) return undefined;
  const { uri, tree } = main;
  const entry = instance.entriesOf(name).at(-1);
  if (entry !== undefined) {
    const { start, end } = entry.item.value;
    const text = start === end ? ` ${value}` : value;
    return { at: { uri, start: entry.start + start, end: entry.start + end }, text };
  }
  const end = after?.end ?? tree.text.length;
  const last = after === undefined ? undefined : after.start + after.item.line.text.length;
  const needsLineEnd =
    last === undefined ? !endsLine(tree.text.slice(tree.text.length - 1, tree.text.length)) : last === end;
  return { at: { uri, start: end, end }, text: `${needsLineEnd ? '\n' : ''}${name} = ${value}\n` };
}

function endsLine(text: string): boolean {
  return text === '' || text.endsWith('\n');
}
