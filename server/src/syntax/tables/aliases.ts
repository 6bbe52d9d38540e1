// Parses aliases(5), `name: destination, destination, …`, as postalias(1) reads the source (postalias.c) and as
// local(8) reads the stored values (token.c).

import type { LineParser } from '../document.ts';
import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import type { Span } from '../text.ts';
import { LogicalText } from './logical.ts';
import {
  isBefore,
  type LineProblemCode,
  leadingWhitespace,
  notUtf8,
  nullByte,
  type TableOptions,
  type TableProblem,
} from './problem.ts';
import {
  addressesIn,
  externalize,
  internalize,
  internalizeAddress,
  isOperator,
  type Token,
  tokenize,
} from './rfc822.ts';

export type AliasProblemCode = LineProblemCode | 'missing-pair' | 'name-not-local';

export interface Alias {
  readonly kind: 'alias';
  readonly line: LogicalLine;
  /** The name as written, with quotes; absent if the line has none. */
  readonly name?: Name;
  readonly colon?: Span;
  /** In the order of the text. */
  readonly destinations: readonly AliasDestination[];
  /** The name as postalias(1) stores it: without quotes, and not folded to lower case. */
  readonly key: string;
  /** The value as postalias(1) stores it: with quotes and normalized white space. */
  readonly text: string;
  readonly problem?: TableProblem<AliasProblemCode>;
}

export type AliasDestination = MailAddress | AliasCommand | AliasFile | AliasInclude | AliasHomeFile;

interface Destination extends Span {
  /** The text as local(8) sees it: without quotes, escapes, and comments. */
  readonly text: string;
}

/** A local user, another alias, or `user@domain`. */
export interface MailAddress extends Destination {
  readonly kind: 'address';
  readonly localPart: string;
  /** The text after the last `@`. */
  readonly domain?: string;
}

/** `|command`, or `"|command with arguments"`. Without the quotes, each word is a separate destination. */
export interface AliasCommand extends Destination {
  readonly kind: 'command';
  readonly command: string;
}

/** `/file/name`. A path that ends with a slash is a maildir. */
export interface AliasFile extends Destination {
  readonly kind: 'file';
  readonly path: string;
}

/** `:include:/file/name`. */
export interface AliasInclude extends Destination {
  readonly kind: 'include';
  readonly path: string;
}

/** `~/file`: expands to the home directory only in a .forward file. In an alias, local(8) bounces the message. */
export interface AliasHomeFile extends Destination {
  readonly kind: 'home-file';
  readonly path: string;
}

export function aliasParser(options: TableOptions = {}): LineParser<Alias> {
  return (line) => parseAlias(line, options);
}

/** Never throws; the work is proportional to the length. */
export function parseAlias(line: LogicalLine, options: TableOptions = {}): Alias {
  const logical = new LogicalText(line);
  const tokens = tokenize(logical.text);
  const at = tokens.findIndex((token) => isOperator(token, ':'));
  const colon = tokens[at];
  const left = colon === undefined ? tokens : tokens.slice(0, at);
  const right = colon === undefined ? [] : tokens.slice(at + 1);
  const span = coverOf(left);
  const problem =
    leadingWhitespace(line) ??
    notUtf8(line, options) ??
    aliasProblem(logical, left, colon, right, options) ??
    nullByte(line, options);
  return {
    kind: 'alias',
    line,
    ...(span && { name: logical.name(span) }),
    ...(colon && { colon: logical.span(colon.start, colon.end) }),
    destinations: addressesIn(right).map((address) => destination(logical, address)),
    key: internalize(left),
    text: externalize(right),
    ...(problem && { problem }),
  };
}

function aliasProblem(
  logical: LogicalText,
  left: readonly Token[],
  colon: Token | undefined,
  right: readonly Token[],
  options: TableOptions,
): TableProblem<AliasProblemCode> | undefined {
  const whole = coverOf([...left, ...(colon ? [colon] : []), ...right]);
  if (whole === undefined) return undefined;
  const comma = left.find((token) => isOperator(token, ','));
  if (colon === undefined || left.length === 0 || right.length === 0 || comma !== undefined) {
    const { start, end } = colon === undefined ? whole : (comma ?? colon);
    return {
      code: 'missing-pair',
      message: 'need name:value pair',
      skipped: true,
      ...logical.span(start, end),
    };
  }
  const domain = left.find((token) => isOperator(token, '@') || isOperator(token, '%'));
  if (domain === undefined) return undefined;
  return {
    code: 'name-not-local',
    message: isBefore(options.release, 3, 10)
      ? 'name must be local'
      : 'name must be local and have no domain',
    skipped: true,
    ...logical.span(domain.start, domain.end),
  };
}

function destination(logical: LogicalText, tokens: readonly Token[]): AliasDestination {
  const { start, end } = coverOf(tokens) ?? { start: 0, end: 0 };
  return classified({ ...logical.span(start, end), text: internalizeAddress(tokens) });
}

function classified(common: Destination): AliasDestination {
  const { text } = common;
  const include = ':include:';
  if (text.startsWith('/')) return { kind: 'file', ...common, path: text };
  if (text.startsWith('~')) return { kind: 'home-file', ...common, path: text };
  if (text.startsWith('|')) return { kind: 'command', ...common, command: text.slice(1) };
  if (text.slice(0, include.length).toLowerCase() === include) {
    return { kind: 'include', ...common, path: text.slice(include.length) };
  }
  return mailAddress(common);
}

/** The destinations in a part of a line. */
export function destinationsIn(logical: LogicalText, { start, end }: Span): AliasDestination[] {
  return addressesIn(tokenize(logical.text, start, end)).map((tokens) => destination(logical, tokens));
}

/** The destinations in the value of an alias, as local(8) gets it from the index. Spans are those of the text. */
export function parseDestinations(text: string): AliasDestination[] {
  return addressesIn(tokenize(text)).map((tokens) =>
    classified({ ...(coverOf(tokens) ?? { start: 0, end: 0 }), text: internalizeAddress(tokens) }),
  );
}

/**
 * The addresses of a list such as the right-hand side of virtual(5) and canonical(5). Postfix reads it like a message
 * header (mail_addr_crunch.c), so commands, files, and `:include:` have no meaning there.
 */
export function parseAddresses(logical: LogicalText, { start, end }: Span): MailAddress[] {
  return addressesIn(tokenize(logical.text, start, end)).map((tokens) => {
    const span = coverOf(tokens) ?? { start, end: start };
    return mailAddress({ ...logical.span(span.start, span.end), text: internalizeAddress(tokens) });
  });
}

function mailAddress(destination: Destination): MailAddress {
  const at = destination.text.lastIndexOf('@');
  if (at < 0) return { kind: 'address', ...destination, localPart: destination.text };
  const { text } = destination;
  return { kind: 'address', ...destination, localPart: text.slice(0, at), domain: text.slice(at + 1) };
}

function coverOf(tokens: readonly Token[]): Span | undefined {
  const [first] = tokens;
  const last = tokens.at(-1);
  return first && last && { start: first.start, end: last.end };
}
