// The networks that an instance trusts (mynetworks and similar parameters), matched as in match_list.c and match_ops.c.

import { tableType } from '../catalog/table-types.ts';
import type { ExpandedValue } from '../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseNetwork } from '../syntax/tables/cidr.ts';
import type { Span } from '../syntax/text.ts';
import type { TableReference } from '../syntax/value.ts';
import { commaOrSpace, splitWords } from '../syntax/words.ts';
import { lookupAccess } from './access-lookup.ts';
import { addressKeys, domainKeys } from './lookup-keys.ts';
import type { Mail } from './mail.ts';
import { inNetwork } from './pattern-match.ts';
import { listValue } from './restriction-lists.ts';

/**
 * `error`: Postfix cannot tell and gives the client a temporary error. `mostly-in`: the list covers every address
 * except a few.
 */
export type Membership = 'in' | 'mostly-in' | 'out' | 'error' | 'unknown';

/** One element of a match list of addresses. */
export interface AddressPattern extends Span {
  /** Without leading `!`s. */
  readonly text: string;
  readonly negated: boolean;
  /** `type:name`, even if the author meant an IPv6 address. */
  readonly table?: TableReference;
}

/** The elements of an address list up to the first `#`, where Postfix stops. */
export function addressPatterns({ nodes, expansion }: ExpandedValue): readonly AddressPattern[] {
  return patternsOf(nodes, expansion);
}

const patternsOf = memoize(readPatterns);

function readPatterns(
  nodes: ExpandedValue['nodes'],
  { text }: ExpandedValue['expansion'],
): readonly AddressPattern[] {
  const patterns: AddressPattern[] = [];
  for (const node of nodes) {
    const own = text.slice(node.start, node.end);
    if (own.startsWith('#')) break;
    const { start, end } = node;
    patterns.push({ start, end, ...withoutNegation(own), ...(node.kind === 'table' && { table: node }) });
  }
  return patterns;
}

/** match_list.c: `type:name`, unless the colon is inside brackets. */
export function isTablePattern({ text }: AddressPattern): boolean {
  return !text.startsWith('[') && !text.startsWith('/') && text.includes(':');
}

/**
 * dict_open.c exits with a fatal error for a pattern that has nothing before or after its colon, and match_list.c for a
 * `!` without a pattern.
 */
export function isFatalPattern(pattern: AddressPattern): boolean {
  return pattern.text === '' || (isTablePattern(pattern) && /^:|^[^:]*:$/.test(pattern.text));
}

/** Whether the client of a message is in an address list. */
export function inAddressList(
  tables: Tables,
  instance: Instance,
  parameter: string,
  service: PlacedService | undefined,
  mail: Mail,
): Membership {
  if (mail.trusted === true) return 'in';
  const value = listValue(instance, service, parameter);
  if (value === undefined) return mail.trusted === false ? 'out' : 'unknown';
  return new Matcher(tables, mail).list(addressPatterns(value), false) ?? 'out';
}

function patternsInLine(line: string): AddressPattern[] {
  const patterns: AddressPattern[] = [];
  for (const { start, end } of splitWords(line, 0, line.length, { separator: commaOrSpace })) {
    const own = line.slice(start, end);
    if (own.startsWith('#')) break;
    patterns.push({ start, end, ...withoutNegation(own) });
  }
  return patterns;
}

function withoutNegation(own: string): { readonly text: string; readonly negated: boolean } {
  const text = own.replace(/^!+/, '');
  return { text, negated: (own.length - text.length) % 2 === 1 };
}

class Matcher {
  constructor(
    private readonly tables: Tables,
    private readonly mail: Mail,
  ) {}

  /** Undefined if no pattern matches. */
  list(patterns: readonly AddressPattern[], inverted: boolean): Membership | undefined {
    let exceptions = false;
    for (const pattern of patterns) {
      const negated = pattern.negated !== inverted;
      const isFile = pattern.text.startsWith('/');
      const found = isFile ? this.file(pattern.text, negated) : this.one(pattern);
      if (found === 'mostly-in' && negated) continue;
      if (found === 'in' && negated && !isFile) return 'out';
      if (found === 'in' && exceptions && this.mail.address === undefined) return 'mostly-in';
      if (found !== undefined) return found;
      exceptions ||= negated;
    }
    return undefined;
  }

