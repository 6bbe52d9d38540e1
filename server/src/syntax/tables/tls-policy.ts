// Parses the result of a TLS policy table: a security level, then attributes of the form `name=value`
// (smtp_tls_policy.c, split_nameval.c). Postfix reports mistakes in it when it delivers to the destination.

import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import type { Span } from '../text.ts';
import { closingBrace, commaOrSpace, insideBraces, splitWords, trim } from '../words.ts';
import { LogicalText } from './logical.ts';

export interface TlsPolicy {
  /** Absent if the result is empty. */
  readonly level?: Name;
  readonly attributes: readonly TlsPolicyAttribute[];
}

/** `name=value`, or `{ name = value }` with spaces in the value. */
export interface TlsPolicyAttribute extends Span {
  /** The word without braces, as Postfix prints it. */
  readonly text: string;
  /** Absent if the word does not have the form of an attribute. */
  readonly name?: Name;
  /** Empty if nothing follows the equals sign. */
  readonly value?: Name;
  /** Why the word does not have the form of an attribute, in Postfix's words. */
  readonly problem?: string;
}

export interface TlsPolicyOptions {
  /** An attribute can be in braces (since 3.10). */
  readonly braces?: boolean;
}

/** Parses the span `span` of `line`, which must cover exactly the result. Never throws. */
export function parseTlsPolicy(
  line: LogicalLine,
  span: Span,
  { braces = false }: TlsPolicyOptions = {},
): TlsPolicy {
  const logical = new LogicalText(line);
  const { start, end } = logical.range(span);
  const [level, ...words] = splitWords(logical.text, start, end, { separator: commaOrSpace, braces });
  const attributes = words.map((word) => attribute(logical, word, braces));
  return level === undefined ? { attributes } : { level: logical.name(level), attributes };
}

function attribute(logical: LogicalText, word: Span, braces: boolean): TlsPolicyAttribute {
  const { text } = logical;
  const place = logical.span(word.start, word.end);
  const isGroup = braces && text[word.start] === '{';
  const inside = isGroup ? insideBraces(text, word) : word;
  if (inside === undefined) return { ...place, ...badGroup(text, word) };
  const own = text.slice(inside.start, inside.end);
  const [, name = '', gap = '', sign] = /^([^\s=]*)(\s*)(=?)/.exec(own) ?? [];
  if (name === '') return { ...place, text: own, problem: 'missing attribute name' };
  if (sign !== '=') return { ...place, text: own, problem: "missing '=' after attribute name" };
  const nameEnd = inside.start + name.length;
  const value = trim(text, { start: nameEnd + gap.length + 1, end: inside.end });
  return {
    ...place,
    text: own,
    name: logical.name({ start: inside.start, end: nameEnd }),
    value: logical.name(value),
  };
}

/** A brace that is not closed, or text after the closing brace (extpar.c). */
function badGroup(text: string, word: Span): { readonly text: string; readonly problem: string } {
  const close = closingBrace(text, word);
  const { start, end } = trim(text, { start: word.start + 1, end: close < 0 ? word.end : close });
  const mistake = close < 0 ? "missing '}'" : "syntax error after '}'";
  return {
    text: text.slice(start, end),
    problem: `${mistake} in "${text.slice(word.start, word.end)}"`,
  };
}
