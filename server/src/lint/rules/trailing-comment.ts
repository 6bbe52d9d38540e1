// `#` after other text: a comment needs a separate line, so this is part of the value (mystrtok.c, match_list.c).

import { atLeast, type Release } from '../../catalog/release.ts';
import { commentToOwnLine } from '../../edits/lines.ts';
import type { Instance, PlacedEntry } from '../../instance/instance.ts';
import { allValues, type ReadValue } from '../../instance/read-values.ts';
import { isSpace } from '../../syntax/chars.ts';
import { type LogicalLine, logicalText } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import { logText, logTextWithValue } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const trailingComment: Rule = {
  code: 'trailing-comment',
  title: 'Comment after a value is part of the value',
  severity: 'error',
  explains: [],
  *configuration({ instance, names }): Generator<Finding> {
    for (const value of allValues(instance).filter(({ raw }) => raw.includes('#'))) {
      if (ownNumberSigns.has(value.parameter.type.type)) continue;
      const placed = lineOf(instance, value);
      if (placed !== undefined) yield* findings(instance, placed, effect(instance, value));
    }
    for (const name of names.userNames) {
      const entry = instance.entriesOf(name).at(-1);
      const placed = entry && entryLine(instance, entry);
      if (placed?.line.masked.includes('#'))
        yield* findings(instance, placed, () => `Values that use $${name} include the comment as text`, true);
    }
  },
};

/** In free text, `#` is an ordinary character, and the shell has its own comments. */
const ownNumberSigns: ReadonlySet<string> = new Set(['text', 'characters', 'command', 'cipher-list']);

/** The logical line that contains a value, and the part of it that is the value. */
interface PlacedValue {
  readonly name: string;
  readonly uri: string;
  readonly start: number;
  readonly line: LogicalLine;
  readonly value: Span;
}

function lineOf(instance: Instance, { source, name }: ReadValue): PlacedValue | undefined {
  if (source.kind === 'entry') return entryLine(instance, source.entry);
  const uri = instance.files.master?.uri;
  if (source.kind !== 'override' || uri === undefined || source.override.value === undefined)
    return undefined;
  const { item, start } = source.service;
  return { name, uri, start, line: item.line, value: source.override.value };
}

function entryLine({ files }: Instance, { item, start }: PlacedEntry): PlacedValue | undefined {
  return (
    files.main && { name: item.name.text, uri: files.main.uri, start, line: item.line, value: item.value }
  );
}

/** More than anyone has in one value. The search for each starts at the beginning of the value. */
const maxComments = 100;

/** The first `#` of each physical line that begins a word. */
function* trailingComments(line: LogicalLine, value: Span): Generator<Span> {
  if (!line.masked.includes('#')) return;
  const words = splitWords(line.masked, value.start, value.end, {
    separator: commaOrSpace,
    braces: true,
    references: true,
  });
  let lineEnd = -1;
  let left = maxComments;
  for (const { start } of words) {
    if (start < lineEnd || line.masked[start] !== '#') continue;
    if (left-- === 0) return;
    lineEnd = line.pieces.find((piece) => start < piece.end)?.end ?? line.text.length;
    yield trimEnd(line.text, start, Math.max(start + 1, Math.min(lineEnd, value.end)));
  }
}

function* findings(
  instance: Instance,
  { name, uri, start, line, value }: PlacedValue,
  does: (comment: string) => string,
  onlyProse = false,
): Generator<Finding> {
  let first: Span | undefined;
  for (const comment of trailingComments(line, value)) {
    first ??= comment;
    const text = line.text.slice(comment.start, comment.end);
    if (onlyProse && !/^#+(?:\s|$)/.test(text)) continue;
    const at = { uri, start: start + comment.start, end: start + comment.end };
    yield {
      at,
      message:
        `"${beginning(text, 40)}" is not a comment here, but part of the value of ${name}. ` +
        `${does(logicalText(line, { start: first.start, end: Math.min(value.end, first.start + 200) }))}. ` +
        'Put the comment on its own line.',
      ...(uri === instance.files.main?.uri ? { fixes: [commentToOwnLine(uri, start, line, comment)] } : {}),
    };
  }
}

/** What Postfix does with the first comment and the text after it, by the type of the value. */
function effect(
  { release }: Instance,
  { name, text, parameter: { type } }: ReadValue,
): (rest: string) => string {
  const element = type.of?.type ?? type.type;
  switch (element) {
    case 'boolean':
      return () =>
        `Programs that read it exit with: ${logTextWithValue(`bad boolean configuration: ${name} = `, text ?? '')}`;
    case 'integer':
    case 'size':
    case 'reply-code':
      return () =>
        `Programs that read it exit with: ${logTextWithValue(`bad numerical configuration: ${name} = `, text ?? '')}`;
    case 'restriction':
      return (rest) =>
        `smtpd logs ${logText(`unknown smtpd restriction: "${rest.split(/[\s,]/, 1)[0]}"`)} and answers 451 to all mail that reaches it`;
    case 'table':
      return (rest) => effectOnTables(name, rest.split(/[\s,]/, 1)[0] ?? '');
    case 'address-pattern':
    case 'domain-pattern':
    case 'string-pattern':
      return (rest) =>
        `The list ends at the first "#", and Postfix logs: ${listWarning(release, name, rest)}`;
    default:
      return () => partOfValue;
  }
}

const partOfValue = 'Postfix makes each of its words part of the value';

/** The same as in the rule `table-without-type`. */
function effectOnTables(name: string, word: string): string {
  return tablesNotOpened.has(name) || word.includes(':')
    ? partOfValue
    : `Programs that open it exit with: ${logText(`open dictionary: expecting "type:name" form instead of "${word}"`)}`;
}

const tablesNotOpened: ReadonlySet<string> = new Set([
  'alias_database',
  'proxy_read_maps',
  'proxy_write_maps',
]);

/** Postfix logs the first word of the comment, and after a space some of what follows (match_list.c, mystrtok.c). */
function listWarning(release: Release, name: string, text: string): string {
  const isNew = atLeast(release, '3.8');
  const warning = `${name}: ${isNew ? '#comment after other text is not allowed' : 'comment at end of line is not supported'}`;
  // Postfix logs the expanded text, and counts bytes.
  if (/[$\u0080-\uffff]/.test(text)) return logText(warning);
  const [, word = '', rest = ''] = /^([^\s,]*)[\s,]?(.*)$/s.exec(text) ?? [];
  return isNew
    ? logText(`${warning}: ${word} ${rest.slice(0, 20)}...`)
    : logTextWithValue(`${warning}: `, `${word} ${rest}`);
}

function trimEnd(text: string, start: number, end: number): Span {
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}
