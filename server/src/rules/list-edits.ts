// Edits in lists of words: restrictions, networks, sites. Comments and the way that the lines are laid out stay.

import type { Instance, Location, Source } from '../instance/instance.ts';
import type { ExpandedValue } from '../instance/words.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import type { ValueNode } from '../syntax/value.ts';
import type { Edit } from './rule.ts';

/** The place of a word that stands in a file as it is: not one that comes out of a $name. */
export function literalPlace(instance: Instance, value: ExpandedValue, word: Span): Location | undefined {
  const at = value.locate(word);
  if (at === undefined) return undefined;
  const own = value.expansion.text.slice(word.start, word.end);
  return own.length === at.end - at.start && textAt(instance, at) === own ? at : undefined;
}

/** Puts words in front of a word of a list, or at its end. Undefined where the list is not written out. */
export function insertWord(
  instance: Instance,
  value: ExpandedValue,
  words: string,
  before?: Span,
): Edit | undefined {
  if (before !== undefined) {
    const place = literalPlace(instance, value, before);
    return place && insertBefore(instance, value, words, place);
  }
  const end = endOf(instance, value.value.source);
  if (end === undefined) return undefined;
  const last = value.nodes.at(-1);
  if (last === undefined) {
    const equals = textAt(instance, { ...end, start: end.start - 1 }) === '=';
    return { at: end, text: (equals && !isCramped(value) ? ' ' : '') + closeUp(value, words) };
  }
  const indent = ownIndent(instance, value.locate(last));
  return {
    at: end,
    text:
      indent === undefined ? separator(value) + closeUp(value, words) : `${comma(value)}\n${indent}${words}`,
  };
}

function insertBefore(instance: Instance, value: ExpandedValue, words: string, place: Location): Edit {
  const indent = ownIndent(instance, place);
  const at = { ...place, end: place.start };
  return indent === undefined
    ? { at, text: closeUp(value, words) + separator(value) }
    : { at, text: `${words}${comma(value)}\n${indent}` };
}

/** Takes a word out of a list, with what separates it from its neighbours. */
export function removeWord(instance: Instance, value: ExpandedValue, word: ValueNode): Edit | undefined {
  const place = literalPlace(instance, value, word);
  if (place === undefined) return undefined;
  const line = lineAround(instance, place);
  const index = value.nodes.indexOf(word);
  const neighbour = (offset: -1 | 1): Location | undefined => {
    const node = value.nodes[index + offset];
    const other = node && literalPlace(instance, value, node);
    return other && other.uri === place.uri && other.start >= line.start && other.end <= line.end
      ? other
      : undefined;
  };
  const next = neighbour(1);
  if (next !== undefined) return { at: { ...place, end: next.start }, text: '' };
  const previous = neighbour(-1);
  if (previous !== undefined) return { at: { ...place, start: previous.end }, text: '' };
  return { at: wholeLine(instance, place), text: '' };
}

/** Takes the last words of a list out of it, line by line. Undefined where they are not all written out. */
export function removeWords(
  instance: Instance,
  value: ExpandedValue,
  words: readonly ValueNode[],
): readonly Edit[] | undefined {
  const [first] = words;
  const kept = first && value.nodes[value.nodes.indexOf(first) - 1];
  const keptPlace = kept && literalPlace(instance, value, kept);
  if (keptPlace === undefined) return undefined;
  const lines = new Map<number, Location>();
  for (const word of words) {
    const place = literalPlace(instance, value, word);
    if (place === undefined || place.uri !== keptPlace.uri) return undefined;
    const { start } = lineAround(instance, place);
    lines.set(start, { ...place, start: lines.get(start)?.start ?? place.start });
  }
  return [...lines.values()].map((place) => {
    const line = lineAround(instance, place);
    const at = keptPlace.end > line.start ? { ...place, start: keptPlace.end } : wholeLine(instance, place);
    return { at, text: '' };
  });
}

/** The line of a word, or of a row of words, that stands alone on it; else the place itself. */
function wholeLine(instance: Instance, place: Location): Location {
  const { start, text } = lineAround(instance, place);
  const last = lineAround(instance, { ...place, start: place.end });
  const before = text.slice(0, place.start - start);
  const after = last.text.slice(place.end - last.start);
  const isAlone = /^[ \t]+$/.test(before) && /^[ \t]*,?[ \t]*\r?\n?$/.test(after);
  return isAlone ? { uri: place.uri, start, end: last.end } : place;
}

/** The indentation of a word that has its line to itself. */
function ownIndent(instance: Instance, place: Location | undefined): string | undefined {
  if (place === undefined) return undefined;
  const { text, start } = lineAround(instance, place);
  return /^[ \t]+$/.test(text.slice(0, place.start - start)) ? text.slice(0, place.start - start) : undefined;
}

/** Where a list of its own ends; undefined for a default. */
function endOf(instance: Instance, source: Source): Location | undefined {
  const { main, master } = instance.files;
  const [uri, base, value] =
    source.kind === 'entry'
      ? [main?.uri, source.entry.start, source.entry.item.value]
      : source.kind === 'override'
        ? [master?.uri, source.service.start, source.override.value ?? source.override.word]
        : [];
  if (uri === undefined || base === undefined || value === undefined) return undefined;
  return { uri, start: base + value.end, end: base + value.end };
}

/** `-o name=value` without braces ends at a blank. */
function isCramped({ value: { source } }: ExpandedValue): boolean {
  return source.kind === 'override' && !source.override.braces;
}

function closeUp(value: ExpandedValue, words: string): string {
  return isCramped(value) ? words.replace(/,? +/g, ',') : words;
}

function separator(value: ExpandedValue): string {
  return isCramped(value) ? ',' : `${comma(value) || ' '}`.replace(',', ', ');
}

/** Some lists have commas, others blanks alone. */
function comma({ expansion, nodes }: ExpandedValue): string {
  return nodes.length < 2 || expansion.text.includes(',') ? ',' : '';
}

interface Line extends Span {
  /** With its line end. */
  readonly text: string;
}

function lineAround(instance: Instance, { uri, start }: Location): Line {
  const text = sourceText(instance, uri);
  if (text === undefined) return { start, end: start, text: '' };
  const { line } = text.positionAt(start);
  const from = text.offsetAt({ line, character: 0 });
  const to = line + 1 < text.lineCount ? text.offsetAt({ line: line + 1, character: 0 }) : text.length;
  return { start: from, end: to, text: text.slice(from, to) };
}

function textAt(instance: Instance, { uri, start, end }: Location): string {
  return sourceText(instance, uri)?.slice(start, end) ?? '';
}

function sourceText({ files: { main, master } }: Instance, uri: string): SourceText | undefined {
  if (uri === main?.uri) return main.tree.text;
  return uri === master?.uri ? master.tree.text : undefined;
}
