// Parses cidr: tables as dict_cidr.c and cidr_match.c read them: `network/prefix result`, `if`, `endif`.

import { isSpace } from '../chars.ts';
import type { LineParser } from '../document.ts';
import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import type { Span } from '../text.ts';
import { type AddressFamily, formatAddress, maskAddress, parseAddress } from './address.ts';
import { isKeyword, LogicalText, skipSpace, trimEnd } from './logical.ts';
import {
  type LineProblemCode,
  leadingWhitespace,
  nullByte,
  printable,
  type TableOptions,
  type TableProblem,
} from './problem.ts';

export type CidrProblemCode =
  | LineProblemCode
  | NetworkProblemCode
  | 'missing-network'
  | 'missing-value'
  | 'text-after-endif';

export type NetworkProblemCode =
  | 'missing-bracket'
  | 'text-after-bracket'
  | 'bad-prefix'
  | 'prefix-too-long'
  | 'bad-address'
  | 'host-bits';

export type CidrItem = CidrRule | CidrIf | CidrEndif | CidrNonsense;

interface Item {
  readonly line: LogicalLine;
  readonly problem?: TableProblem<CidrProblemCode>;
}

/** `network/prefix result`, or `!network/prefix result`. */
export interface CidrRule extends Item {
  readonly kind: 'rule';
  readonly network: Network;
  /** If there is no value, an empty span after the network. */
  readonly value: Name;
}

/** `if network/prefix`. */
export interface CidrIf extends Item {
  readonly kind: 'if';
  readonly keyword: Name;
  readonly network?: Network;
}

export interface CidrEndif extends Item {
  readonly kind: 'endif';
  readonly keyword: Name;
  readonly extra?: Name;
}

/** A line without a network, or white space at the beginning of the file. */
export interface CidrNonsense extends Item {
  readonly kind: 'nonsense';
}

/** `192.0.2.0/24`, `[2001:db8::]/32`, or `[2001:db8::/32]`, with any number of `!` before it. */
export interface Network extends Span {
  readonly kind: 'network';
  readonly negations: readonly Span[];
  /** Whether the number of `!` is odd. */
  readonly negated: boolean;
  readonly brackets: boolean;
  readonly address: Name;
  readonly prefix?: Name;
  readonly family: AddressFamily;
  /** 4 or 16 bytes; absent if the address is invalid. */
  readonly bytes?: readonly number[];
  /** The prefix length as a number. Without a prefix, the length of a whole address. Absent if Postfix rejects it. */
  readonly length?: number;
}

export function cidrParser(options: TableOptions = {}): LineParser<CidrItem> {
  return (line) => parseCidrLine(line, options);
}

/** Never throws; the work is proportional to the length. */
export function parseCidrLine(line: LogicalLine, options: TableOptions = {}): CidrItem {
  const leading = leadingWhitespace(line);
  if (leading) return { kind: 'nonsense', line, problem: leading };
  const item = statement(new LogicalText(line));
  const nul = item.problem ? undefined : nullByte(line, options);
  return nul ? { ...item, problem: nul } : item;
}

/** A network by itself, as in a match list; undefined if there is no text. */
export function parseNetwork(
  text: string,
): { readonly network: Network; readonly problem?: TableProblem<CidrProblemCode> } | undefined {
  const line: LogicalLine = {
    kind: 'line',
    text,
    masked: text,
    pieces: [{ start: 0, end: text.length }],
    indented: false,
  };
  return readNetwork(new LogicalText(line), 0, text.length);
}

type Problem = TableProblem<CidrProblemCode>;

function problem(code: CidrProblemCode, message: string, { start, end }: Span): Problem {
  return { code, message, skipped: true, start, end };
}

function statement(logical: LogicalText): CidrItem {
  const { line, text } = logical;
  const end = trimEnd(text);
  if (isKeyword(text, 'if')) {
    const keyword = logical.name({ start: 0, end: 2 });
    const read = readNetwork(logical, 2, end);
    if (read === undefined) {
      return {
        kind: 'if',
        line,
        keyword,
        problem: problem('missing-network', 'no address pattern', keyword),
      };
    }
    return {
      kind: 'if',
      line,
      keyword,
      network: read.network,
      ...(read.problem && { problem: read.problem }),
    };
  }
  if (isKeyword(text, 'endif')) {
    const keyword = logical.name({ start: 0, end: 5 });
    const start = skipSpace(text, 5, end);
    if (start >= end) return { kind: 'endif', line, keyword };
    const extra = logical.name({ start, end });
    return {
      kind: 'endif',
      line,
      keyword,
      extra,
      problem: problem('text-after-endif', 'garbage after ENDIF', extra),
    };
  }
  return rule(logical, end);
}

