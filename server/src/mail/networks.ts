// The networks that an instance trusts: mynetworks and its kin, as match_list.c and match_ops.c go through them.

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
 * `error`: Postfix cannot tell, and asks the client to come back later. `mostly-in`: the list holds the world, but
 * for some addresses.
 */
export type Membership = 'in' | 'mostly-in' | 'out' | 'error' | 'unknown';

/** One element of a match list of addresses. */
export interface AddressPattern extends Span {
  /** Without the `!`s in front. */
  readonly text: string;
  readonly negated: boolean;
  /** `type:name`, also where the author meant an IPv6 address. */
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

/** match_list.c: `type:name`, unless brackets keep the colon in. */
export function isTablePattern({ text }: AddressPattern): boolean {
  return !text.startsWith('[') && !text.startsWith('/') && text.includes(':');
}

/** dict_open.c dies of a pattern that has nothing in front of its colon, or nothing behind it. */
export function isFatalPattern(pattern: AddressPattern): boolean {
  return isTablePattern(pattern) && /^:|^[^:]*:$/.test(pattern.text);
}

/** Whether a mail's client is in an address list. */
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

  /** Undefined when no pattern matches. */
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

  /** A file's lines are patterns of the list; a `!` in front of the file is one in front of each. */
  private file(path: string, negated: boolean): Membership | undefined {
    const text = this.tables.listText(path);
    if (text === undefined) {
      if (/^\/\d+$/.test(path) || this.tables.stamp(path) === 'missing') return 'error';
      return this.mail.trusted === false ? undefined : 'unknown';
    }
    const lines = text.chunks.flatMap((chunk) => chunk.text.split('\n'));
    // No file within a file: nobody has that, and it might be the same one.
    const patterns = lines.flatMap(patternsInLine).filter(({ text }) => !text.startsWith('/'));
    return this.list(patterns, negated);
  }

  private one(pattern: AddressPattern): Membership | undefined {
    if (isTablePattern(pattern)) return this.table(pattern);
    const { address, name, trusted } = this.mail;
    if (name !== undefined && name.toLowerCase() === pattern.text.toLowerCase()) return 'in';
    const network = networkIn(pattern.text);
    if (address === undefined) {
      // A stranger is in no network but the one that holds the world.
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

  private table({ text, table }: AddressPattern): Membership | undefined {
    if (table === undefined || tableType(table.type.text) === undefined) return 'error';
    const { address, name, trusted } = this.mail;
    if (address === undefined) return trusted === false ? undefined : 'unknown';
    const keys = [
      ...(name === undefined ? [] : domainKeys(name, false)),
      ...addressKeys(address).slice(0, 1),
    ];
    const answers = lookupAccess(this.tables, table, keys);
    if (answers === undefined || text === '') return 'unknown';
    if (answers.every(({ text }) => text === '')) return undefined;
    return answers.every(({ text }) => text !== '') ? 'in' : 'unknown';
  }
}

/** A pattern that match_hostaddr() takes for a network or an address, and what it says of it. */
export function networkIn(text: string): ReturnType<typeof parseNetwork> {
  return isNetwork(text) ? parseNetwork(text) : undefined;
}

/** Whether match_hostaddr() takes a pattern for a network or an address at all. */
function isNetwork(text: string): boolean {
  return (
    /^[\d.a-fA-F:[\]/]+$/.test(text) && /[\d:]/.test(text) && (/[:/]/.test(text) || isPlainAddress(text))
  );
}

/** Without a prefix length an IPv4 pattern is compared as text alone. */
function isPlainAddress(text: string): boolean {
  return /^[\d.]+$/.test(text);
}
