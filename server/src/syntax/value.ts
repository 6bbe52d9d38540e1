// Values by type: the words of a value, each as what its type makes of it. Completion, hover, lints and
// tokens are written once for each node kind, not once for each parameter.

import { type Part, parseExpression } from './expression.ts';
import type { Span } from './text.ts';
import { type ElementType, isList, type ListType, type ValueType } from './value-type.ts';
import { closingBrace, commaOrSpace, insideBraces, splitWords, trim, type WordOptions } from './words.ts';

export type ValueNode = Word | TableReference | Restriction | AddressPattern | NextHop | Transport | Endpoint;

interface Node extends Span {
  /** What the type says this element is. */
  readonly element: ElementType;
}

/** An element without an inner structure: a number, a name, a keyword, or a lone `$reference`. */
export interface Word extends Node {
  readonly kind: 'word';
  readonly text: string;
  readonly parts: readonly Part[];
  /** `!` stands in front of it (in a match list). The text is without it. */
  readonly negated?: boolean;
}

/** `type:name`. The name's form depends on the type. */
export interface TableReference extends Node {
  readonly kind: 'table';
  readonly type: Word;
  readonly name: Word;
  /** The table behind `proxy:` or `debug:`; the tables of `unionmap:{…}` and `pipemap:{…}`. */
  readonly tables: readonly TableReference[];
  /** What stands in the braces of `inline:{…}`, `randmap:{…}`, and of patterns written in place (`pcre:{…}`). */
  readonly members: readonly Word[];
  readonly negated?: boolean;
}

/** A word of an access restriction list, with what it takes from the words behind it. */
export interface Restriction extends Node {
  readonly kind: 'restriction';
  readonly name: Word;
  /** What the restriction expects behind it. */
  readonly expects: RestrictionArgument;
  /** Absent when it expects none, or the list ends too early. */
  readonly argument?: Word | TableReference | Endpoint;
}

/** A table, a DNS list (`domain=filter*weight`), a policy server, a number of seconds. */
export type RestrictionArgument = 'none' | 'table' | 'dnsbl' | 'policy' | 'seconds';

/** `!192.0.2.0/24`, `[2001:db8::]/32`, `host.example`, `.example`: what match lists hold beside tables and files. */
export interface AddressPattern extends Node {
  readonly kind: 'address-pattern';
  readonly form: 'network' | 'name' | 'file' | 'reference';
  readonly text: string;
  readonly parts: readonly Part[];
  readonly negated: boolean;
}

/** `[host]:port`, `host:port`, `host`; for LMTP also `inet:host:port` and `unix:path`. */
export interface NextHop extends Node {
  readonly kind: 'next-hop';
  readonly text: string;
  readonly parts: readonly Part[];
  /** Brackets: no MX lookup. */
  readonly brackets: boolean;
  readonly host: string;
  readonly port?: string;
  /** The path behind `unix:`; host and port are not there then. */
  readonly path?: string;
}

/** `transport:nexthop`. */
export interface Transport extends Node {
  readonly kind: 'transport';
  readonly name: Word;
  readonly nextHop?: NextHop;
}

/** `inet:host:port`, `unix:path`, `host:port`; a milter may carry settings in `{ }`. */
export interface Endpoint extends Node {
  readonly kind: 'endpoint';
  readonly text: string;
  readonly parts: readonly Part[];
  readonly type?: string;
  readonly address: string;
  readonly settings: readonly Word[];
}

/** What the parser must be told about words, because it knows no names itself. */
export interface ValueGrammar {
  /** What a restriction takes from the words behind it; undefined for a word that is no known restriction. */
  restrictionArgument(name: string): RestrictionArgument | undefined;
}

/**
 * The elements of a value, in order. Offsets are those of `text`. For text that is not expanded yet a
 * `${…}` is part of one word; `expanded` text has none, and a `$` there is a plain character.
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
  // match_list.c takes any number of them.
  while (start < end && text[start] === '!') {
    negated = !negated;
    start++;
  }
  return { negated, start };
}

/** How deep tables are looked for inside tables: deeper than anybody nests them, and no danger to the stack. */
const maxTableDepth = 16;

/** Whether a word is `type:name`; the colon must not stand in brackets or in a reference. */
function table(
  context: Context,
  { start, end }: Span,
  type: ElementType,
  depth = 0,
): TableReference | undefined {
  const length = /^[A-Za-z0-9_-]+(?=:)/.exec(context.text.slice(start, end))?.[0].length;
  if (length === undefined) return undefined;
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

/** Types whose content may stand in the braces itself. */
const bracedTypes = new Set(['inline', 'randmap', 'static', 'cidr', 'pcre', 'regexp']);

/** The words within `{…}`, groups in it whole; none when the word is no group. */
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
  // "::1" and "2001:db8::1" without brackets look like a table to Postfix too; "fe80:" is a table type there.
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
  // lmtp_connect() alone takes these two; a host of that name is nobody's.
  if (text.startsWith('unix:')) return { ...common, brackets: false, host: '', path: text.slice(5) };
  const address = text.replace(/^inet:/, '');
  const match = /^\[([^\]]*)\](?::(.*))?$/s.exec(address) ?? /^([^:]*)(?::(.*))?$/s.exec(address);
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