  /** The lines of a file are patterns of the list. A `!` before the file applies to each of them. */
  private file(path: string, negated: boolean): Membership | undefined {
    const text = this.tables.listText(path);
    if (text === undefined) {
      if (/^\/\d+$/.test(path) || this.tables.isMissing(path)) return 'error';
      return this.mail.trusted === false ? undefined : 'unknown';
    }
    const lines = text.chunks.flatMap((chunk) => chunk.text.split('\n'));
    // Files within files are not followed: they are not used in practice, and might be circular.
    const patterns = lines.flatMap(patternsInLine).filter(({ text }) => !text.startsWith('/'));
    return this.list(patterns, negated);
  }

  private one(pattern: AddressPattern): Membership | undefined {
    if (isTablePattern(pattern)) return this.table(pattern);
    const { address, name, trusted } = this.mail;
    if (name !== undefined && name.toLowerCase() === pattern.text.toLowerCase()) return 'in';
    const network = networkIn(pattern.text);
    if (address === undefined) {
      // A stranger is only in a network that covers every address.
      if (trusted !== false) return 'unknown';
      if (network === undefined) return undefined;
      if (network.network.family === 'ipv6') return network.network.length === 0 ? 'mostly-in' : undefined;
      return network.problem ? 'error' : network.network.length === 0 ? 'in' : undefined;
    }
    if (network === undefined || (network.network.family === 'ipv6') !== address.includes(':'))
      return undefined;
    if (network.problem !== undefined) return isPlainAddress(pattern.text) ? undefined : 'error';
    return inNetwork(network.network, address) ? 'in' : undefined;
  }

  private table({ table }: AddressPattern): Membership | undefined {
    if (table === undefined || tableType(table.type.text) === undefined) return 'error';
    const { address, name, trusted } = this.mail;
    if (address === undefined) {
      const [first] = lookupAccess(this.tables, table, undefined) ?? [];
      // The table fails, or has an answer, for every client.
      if (first?.usual && first.effect === 'error') return 'error';
      if (first?.usual && first.text !== '') return table.type.text === 'cidr' ? 'mostly-in' : 'in';
      return trusted === false ? undefined : 'unknown';
    }
    const keys = [
      ...(name === undefined ? [] : domainKeys(name, false)),
      ...addressKeys(address).slice(0, 1),
    ];
    const answers = lookupAccess(this.tables, table, keys);
    if (answers === undefined) return 'unknown';
    // The table cannot be used.
    if (answers.some(({ effect, text }) => effect === 'error' && text === '')) return 'error';
    if (answers.every(({ text }) => text === '')) return undefined;
    return answers.every(({ text }) => text !== '') ? 'in' : 'unknown';
  }
}

/** A pattern that match_hostaddr() treats as a network or an address, and its result. */
export function networkIn(text: string): ReturnType<typeof parseNetwork> {
  if (!isNetwork(text)) return undefined;
  let found = parsed.get(text);
  if (found === undefined) {
    if (parsed.size >= maxParsed) parsed.clear();
    found = parseNetwork(text);
    parsed.set(text, found);
  }
  return found;
}

/** Several rules read the same lists, and many lists contain the same few networks. */
const parsed = new Map<string, ReturnType<typeof parseNetwork>>();
const maxParsed = 1000;

/** Whether match_hostaddr() treats a pattern as a network or an address at all. */
function isNetwork(text: string): boolean {
  return (
    /^[\d.a-fA-F:[\]/]+$/.test(text) && /[\d:]/.test(text) && (/[:/]/.test(text) || isPlainAddress(text))
  );
}

/** Without a prefix length, Postfix compares an IPv4 pattern only as text. */
function isPlainAddress(text: string): boolean {
  return /^[\d.]+$/.test(text);
}
