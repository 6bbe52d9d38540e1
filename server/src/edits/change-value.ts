// Changes the value of a parameter in main.cf word by word, so that the comments and the layout of a value that spans
// several lines remain.

import type { Instance, PlacedEntry } from '../instance/instance.ts';
import type { Span } from '../syntax/text.ts';
import type { Edit } from './edit.ts';
import { setParameter } from './parameters.ts';

/**
 * The edits that give a parameter a value, which is one line. Empty if it has this value. Adds a line at the end of
 * main.cf if no line sets the parameter. Undefined without a main.cf.
 */
export function changeValue(instance: Instance, name: string, value: string): readonly Edit[] | undefined {
  const { main } = instance.files;
  if (main === undefined) return undefined;
  const entry = instance.entriesOf(name).at(-1);
  const wanted = wordsIn(value).map(({ text }) => text);
  if (entry === undefined) return present(setParameter(instance, name, wanted.join(' ')));
  const { raw, value: span } = entry.item;
  const had = wordsIn(raw, span.start);
  if (had.length === 0 && wanted.length === 0) return [];
  if (had.length === 0 || !fits(entry, wanted))
    return present(setParameter(instance, name, wanted.join(' ')));
  const base = entry.start;
  return changedWords(entry, had, wanted).map(({ start, end, text }) => ({
    at: { uri: main.uri, start: base + start, end: base + end },
    text,
  }));
}

function present(edit: Edit | undefined): readonly Edit[] | undefined {
  return edit && [edit];
}

interface Word extends Span {
  readonly text: string;
}

/** @param base the offset of the text */
function wordsIn(text: string, base = 0): Word[] {
  return [...text.matchAll(/[^ \t\r\n\v\f]+/g)].map(({ 0: word, index }) => ({
    text: word,
    start: base + index,
    end: base + index + word.length,
  }));
}

/** False if a new word would begin a line and turn it into a comment. */
function fits({ item }: PlacedEntry, wanted: readonly string[]): boolean {
  return !item.line.text.includes('\n') || !wanted.some((word) => word.startsWith('#'));
}

/** An edit of a logical line. */
type WordEdit = Span & { readonly text: string };

/** Keeps the words at both ends that do not change, and replaces the words in between one by one. */
function changedWords({ item }: PlacedEntry, had: readonly Word[], wanted: readonly string[]): WordEdit[] {
  const { text } = item.line;
  const first = commonLength(had, wanted);
  const last = commonLength(had.slice(first).reverse(), wanted.slice(first).reverse());
  const before = had.slice(first, had.length - last);
  const after = wanted.slice(first, wanted.length - last);
  const paired = before.slice(0, after.length);
  const edits: WordEdit[] = [];
  paired.forEach((word, i) => {
    const added = i === paired.length - 1 ? after.slice(paired.length) : [];
    const words = [after[i] ?? '', ...added].join(separatorAt(text, word.start));
    if (words !== word.text) edits.push({ start: word.start, end: word.end, text: words });
  });
  if (paired.length === 0 && after.length > 0) edits.push(insertion(text, had, first, after));
  return [...edits, ...removals(text, before.slice(paired.length))];
}

/** How many words at the start are the same. */
function commonLength(had: readonly Word[], wanted: readonly string[]): number {
  const different = had.findIndex(({ text }, i) => text !== wanted[i]);
  return different < 0 ? had.length : different;
}

/** Puts words after the word before them, or before the first word. */
function insertion(text: string, had: readonly Word[], at: number, words: readonly string[]): WordEdit {
  const previous = had[at - 1];
  const start = previous?.end ?? had[0]?.start ?? 0;
  const separator = separatorAt(text, previous?.start ?? start);
  const added = words.map((word) => (previous === undefined ? word + separator : separator + word));
  return { start, end: start, text: added.join('') };
}

/** What comes before a word that begins a line: a line break and its indentation. Otherwise a space. */
function separatorAt(text: string, start: number): string {
  return /\r?\n[ \t]+$/.exec(text.slice(0, start))?.[0] ?? ' ';
}

/** Removes consecutive words, line by line. */
function removals(text: string, words: readonly Word[]): WordEdit[] {
  const runs: Span[] = [];
  for (const { start, end } of words) {
    const run = runs.at(-1);
    if (run !== undefined && !text.slice(run.end, start).includes('\n'))
      runs[runs.length - 1] = { start: run.start, end };
    else runs.push({ start, end });
  }
  return runs.map((run) => ({ ...withSpace(text, run), text: '' }));
}

/** Words of one line with the space around them that goes with them, or the whole line if no other word is on it. */
function withSpace(text: string, { start, end }: Span): Span {
  const [, lineBreak = '', indent = ''] = /(\r?\n|^)?([ \t]*)$/.exec(text.slice(0, start)) ?? [];
  const [rest = ''] = /^[ \t]*/.exec(text.slice(end)) ?? [];
  const beginsLine = lineBreak !== '' || start === indent.length;
  const endsLine = /^\r?\n|^$/.test(text.slice(end + rest.length));
  if (!beginsLine) return { start: start - indent.length, end };
  if (endsLine && lineBreak !== '')
    return { start: start - indent.length - lineBreak.length, end: end + rest.length };
  return { start, end: end + rest.length };
}
