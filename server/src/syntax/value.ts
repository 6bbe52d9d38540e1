// Parses values by type: each word of a value becomes a node that its type determines. Completion, hover, rules, and
// semantic tokens handle each node kind instead of each parameter.

import { type Part, parseExpression } from './expression.ts';
import type { Span } from './text.ts';
import { type ElementType, isList, type ListType, type ValueType } from './value-type.ts';
import { closingBrace, commaOrSpace, insideBraces, splitWords, trim, type WordOptions } from './words.ts';

export type ValueNode = Word | TableReference | Restriction | AddressPattern | NextHop | Transport | Endpoint;

interface Node extends Span {
  /** The type of this element. */
  readonly element: ElementType;
}

/** An element without inner structure: a number, a name, a keyword, or a `$reference` by itself. */
export interface Word extends Node {
  readonly kind: 'word';
  readonly text: string;
  readonly parts: readonly Part[];
  /** Preceded by `!` (in a match list). The text does not include it. */
  readonly negated?: boolean;
}

/** `type:name`. The form of the name depends on the type. */
export interface TableReference extends Node {
  readonly kind: 'table';
  readonly type: Word;
  readonly name: Word;
  /** The table after `proxy:` or `debug:`, or the tables of `unionmap:{…}` and `pipemap:{…}`. */
  readonly tables: readonly TableReference[];
  /** The elements in the braces of `inline:{…}`, `randmap:{…}`, and inline patterns (`pcre:{…}`). */
  readonly members: readonly Word[];
  readonly negated?: boolean;
}

/** A word of an access restriction list, with the argument that it takes from the words after it. */
export interface Restriction extends Node {
  readonly kind: 'restriction';
  readonly name: Word;
  /** The argument that the restriction expects after it. */
  readonly expects: RestrictionArgument;
  /** Absent if the restriction takes no argument or the list ends too early. */
  readonly argument?: Word | TableReference | Endpoint;
}

/** A table, a DNS list (`domain=filter*weight`), a policy server, a number of seconds. */
export type RestrictionArgument = 'none' | 'table' | 'dnsbl' | 'policy' | 'seconds';

/**
 * `!192.0.2.0/24`, `[2001:db8::]/32`, `host.example`, `.example`: entries of match lists other than tables and files.
 */
export interface AddressPattern extends Node {
  readonly kind: 'address-pattern';
  readonly form: 'network' | 'name' | 'file' | 'reference';
  readonly text: string;
  readonly parts: readonly Part[];
  readonly negated: boolean;
}

/** `[host]:port`, `host:port`, or `host`; for LMTP also `inet:host:port` and `unix:path`. */
export interface NextHop extends Node {
  readonly kind: 'next-hop';
  readonly text: string;
  readonly parts: readonly Part[];
  /** Brackets: no MX lookup. */
  readonly brackets: boolean;
  readonly host: string;
  readonly port?: string;
  /** The path after `unix:`. Host and port are then absent. */
  readonly path?: string;
}

/** `transport:nexthop`. */
export interface Transport extends Node {
  readonly kind: 'transport';
  readonly name: Word;
  readonly nextHop?: NextHop;
}

/** `inet:host:port`, `unix:path`, or `host:port`. A milter may have settings in `{ }`. */
export interface Endpoint extends Node {
  readonly kind: 'endpoint';
  readonly text: string;
  readonly parts: readonly Part[];
  readonly type?: string;
  readonly address: string;
  readonly settings: readonly Word[];
}

/** Facts about words that the parser needs, because it knows no names itself. */
export interface ValueGrammar {
  /**
   * The argument that a restriction takes from the words after it; undefined for a word that is not a known
   * restriction.
   */
  restrictionArgument(name: string): RestrictionArgument | undefined;
}

/**
 * The elements of a value, in order. Offsets count from the start of `text`. In text that is not yet expanded, `${…}`
 * is part of a word. `expanded` text has no references, and `$` is a plain character.
 */
export function parseValue(
  text: string,
  span: Span,
  type: ValueType,
  grammar: ValueGrammar,
  expanded = false,
): ValueNode[] {
  const context: Context = { text, grammar, expanded };
  const { start, end } = trim(text, span);
  if (start === end) return [];
  if (!isList(type)) return [element(context, { start, end }, type)];
  const words = splitWords(text, start, end, wordOptions(type, expanded));
  if (type.of.type === 'restriction') return restrictions(context, words, type.of);
  return words.map((word) => element(context, word, type.of));
}

