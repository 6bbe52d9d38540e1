// Parses main.cf and every other file of `name = value` lines (the client files of SQL and LDAP tables), as
// split_nameval.c does for logical lines.

import type { Name } from './expression.ts';
import { type LogicalLine, logicalText } from './lines.ts';
import type { Span } from './text.ts';
import { trim } from './words.ts';

export type MainItem = Entry | MalformedLine;

/** `name = value`. */
export interface Entry {
  readonly kind: 'entry';
  readonly line: LogicalLine;
  readonly name: Name;
  readonly equals: Span;
  /** The value without leading and trailing white space. If there is no value, an empty span after the equals sign. */
  readonly value: Span;
  /** The value before expansion, as long as its span: line breaks and comments inside it are replaced by spaces. */
  readonly raw: string;
  /** The value as Postfix holds it in memory. */
  readonly text: string;
}

/** A line that Postfix does not accept as an entry. */
export interface MalformedLine {
  readonly kind: 'malformed';
  readonly line: LogicalLine;
  /**
   * With `missing-equals` and `missing-name`, every program that reads the file exits with a fatal error. With
   * `leading-whitespace`, the file begins with white space; Postfix warns and drops the line.
   */
  readonly problem: 'missing-equals' | 'missing-name' | 'leading-whitespace';
}

/** As in chars.ts. */
const whiteSpace = /[ \t-\r]/;

export function parseMainLine(line: LogicalLine): MainItem {
  const { masked } = line;
  if (line.indented) return { kind: 'malformed', line, problem: 'leading-whitespace' };
  const nul = masked.indexOf('\0');
  const end = nul < 0 ? masked.length : nul;
  if (end === 0 || masked.charCodeAt(0) === 61) return { kind: 'malformed', line, problem: 'missing-name' };
  const equals = masked.indexOf('=');
  if (equals < 0 || equals >= end) return { kind: 'malformed', line, problem: 'missing-equals' };
  const { end: nameEnd } = trim(masked, { start: 0, end: equals });
  const name = masked.slice(0, nameEnd);
  if (whiteSpace.test(name)) return { kind: 'malformed', line, problem: 'missing-equals' };
  const trimmed = trim(masked, { start: equals + 1, end });
  const value = trimmed.start < trimmed.end ? trimmed : { start: equals + 1, end: equals + 1 };
  return {
    kind: 'entry',
    line,
    name: { start: 0, end: nameEnd, text: name },
    equals: { start: equals, end: equals + 1 },
    value,
    raw: masked.slice(value.start, value.end),
    text: logicalText(line, value),
  };
}
