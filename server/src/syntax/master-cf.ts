// Parses master.cf: eight fields, followed by the command's arguments (postconf_master.c, master_ent.c).

import { isSpace } from './chars.ts';
import type { Name } from './expression.ts';
import type { LogicalLine } from './lines.ts';
import type { Span } from './text.ts';
import { closingBrace, insideBraces, masterBlank, splitWords, trim } from './words.ts';

export type MasterItem = Service | MalformedService;

export const masterFields = [
  'service',
  'type',
  'private',
  'unprivileged',
  'chroot',
  'wakeup',
  'process_limit',
  'command',
] as const;
export type MasterField = (typeof masterFields)[number];

/** One service: eight fields and the arguments of its command. */
export interface Service {
  readonly kind: 'service';
  readonly line: LogicalLine;
  /** In the order of `masterFields`. */
  readonly fields: readonly Name[];
  /** The words after the command, in order. Options that need a value are split as Postfix splits them. */
  readonly arguments: readonly Argument[];
}

/** A line with fewer than eight fields, or a file that begins with white space. */
export interface MalformedService {
  readonly kind: 'malformed';
  readonly line: LogicalLine;
  readonly fields: readonly Name[];
  readonly problem: 'field-count' | 'leading-whitespace';
}

export type Argument = Override | PlainArgument;

/** `-o name=value`, `-oname=value`, or `-o { name = value }`, but not `-o{ name = value }`. */
export interface Override extends Span {
  readonly kind: 'override';
  /** `-o` itself. */
  readonly option: Span;
  /** The word that holds the name and value, including its braces. */
  readonly word: Span;
  readonly braces: boolean;
  /** Absent if the word does not begin with `name=`. */
  readonly name?: Name;
  readonly value?: Name;
  readonly problem?: 'missing-name' | 'missing-equals' | 'missing-brace' | 'text-after-brace';
}

/** Any other option or argument. `text` is what the program receives, without outer braces. */
export interface PlainArgument extends Name {
  readonly kind: 'argument';
  readonly braces: boolean;
  /** Whether it is an option: it comes before the first word that does not begin with `-`. */
  readonly option: boolean;
}

export function parseMasterLine(line: LogicalLine): MasterItem {
  const { masked } = line;
  const nul = masked.indexOf('\0');
  const end = nul < 0 ? masked.length : nul;
  const words = splitWords(masked, 0, end, { separator: masterBlank, braces: true });
  const fields = words.slice(0, masterFields.length).map((w) => named(masked, w));
  if (line.indented) return { kind: 'malformed', line, fields, problem: 'leading-whitespace' };
  if (fields.length < masterFields.length) return { kind: 'malformed', line, fields, problem: 'field-count' };
  return {
    kind: 'service',
    line,
    fields,
    arguments: parseArguments(masked, words.slice(masterFields.length)),
  };
}

/** pcf_normalize_daemon_args(): only `-o` takes a value, and the `o` may follow other option letters. */
function parseArguments(text: string, words: readonly Span[]): Argument[] {
  const result: Argument[] = [];
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i];
    if (word === undefined || text[word.start] !== '-' || text.slice(word.start, word.end) === '--') break;
    const offset = text.slice(word.start, word.end).indexOf('o', 1);
    if (offset < 0) {
      result.push(plain(text, word, true));
      continue;
    }
    const letter = word.start + offset;
    // "-vo" is "-v" and "-o".
    if (letter > word.start + 1) result.push({ ...plain(text, { start: word.start, end: letter }, true) });
    const option = { start: letter === word.start + 1 ? word.start : letter, end: letter + 1 };
    const value = letter + 1 < word.end ? { start: letter + 1, end: word.end } : words[++i];
    if (value === undefined)
      result.push({ ...named(text, option), kind: 'argument', braces: false, option: true });
    else result.push(parseOverride(text, option, value));
  }
  for (; i < words.length; i++) {
    const word = words[i];
    if (word !== undefined) result.push(plain(text, word, false));
  }
  return result;
}

function parseOverride(text: string, option: Span, word: Span): Override {
  // master(8) removes braces from words that begin with one. After "-o" without a space, the braces are part of the
  // name.
  const braces = word.start > option.end && text[word.start] === '{';
  const common = { kind: 'override', start: option.start, end: word.end, option, word, braces } as const;
  const inside = braces ? (insideBraces(text, word) ?? openInside(text, word)) : word;
  const brace =
    braces && insideBraces(text, word) === undefined
      ? ({ problem: closingBrace(text, word) < 0 ? 'missing-brace' : 'text-after-brace' } as const)
      : {};
  let nameEnd = inside.start;
  while (nameEnd < inside.end && !isSpace(text.charCodeAt(nameEnd)) && text[nameEnd] !== '=') nameEnd++;
  if (nameEnd === inside.start) return { ...common, problem: 'missing-name', ...brace };
  const equals = trim(text, { start: nameEnd, end: inside.end }).start;
  const name = named(text, { start: inside.start, end: nameEnd });
  if (text[equals] !== '=' || equals >= inside.end)
    return { ...common, name, problem: 'missing-equals', ...brace };
  const value = trim(text, { start: equals + 1, end: inside.end });
  return { ...common, name, value: named(text, value), ...brace };
}

/**
 * The text that Postfix treats as the inside if the braces are wrong: up to the closing brace or the end (extpar.c).
 */
function openInside(text: string, word: Span): Span {
  const close = closingBrace(text, word);
  return trim(text, { start: word.start + 1, end: close < 0 ? word.end : close });
}

function plain(text: string, word: Span, option: boolean): PlainArgument {
  const braces = !option && text[word.start] === '{';
  const inside = braces ? openInside(text, word) : word;
  return {
    kind: 'argument',
    start: word.start,
    end: word.end,
    text: text.slice(inside.start, inside.end),
    braces,
    option,
  };
}

function named(text: string, { start, end }: Span): Name {
  return { start, end, text: text.slice(start, end) };
}
