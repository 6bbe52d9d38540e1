// Whether a line of a pattern table matches a text. Some patterns only their engine can judge.

import { decodeBytes, encodeBytes } from '../syntax/bytes.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseAddress } from '../syntax/tables/address.ts';
import type { Network } from '../syntax/tables/cidr.ts';
import type { Pattern } from '../syntax/tables/patterns.ts';
import { readPcre } from './pcre-nodes.ts';
import { readPosix } from './posix-nodes.ts';
import { type RegexNode, Unjudged } from './regex-nodes.ts';
import { RegexProgram } from './regex-program.ts';

/** The key that finds a line of a table. */
export type AccessKey =
  /** The answer is the same for every lookup (`static:`). */
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly first: Pattern; readonly second?: Pattern }
  | { readonly kind: 'network'; readonly network: Network };

/** Undefined if only Postfix itself can tell. */
export function matches(key: AccessKey, subject: string): boolean | undefined {
  return matcher(subject)(key);
}

/** `matches` for one text and many keys. */
export function matcher(subject: string): (key: AccessKey) => boolean | undefined {
  let address: readonly number[] | undefined | 'unread' = 'unread';
  let bytes: string | undefined;
  const inBytes = (): string => {
    bytes ??= bytesOf(subject);
    return bytes;
  };
  return (key) => {
    switch (key.kind) {
      case 'any':
        return true;
      case 'text':
        return key.text === subject.toLowerCase();
      case 'network':
        if (address === 'unread') address = addressOf(subject);
        return holds(key.network, address);
      case 'pattern': {
        const first = patternMatches(key.first, inBytes());
        if (key.second === undefined || first === false) return first;
        const second = patternMatches(key.second, inBytes());
        return first === undefined && second !== false ? undefined : second;
      }
    }
  };
}

/** Whether it matches every text, or every IPv4 address. */
export function matchesEverything(key: AccessKey): boolean {
  switch (key.kind) {
    case 'any':
      return true;
    case 'text':
      return false;
    case 'network':
      return key.network.family === 'ipv4' && key.network.length === 0 && !key.network.negated;
    case 'pattern':
      return (
        key.second === undefined &&
        !key.first.negated &&
        /^(?:\^|\^?\.[*+]?|\.?\$|\^?\.[*+]\$)?$/.test(key.first.source.text)
      );
  }
}

/** cidr_match.c; false for text that is not an address. */
export function inNetwork(network: Network, subject: string): boolean | undefined {
  return holds(network, addressOf(subject));
}

function addressOf(text: string): readonly number[] | undefined {
  return parseAddress(text, text.includes(':') ? 'ipv6' : 'ipv4');
}

function holds(
  { family, bytes, length, negated }: Network,
  address: readonly number[] | undefined,
): boolean | undefined {
  if (address === undefined || address.length !== (family === 'ipv6' ? 16 : 4)) return false;
  if (bytes === undefined || length === undefined) return undefined;
  return sharesPrefix(address, bytes, length) !== negated;
}

/** Whether the first `length` bits of two addresses are the same. */
export function sharesPrefix(one: readonly number[], other: readonly number[], length: number): boolean {
  for (let i = 0; 8 * i < length; i++) {
    const bits = Math.min(8, length - 8 * i);
    if ((((one[i] ?? 0) ^ (other[i] ?? 0)) & (0xff00 >> bits) & 0xff) !== 0) return false;
  }
  return true;
}

/** @param subject one character for each byte */
function patternMatches(pattern: Pattern, subject: string): boolean | undefined {
  const search = searchOf(pattern);
  const found = search && attempt(() => search.first(subject) !== undefined);
  return found === undefined ? undefined : found !== pattern.negated;
}

/** The groups of a pattern that matches, the first one first. Undefined if only the engine can tell. */
export function matchGroups(pattern: Pattern, subject: string): readonly string[] | undefined {
  const search = searchOf(pattern);
  const text = bytesOf(subject);
  const places = search && attempt(() => search.groups(text));
  if (places === undefined) return undefined;
  const groups: string[] = [];
  for (let i = 2; i < places.length; i += 2) {
    const [start = -1, end = -1] = places.slice(i, i + 2);
    groups.push(start < 0 || end < 0 ? '' : textOf(text.slice(start, end)));
  }
  return groups;
}

interface Search {
  first(text: string): readonly number[] | undefined;
  /** Undefined also if engines may differ about the groups. */
  groups(text: string): readonly number[] | undefined;
}

const searchOf = memoize(compile);

function compile({ source, flags, close, dialect }: Pattern): Search | undefined {
  if (close === undefined || source.text.length > maxSource) return undefined;
  const toggled = (letter: string): boolean => flags.filter(({ text }) => text === letter).length % 2 === 1;
  const text = bytesOf(source.text);
  return attempt(() => {
    if (dialect === 'pcre') {
      const program = RegexProgram.of(
        readPcre(text, {
          ignoreCase: !toggled('i'),
          dotAll: !toggled('s'),
          multiline: toggled('m'),
          extended: toggled('x'),
          anchored: toggled('A'),
          dollarEndOnly: toggled('E'),
          ungreedy: toggled('U'),
        }),
      );
      const first = (subject: string) => program.search(subject);
      return { first, groups: (subject) => (program.hasVagueGroups ? undefined : first(subject)) };
    }
    if (toggled('x')) return undefined;
    const regex = readPosix(text, { ignoreCase: !toggled('i'), newline: toggled('m') });
    const isVague = assertsInside(regex.root);
    const program = RegexProgram.of(regex);
    const reversed = RegexProgram.of(regex, true);
    return {
      first: (subject) => program.search(subject),
      groups(subject) {
        if (isVague || program.hasVagueGroups || program.hasVagueRepetitions) return undefined;
        // POSIX prefers the longest match. If the order of alternatives matters, only the engine can tell.
        const [one, other] = [program.searchLongest(subject), reversed.searchLongest(subject)];
        return one?.join() === other?.join() ? one : undefined;
      },
    };
  });
}

/**
 * Whether a condition comes after something that repeats: `^` and `$` within a pattern, and `\b`. The GNU C library then
 * does not divide the text among the repetitions as POSIX says.
 */
function assertsInside(node: RegexNode, isFirst = true, isLast = true): boolean {
  switch (node.kind) {
    case 'assertion':
      return !(
        (isFirst && (node.what === 'start' || node.what === 'line-start')) ||
        (isLast && (node.what === 'end' || node.what === 'line-end'))
      );
    case 'sequence':
      return node.nodes.some((each, i) =>
        assertsInside(each, isFirst && i === 0, isLast && i === node.nodes.length - 1),
      );
    case 'choice':
      return node.nodes.some((each) => assertsInside(each, false, false));
    case 'repeat':
      return assertsInside(node.node, false, false);
    case 'group':
      return assertsInside(node.node, isFirst, isLast);
    default:
      return false;
  }
}

/** Undefined if only the engine can tell. */
function attempt<T>(judge: () => T): T | undefined {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Unjudged) return undefined;
    throw error;
  }
}

/** Longer patterns are not used in practice. */
const maxSource = 5000;

/** One character for each byte, as the engines see a text. */
function bytesOf(text: string): string {
  let bytes = '';
  for (const byte of encodeBytes(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

function textOf(bytes: string): string {
  return decodeBytes(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
