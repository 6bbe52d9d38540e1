// `#` behind other text: a comment has lines of its own, so this is part of the value (mystrtok.c, match_list.c).

import { atLeast } from '../../catalog/release.ts';
import { commentToOwnLine } from '../../edits/lines.ts';
import type { Instance, PlacedEntry } from '../../instance/instance.ts';
import { allValues, type ReadValue } from '../../instance/read-values.ts';
import { isSpace } from '../../syntax/chars.ts';
import { type LogicalLine, logicalText } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const trailingComment: Rule = {
  code: 'trailing-comment',
  title: 'A comment behind a value is part of the value',
  severity: 'error',
  *configuration({ instance, names }): Generator<Finding> {
    for (const value of allValues(instance)) {
      if (!value.raw.includes('#') || ownNumberSigns.has(value.parameter.type.type)) continue;
      const placed = lineOf(instance, value);
      if (placed !== undefined) yield* findings(instance, placed, effect(instance, value));
    }
    for (const name of names.userNames) {
      const entry = instance.entriesOf(name).at(-1);
      const placed = entry && entryLine(instance, entry);
      if (placed?.line.masked.includes('#'))
        yield* findings(instance, placed, () => `Whoever uses $${name} gets it as text`, true);
    }
  },
};

/** In free text a `#` is a character like any other, and the shell has comments of its own. */
const ownNumberSigns: ReadonlySet<string> = new Set(['text', 'characters', 'command', 'cipher-list']);

/** The logical line that holds a value, and the stretch of it that is the value. */
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

/** Nobody has more in one value; each is looked for from the value's start. */
const maxComments = 100;

/** The first `#` of each physical line that begins a word. */
function* trailingComments(line: LogicalLine, value: Span): Generator<Span> {
  if (!line.masked.includes('#')) return;
  const words = splitWords(line.masked, value.start, value.end, {
    separator: commaOrSpace,
    braces: true,
    references: true,
  });
  let behind = -1;
  let left = maxComments;
  for (const { start } of words) {
    if (start < behind || line.masked[start] !== '#') continue;
    if (left-- === 0) return;
    behind = line.pieces.find((piece) => start < piece.end)?.end ?? line.text.length;
    yield trimEnd(line.text, start, Math.max(start + 1, Math.min(behind, value.end)));
  }
}

function* findings(
  instance: Instance,
  { name, uri, start, line, value }: PlacedValue,
  does: (comment: string) => string,
  onlyProse = false,
): Generator<Finding> {
  for (const comment of trailingComments(line, value)) {
    const text = line.text.slice(comment.start, comment.end);
    if (onlyProse && !/^#+(?:\s|$)/.test(text)) continue;
    const at = { uri, start: start + comment.start, end: start + comment.end };
    yield {
      at,
      message:
        `A comment cannot stand behind a value: "${beginning(text, 40)}" is part of ${name}. ` +
        `${does(logicalText(line, { start: comment.start, end: Math.min(value.end, comment.start + 200) }))}. Give the comment a line of its own.`,
      ...(uri === instance.files.main?.uri ? { fixes: [commentToOwnLine(uri, start, line, comment)] } : {}),
    };
  }
}

/** What becomes of it, by the type of the value. */
function effect(
  { release }: Instance,
  { name, text, parameter: { type } }: ReadValue,
): (rest: string) => string {
  const element = type.of?.type ?? type.type;
  switch (element) {
    case 'boolean':
      return () => `Programs that read it die: bad boolean configuration: ${name} = ${text ?? ''}`;
    case 'integer':
    case 'size':
    case 'reply-code':
      return () => `Programs that read it die: bad numerical configuration: ${name} = ${text ?? ''}`;
    case 'restriction':
      return () =>
        'smtpd logs: unknown smtpd restriction: "#", and answers 451 to all mail that comes this far';
    case 'address-pattern':
    case 'domain-pattern':
    case 'string-pattern':
      return (rest) =>
        `The list ends here, and Postfix logs: ${name}: ${
          atLeast(release, '3.8')
            ? '#comment after other text is not allowed'
            : `comment at end of line is not supported: ${beginning(rest, 40)}`
        }`;
    default:
      return () => 'Postfix takes each of its words for what the value is made of';
  }
}

function trimEnd(text: string, start: number, end: number): Span {
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}