interface Context {
  readonly text: string;
  readonly grammar: ValueGrammar;
  readonly expanded: boolean;
}

function wordOptions(type: ListType, expanded: boolean): WordOptions {
  const separators = type.separators;
  return {
    separator:
      separators === undefined ? commaOrSpace : (code) => separators.includes(String.fromCharCode(code)),
    braces: type.braces ?? false,
    references: !expanded,
  };
}

function element(context: Context, span: Span, type: ElementType): ValueNode {
  const { text } = context;
  switch (type.type) {
    case 'table':
      return table(context, span, type) ?? word(context, span, type);
    case 'enum':
      return (type.tables ? table(context, span, type) : undefined) ?? word(context, span, type);
    case 'domain-pattern':
    case 'string-pattern': {
      const { negated, start } = negation(text, span);
      const reference = table(context, { start, end: span.end }, type);
      if (reference !== undefined) return { ...reference, start: span.start, negated };
      return { ...word(context, { start, end: span.end }, type), start: span.start, negated };
    }
    case 'address-pattern':
      return addressPattern(context, span, type);
    case 'nexthop':
      return nextHop(context, span, type);
    case 'transport':
      return transport(context, span, type);
    case 'endpoint':
    case 'milter':
      return endpoint(context, span, type);
    default:
      return word(context, span, type);
  }
}

function word({ text, expanded }: Context, { start, end }: Span, type: ElementType): Word {
  const own = text.slice(start, end);
  const parts: readonly Part[] = expanded
    ? [{ kind: 'literal', start, end, text: own }]
    : parseExpression(text, start, end);
  return { kind: 'word', element: type, start, end, text: own, parts };
}

function negation(text: string, { start, end }: Span): { negated: boolean; start: number } {
  let negated = false;
  // match_list.c accepts any number of them.
  while (start < end && text[start] === '!') {
    negated = !negated;
    start++;
  }
  return { negated, start };
}

/** The maximum depth of tables inside tables: deeper than real configurations, and safe for the stack. */
const maxTableDepth = 16;

/** Reads a word as `type:name`. The colon must not be inside brackets or a reference. */
function table(
  context: Context,
  { start, end }: Span,
  type: ElementType,
  depth = 0,
): TableReference | undefined {
  const text = context.text.slice(start, end);
  const length = text.indexOf(':');
  // This expression never goes back, because a word can have millions of characters.
  if (length < 1 || /[^A-Za-z0-9_-]/.test(text.slice(0, length))) return undefined;
  const colon = start + length;
  const typeWord = word(context, { start, end: colon }, type);
  const name = word(context, { start: colon + 1, end }, type);
  const tables = depth < maxTableDepth ? innerTables(context, typeWord.text, name, depth + 1) : [];
  const members = bracedTypes.has(typeWord.text)
    ? groupWords(context, name).map((w) => word(context, w, type))
    : [];
  return { kind: 'table', element: type, start, end, type: typeWord, name, tables, members };
}

function innerTables(context: Context, type: string, name: Word, depth: number): TableReference[] {
  if (type === 'proxy' || type === 'debug') {
    const inner = table(context, name, name.element, depth);
    return inner === undefined ? [] : [inner];
  }
  if (type === 'unionmap' || type === 'pipemap') {
    return groupWords(context, name).flatMap((w) => table(context, w, name.element, depth) ?? []);
  }
  return [];
}

/** Types whose content may be in the braces. */
const bracedTypes = new Set(['inline', 'randmap', 'static', 'cidr', 'pcre', 'regexp']);

/** The words inside `{…}`, with nested groups whole; empty if the word is not a group. */
function groupWords({ text, expanded }: Context, group: Span): Span[] {
  const inside = insideBraces(text, group);
  if (inside === undefined) return [];
  const options = { separator: commaOrSpace, braces: true, references: !expanded };
  return splitWords(text, inside.start, inside.end, options);
}

