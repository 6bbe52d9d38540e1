// Parses the right-hand side of a pattern: literal text and `$number` references (mac_parse.c, and the prescan of
// dict_regexp.c and dict_pcre.c).

import { isNameChar } from '../chars.ts';
import type { Name } from '../expression.ts';
import type { Span } from '../text.ts';
import type { LogicalText } from './logical.ts';
import type { TableProblem } from './problem.ts';

export interface Replacement extends Name {
  readonly parts: readonly ReplacementPart[];
}

export type ReplacementPart = ReplacementText | GroupReference;

export interface ReplacementText extends Span {
  readonly kind: 'text';
  /** The meaning of the text: `$$` means `$`. */
  readonly text: string;
}

/** `$1`, `${1}`, `$(1)`. */
export interface GroupReference extends Span {
  readonly kind: 'group-reference';
  /** The text after `$`, without brackets. */
  readonly name: Name;
  /** Absent if Postfix does not read the name as a number. */
  readonly index?: number;
}

export type ReplacementProblemCode =
  | 'truncated-reference'
  | 'empty-reference'
  | 'non-numeric-reference'
  | 'reference-out-of-range';

export interface ParsedReplacement {
  readonly replacement: Replacement;
  /** The largest index: 0 without references, and negative if it exceeds what Postfix can store. */
  readonly highest: number;
  /** For any of these, Postfix reports "bad replacement syntax" and skips the rule. */
  readonly problems: readonly TableProblem<ReplacementProblemCode>[];
}

export function parseReplacement(
  logical: LogicalText,
  { start, end }: Span,
  dialect: 'regexp' | 'pcre',
): ParsedReplacement {
  const { text } = logical;
  const parts: ReplacementPart[] = [];
  const problems: TableProblem<ReplacementProblemCode>[] = [];
  const whole = text.slice(start, end);
  const report = (code: ReplacementProblemCode, message: string, from: number, to: number): void => {
    problems.push({ code, message, skipped: true, ...logical.span(from, to) });
  };
  let highest = 0;
  let at = start;
  while (at < end) {
    if (text[at] !== '$' || text[at + 1] === '$') {
      const from = at;
      while (at < end && (text[at] !== '$' || text[at + 1] === '$')) at += text[at] === '$' ? 2 : 1;
      at = Math.min(at, end);
      parts.push({
        kind: 'text',
        ...logical.span(from, at),
        text: text.slice(from, at).replaceAll('$$', '$'),
      });
      continue;
    }
    const inside = referenceName(text, at, end);
    if (inside === undefined) {
      report('truncated-reference', `truncated macro reference: "${whole}"`, at, end);
      break;
    }
    // mac_parse() continues after an error, but not past a bracket.
    if (inside.bracket && problems.length > 0) break;
    if (inside.start === inside.end) {
      report('empty-reference', `empty macro name: "${whole}"`, at, inside.next);
      break;
    }
    const name = logical.name(inside);
    const index = /^[0-9]+$/.test(name.text) ? toInt(name.text) : undefined;
    if (index === undefined) {
      report('non-numeric-reference', `non-numeric replacement index "${name.text}"`, at, inside.next);
    } else if (index === 0) {
      const words = dialect === 'regexp' ? 'out-of-range' : 'out of range';
      report('reference-out-of-range', `${words} replacement index "${name.text}"`, at, inside.next);
    } else {
      highest = larger(highest, index);
    }
    parts.push({
      kind: 'group-reference',
      ...logical.span(at, inside.next),
      name,
      ...(index !== undefined && index > 0 && { index }),
    });
    at = inside.next;
  }
  if (at < end && problems.length > 0) {
    parts.push({ kind: 'text', ...logical.span(at, end), text: text.slice(at, end) });
  }
  return { replacement: { ...logical.name({ start, end }), parts }, highest, problems };
}

/** The name after the `$` at `at`, and where the reference ends; undefined if its bracket is not closed. */
function referenceName(
  text: string,
  at: number,
  end: number,
): { start: number; end: number; next: number; bracket: boolean } | undefined {
  const open = text.charAt(at + 1);
  if (open === '(' || open === '{') {
    const close = open === '(' ? ')' : '}';
    let level = 0;
    for (let i = at + 1; i < end; i++) {
      if (text[i] === open) level++;
      else if (text[i] === close && --level === 0)
        return { start: at + 2, end: i, next: i + 1, bracket: true };
    }
    return undefined;
  }
  let nameEnd = at + 1;
  while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
  return { start: at + 1, end: nameEnd, next: nameEnd, bracket: false };
}

/** Postfix compares the numbers as unsigned, so a negative number is larger than any positive one. */
function larger(one: number, other: number): number {
  return one < 0 === other < 0 ? Math.max(one, other) : Math.min(one, other);
}

/** atoi(): parses 64 bits and keeps the lower 32. */
function toInt(digits: string): number {
  const significant = digits.replace(/^0+/, '');
  if (significant.length < 10) return Number(significant);
  const long = significant.length > 19 ? 2n ** 63n : BigInt(significant);
  return Number(BigInt.asIntN(32, long >= 2n ** 63n ? 2n ** 63n - 1n : long));
}
