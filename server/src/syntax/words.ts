// Splits text into words as Postfix does (mystrtok.c, balpar.c).

import { isListSeparator, isSpace } from './chars.ts';
import type { Span } from './text.ts';

/** The separators of words: commas and white space in most lists, only white space in master.cf. */
export type Separator = (code: number) => boolean;

export const commaOrSpace: Separator = isListSeparator;
/** The white space of master.cf, which does not include vertical tab and form feed (PCF_MASTER_BLANKS). */
export const masterBlank: Separator = (code) => code === 32 || code === 9 || code === 13 || code === 10;
export const space: Separator = isSpace;

export interface WordOptions {
  readonly separator: Separator;
  /** Text in `{ }` is one word, whatever it contains (mystrtokq). */
  readonly braces?: boolean;
  /** `${…}` and `$(…)` are not split: for text that is not yet expanded. */
  readonly references?: boolean;
}

/** The words of `text[start, end)`, in order. */
export function splitWords(text: string, start: number, end: number, options: WordOptions): Span[] {
  const { separator, braces = false, references = false } = options;
  const run = end - start > longest ? undefined : runs.get(separator);
  if (run !== undefined) {
    const part = text.slice(start, end);
    if (!(braces && part.includes('{')) && !(references && part.includes('$')))
      return matches(run, part, start);
  }
  const words: Span[] = [];
  let at = start;
  while (at < end) {
    while (at < end && separator(text.charCodeAt(at))) at++;
    if (at >= end) break;
    const wordStart = at;
    let level = 0;
    // Inside `${` or `$(`, only brackets of that kind are matched (mac_parse.c).
    let close = 0;
    let depth = 0;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (depth > 0) {
        if (code === close) depth--;
        else if (code === (close === 125 ? 123 : 40)) depth++;
      } else if (references && code === 36 && at + 1 < end && isOpen(text.charCodeAt(at + 1))) {
        at++;
        close = text.charCodeAt(at) === 123 ? 125 : 41;
        depth = 1;
      } else if (references && code === 36 && text.charCodeAt(at + 1) === 36) at++;
      else if (braces && code === 123) level++;
      else if (braces && level > 0 && code === 125) level--;
      else if (level === 0 && separator(code)) break;
    }
    words.push({ start: wordStart, end: Math.min(at, end) });
  }
  return words;
}

/** The matcher of regular expressions may run out of stack in a longer word. */
const longest = 100_000;

/** What splitWords() finds where no text is in brackets. Much faster than a loop over the characters. */
const runs: ReadonlyMap<Separator, RegExp> = new Map([
  [commaOrSpace, /[^, \t-\r]+/g],
  [masterBlank, /[^ \t\r\n]+/g],
  [space, /[^ \t-\r]+/g],
]);

/** @param offset where the text begins */
function matches(run: RegExp, text: string, offset: number): Span[] {
  const found: Span[] = [];
  run.lastIndex = 0;
  for (let match = run.exec(text); match !== null; match = run.exec(text))
    found.push({ start: offset + match.index, end: offset + run.lastIndex });
  return found;
}

function isOpen(code: number): boolean {
  return code === 123 || code === 40;
}

/** The span without leading and trailing white space. */
export function trim(text: string, { start, end }: Span): Span {
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/**
 * The inside of `{ … }` without leading and trailing white space, if the word is one balanced group. Undefined if it is
 * not, or if text follows the closing brace, which is a syntax error to extpar.c.
 */
export function insideBraces(text: string, word: Span): Span | undefined {
  const end = closingBrace(text, word);
  return end >= 0 && end === word.end - 1 ? trim(text, { start: word.start + 1, end }) : undefined;
}

/** The offset of the brace that closes the one at the start of the word, or -1 (balpar.c). */
export function closingBrace(text: string, { start, end }: Span): number {
  if (text.charCodeAt(start) !== 123) return -1;
  let level = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 123) level++;
    else if (code === 125 && --level === 0) return at;
  }
  return -1;
}

/** The text in the braces of a word that begins with one, as Postfix reads it; `problem` is what it reports (extpar.c). */
export function openBraces(group: string): { readonly inside: string; readonly problem?: string } {
  const close = closingBrace(group, { start: 0, end: group.length });
  if (close < 0) return { inside: group.slice(1), problem: `missing '}' in "${group}"` };
  const inside = group.slice(1, close);
  return close === group.length - 1
    ? { inside }
    : { inside, problem: `syntax error after '}' in "${group}"` };
}