function restrictions(context: Context, words: readonly Span[], type: ElementType): ValueNode[] {
  const nodes: ValueNode[] = [];
  for (let i = 0; i < words.length; i++) {
    const span = words[i];
    if (span === undefined) break;
    const name = word(context, span, type);
    if (name.parts.some((p) => p.kind !== 'literal')) {
      nodes.push(name);
      continue;
    }
    const bare = table(context, span, type);
    if (bare !== undefined) {
      nodes.push(bare);
      continue;
    }
    const expects = context.grammar.restrictionArgument(name.text.toLowerCase()) ?? 'none';
    const next = words[i + 1];
    if (expects === 'none' || next === undefined) {
      nodes.push({ kind: 'restriction', element: type, start: span.start, end: span.end, name, expects });
      continue;
    }
    i++;
    const argument =
      expects === 'table'
        ? (table(context, next, type) ?? word(context, next, type))
        : expects === 'policy'
          ? endpoint(context, next, type)
          : word(context, next, type);
    nodes.push({
      kind: 'restriction',
      element: type,
      start: span.start,
      end: next.end,
      name,
      expects,
      argument,
    });
  }
  return nodes;
}

function addressPattern(context: Context, span: Span, type: ElementType): AddressPattern | TableReference {
  const { text } = context;
  const { negated, start } = negation(text, span);
  const inner = { start, end: span.end };
  const reference = table(context, inner, type);
  // Postfix also reads "::1" and "2001:db8::1" without brackets as a table; "fe80:" is a table type to it.
  if (reference !== undefined) return { ...reference, start: span.start, negated };
  const { text: own, parts } = word(context, inner, type);
  const form = parts.some((p) => p.kind !== 'literal')
    ? 'reference'
    : own.startsWith('/')
      ? 'file'
      : /^[\d.]+(\/\d+)?$/.test(own) || own.startsWith('[')
        ? 'network'
        : 'name';
  return {
    kind: 'address-pattern',
    element: type,
    start: span.start,
    end: span.end,
    form,
    text: own,
    parts,
    negated,
  };
}

function nextHop(context: Context, span: Span, type: ElementType): NextHop {
  const { text, parts } = word(context, span, type);
  const common = { kind: 'next-hop', element: type, ...span, text, parts } as const;
  // Only lmtp_connect() accepts these two. No real host has such a name.
  if (text.startsWith('unix:')) return { ...common, brackets: false, host: '', path: text.slice(5) };
  const address = text.replace(/^inet:/, '');
  // The port of a URL or of a list is not a port.
  const match =
    /^\[([^\]]*)\](?::([^\s,/]*))?$/.exec(address) ?? /^([^:\s,]*)(?::([^\s,/]*))?$/.exec(address);
  const port = match?.[2];
  return {
    ...common,
    brackets: address.startsWith('['),
    host: match?.[1] ?? address,
    ...(port === undefined ? {} : { port }),
  };
}

function transport(context: Context, span: Span, type: ElementType): Transport {
  const colon = context.text.slice(span.start, span.end).indexOf(':');
  const nameEnd = colon < 0 ? span.end : span.start + colon;
  const name = word(context, { start: span.start, end: nameEnd }, type);
  const rest = { start: nameEnd + 1, end: span.end };
  return {
    kind: 'transport',
    element: type,
    ...span,
    name,
    ...(rest.start < rest.end ? { nextHop: nextHop(context, rest, type) } : {}),
  };
}

function endpoint(context: Context, span: Span, type: ElementType): Endpoint {
  const { text } = context;
  const close = closingBrace(text, span);
  let at = span;
  let settings: Word[] = [];
  if (close >= 0) {
    const inside = trim(text, { start: span.start + 1, end: close });
    const words = splitWords(text, inside.start, inside.end, {
      separator: commaOrSpace,
      braces: true,
      references: true,
    });
    at = words[0] ?? inside;
    settings = words.slice(1).map((w) => word(context, w, type));
  }
  const own = word(context, at, type);
  const match = /^(inet|unix|inet6|local):(.*)$/s.exec(own.text);
  return {
    kind: 'endpoint',
    element: type,
    start: span.start,
    end: span.end,
    text: own.text,
    parts: own.parts,
    ...(match?.[1] === undefined ? {} : { type: match[1] }),
    address: match?.[2] ?? own.text,
    settings,
  };
}