function rule(logical: LogicalText, end: number): CidrItem {
  const { line, text } = logical;
  let networkEnd = skipNegations(text, 0, end);
  while (networkEnd < end && !isSpace(text.charCodeAt(networkEnd))) networkEnd++;
  const read = readNetwork(logical, 0, networkEnd);
  if (read === undefined) {
    return {
      kind: 'nonsense',
      line,
      problem: problem('missing-network', 'no address pattern', logical.span(0, end)),
    };
  }
  const start = skipSpace(text, networkEnd, end);
  const value = logical.name(start < end ? { start, end } : { start: networkEnd, end: networkEnd });
  const missing = value.text === '' ? problem('missing-value', 'no lookup result', read.network) : undefined;
  const found = read.problem ?? missing;
  return { kind: 'rule', line, network: read.network, value, ...(found && { problem: found }) };
}

function skipNegations(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === '!' || isSpace(text.charCodeAt(at)))) at++;
  return at;
}

/** Negations and a network that ends at `end`; undefined if there is no network (cidr_match_parse). */
function readNetwork(
  logical: LogicalText,
  from: number,
  end: number,
): { network: Network; problem?: Problem } | undefined {
  const { text } = logical;
  const start = skipNegations(text, from, end);
  if (start >= end) return undefined;
  const negations: Span[] = [];
  for (let at = from; at < start; at++) if (text[at] === '!') negations.push(logical.span(at, at + 1));
  const form = readForm(text, start, end);
  const address = logical.name(form.address);
  const prefix = form.prefix && logical.name(form.prefix);
  const family: AddressFamily = address.text.includes(':') ? 'ipv6' : 'ipv4';
  const length = prefix === undefined ? bits(family) : prefixLength(prefix.text);
  const bytes = parseAddress(address.text, family);
  const span = logical.span(start, end);
  const network: Network = {
    kind: 'network',
    start: negations[0]?.start ?? span.start,
    end: span.end,
    negations,
    negated: negations.length % 2 === 1,
    brackets: form.brackets,
    address,
    ...(prefix && { prefix }),
    family,
    ...(bytes && { bytes }),
    ...(length !== undefined && { length }),
  };
  const found = form.problem
    ? problem(form.problem.code, form.problem.message, logical.span(form.problem.start, form.problem.end))
    : networkProblem(network);
  return found ? { network, problem: found } : { network };
}

interface NetworkForm {
  readonly brackets: boolean;
  readonly address: Span;
  readonly prefix?: Span;
  readonly problem?: Problem;
}

/** `address`, `address/prefix`, `[address]`, `[address/prefix]`, `[address]/prefix`. */
function readForm(text: string, start: number, end: number): NetworkForm {
  if (text[start] !== '[') return { brackets: false, ...splitPrefix(text, start, end) };
  const inside = start + 1;
  const close = text.indexOf(']', inside);
  if (close < 0 || close >= end) {
    const message = `missing ']' character after "[${quoted(text.slice(inside, end))}"`;
    const found = problem('missing-bracket', message, { start, end: inside });
    return { brackets: true, address: { start: inside, end }, problem: found };
  }
  if (close + 1 === end) return { brackets: true, ...splitPrefix(text, inside, close) };
  if (text[close + 1] === '/') {
    const address = { start: inside, end: close };
    return { brackets: true, address, prefix: { start: close + 2, end } };
  }
  const message = `garbage after "[${quoted(text.slice(inside, close))}]"`;
  const found = problem('text-after-bracket', message, { start: close + 1, end });
  return { brackets: true, address: { start: inside, end: close }, problem: found };
}

function splitPrefix(text: string, start: number, end: number): { address: Span; prefix?: Span } {
  const slash = text.indexOf('/', start);
  if (slash < 0 || slash >= end) return { address: { start, end } };
  return { address: { start, end: slash }, prefix: { start: slash + 1, end } };
}

function bits(family: AddressFamily): number {
  return family === 'ipv6' ? 128 : 32;
}

/** The prefix length that Postfix keeps: it parses an int and stores one byte of it, so /256 means /0. */
function prefixLength(text: string): number | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const digits = text.replace(/^0+/, '');
  if (digits.length < 10) return Number(digits) & 255;
  // strtol() saturates at the largest number, whose bits are all ones.
  const largest = 2n ** 63n - 1n;
  return digits.length > 19 || BigInt(digits) > largest ? 255 : Number(BigInt.asUintN(8, BigInt(digits)));
}

function networkProblem({ address, prefix, family, bytes, length }: Network): Problem | undefined {
  if (prefix === undefined) {
    return bytes
      ? undefined
      : problem('bad-address', `bad address pattern: "${quoted(address.text)}"`, address);
  }
  const written = (): string => `"${quoted(address.text)}/${quoted(prefix.text)}"`;
  if (length === undefined) return problem('bad-prefix', `bad mask value in ${written()}`, prefix);
  if (length > bits(family)) return problem('prefix-too-long', `bad mask length in ${written()}`, prefix);
  if (bytes === undefined) return problem('bad-address', `bad network value in ${written()}`, address);
  const masked = maskAddress(bytes, length);
  if (masked.every((byte, i) => byte === bytes[i])) return undefined;
  const instead = `"${formatAddress(masked)}/${length}"`;
  const message = `non-null host address bits in ${written()}, perhaps you should use ${instead} instead`;
  return problem('host-bits', message, { start: address.start, end: prefix.end });
}

function quoted(text: string): string {
  return Array.from(text, printable).join('');
}
