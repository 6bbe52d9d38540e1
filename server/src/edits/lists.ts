// Edits to lists of words such as restrictions, networks, or sites. They keep comments and line layout.
// They read only the text around a word, because lists and their lines may be long.

import type { ExpandedValue } from '../instance/expanded-values.ts';
import type { Instance, Location, Source } from '../instance/instance.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import type { ValueNode } from '../syntax/value.ts';
import type { Edit } from './edit.ts';

/** The place of a word that is written literally in a file and does not come from a $name. */
export function literalPlace(instance: Instance, value: ExpandedValue, word: Span): Location | undefined {
  const at = value.locate(word);
  if (at === undefined) return undefined;
  const own = value.expansion.text.slice(word.start, word.end);
  return own.length === at.end - at.start && writtenAt(instance, at) === own ? at : undefined;
}

/** Inserts words before a word of a list or at the end of the list. Undefined if the list is not written literally. */
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

/** Removes a word from a list, together with what separates it from its neighbors. */
export function removeWord(instance: Instance, value: ExpandedValue, word: ValueNode): Edit | undefined {
  return removeEach(instance, value, [word])?.[0];
}

/**
 * Removes words from anywhere in a list. Undefined if one of them is not written literally.
 * @param words in the order of the list
 */
export function removeEach(
  instance: Instance,
  value: ExpandedValue,
  words: readonly ValueNode[],
): readonly Edit[] | undefined {
  const runs: Run[] = [];
  for (const word of words) {
    const place = literalPlace(instance, value, word);
    if (place === undefined) return undefined;
    const index = indexOf(value.nodes, word);
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === index && isOneLine(instance, run.place, place))
      runs[runs.length - 1] = { ...run, last: index, place: { ...run.place, end: place.end } };
    else runs.push({ first: index, last: index, place });
  }
  return runs.map((run) => ({ at: withSeparator(instance, value, run), text: '' }));
}

/** Words on the same line with no other words between them. */
interface Run {
  /** Indexes in the list. */
  readonly first: number;
  readonly last: number;
  readonly place: Location;
}

function withSeparator(instance: Instance, value: ExpandedValue, { first, last, place }: Run): Location {
  const neighbour = (node: ValueNode | undefined): Location | undefined =>
    node && literalPlace(instance, value, node);
  const next = neighbour(value.nodes[last + 1]);
  if (next !== undefined && isOneLine(instance, place, next)) return { ...place, end: next.start };
  const previous = neighbour(value.nodes[first - 1]);
  if (previous !== undefined && isOneLine(instance, previous, place))
    return { ...place, start: previous.end };
  return wholeLine(instance, place);
}

/** Removes the last words of a list, line by line. Undefined if they are not all written literally. */
export function removeWords(
  instance: Instance,
  value: ExpandedValue,
  words: readonly ValueNode[],
): readonly Edit[] | undefined {
  const [first] = words;
  const kept = first && value.nodes[indexOf(value.nodes, first) - 1];
  const keptPlace = kept && literalPlace(instance, value, kept);
  if (keptPlace === undefined) return undefined;
  const lines: Location[] = [keptPlace];
  for (const word of words) {
    const place = literalPlace(instance, value, word);
    const line = lines.at(-1);
    if (place === undefined || line === undefined) return undefined;
    if (isOneLine(instance, line, place)) lines[lines.length - 1] = { ...line, end: place.end };
    else if (place.uri === line.uri && place.start > line.end) lines.push(place);
    else return undefined;
  }
  const [firstLine, ...others] = lines;
  const rest = firstLine && { ...firstLine, start: keptPlace.end };
  return [
    ...(rest && rest.start < rest.end ? [rest] : []),
    ...others.map((line) => wholeLine(instance, line)),
  ].map((at) => ({ at, text: '' }));
}

/** Whether two words are on the same line. */
function isOneLine(instance: Instance, one: Location, other: Location): boolean {
  if (one.uri !== other.uri || other.start < one.end) return false;
  const end = Math.min(other.start, one.end + window);
  const between = textAt(instance, { ...one, start: one.end, end });
  return end === other.start && !between.includes('\n');
}

/** The whole line if it holds only the given word or words; otherwise the place itself. */
function wholeLine(instance: Instance, place: Location): Location {
  const indent = ownIndent(instance, place);
  const [end] = /^[ \t]*,?[ \t]*(?:\r?\n|$)/.exec(textAfter(instance, place)) ?? [];
  if (indent === undefined || end === undefined) return place;
  return { uri: place.uri, start: place.start - indent.length, end: place.end + end.length };
}

/** The indentation of a word that is the first on its line. */
function ownIndent(instance: Instance, place: Location | undefined): string | undefined {
  if (place === undefined) return undefined;
  const before = textAt(instance, {
    ...place,
    start: Math.max(0, place.start - window),
    end: place.start,
  });
  return /\n([ \t]+)$/.exec(before)?.[1];
}

function textAfter(instance: Instance, { uri, end }: Location): string {
  return textAt(instance, { uri, start: end, end: end + window });
}

/** How many characters around a word are read. */
const window = 200;

/** Relies on the nodes of a value being in the order of their places. */
function indexOf(nodes: readonly ValueNode[], node: ValueNode): number {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.start ?? 0) < node.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end of a list that a file sets; undefined for a default. */
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

/** Without braces, `-o name=value` ends at a space. */
export function isCramped({ value: { source } }: ExpandedValue): boolean {
  return source.kind === 'override' && !source.override.braces;
}

/** Words in the form that the list allows: without spaces where a space would end the value. */
export function closeUp(value: ExpandedValue, words: string): string {
  return isCramped(value) ? words.replace(/,? +/g, ',') : words;
}

function separator(value: ExpandedValue): string {
  if (isCramped(value)) return ',';
  return comma(value) === '' ? ' ' : ', ';
}

/** Some lists separate words with commas, others only with spaces. */
function comma({ expansion, nodes }: ExpandedValue): string {
  return nodes.length < 2 || expansion.text.includes(',') ? ',' : '';
}

/** The text of a place inside one logical line. It is known without the text around it. */
function writtenAt(instance: Instance, at: Location): string {
  const { files, mainTree } = instance;
  if (at.uri !== files.main?.uri) return textAt(instance, at);
  const { item, start } = mainTree?.pieceAt(at.start) ?? {};
  return item !== undefined && start !== undefined && 'line' in item
    ? item.line.text.slice(at.start - start, at.end - start)
    : '';
}

function textAt({ files: { main, master } }: Instance, { uri, start, end }: Location): string {
  const text: SourceText | undefined =
    uri === main?.uri ? main.tree.text : uri === master?.uri ? master.tree.text : undefined;
  return text?.slice(start, end) ?? '';
}
