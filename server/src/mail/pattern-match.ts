// Whether a line of a pattern table matches a text. Gives an answer only for patterns that all engines interpret alike
// and that cannot take long.

import { parseAddress } from '../syntax/tables/address.ts';
import type { Network } from '../syntax/tables/cidr.ts';
import type { Pattern, PatternDialect } from '../syntax/tables/patterns.ts';
import type { Span } from '../syntax/text.ts';

/** The key that finds a line of a table. */
export type AccessKey =
  /** The answer is the same for every lookup (`static:`). */
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly first: Pattern; readonly second?: Pattern }
  | { readonly kind: 'network'; readonly network: Network };

/** The groups of a pattern that matches, the first one first. Undefined if only the engine can tell. */
export function matchGroups(
  { source, flags, close }: Pattern,
  subject: string,
  dialect: PatternDialect,
): readonly (string | undefined)[] | undefined {
  if (close === undefined || flags.some(({ text }) => text !== 'i')) return undefined;
  // POSIX prefers the longest alternative, and PCRE the first one.
  if (dialect === 'regexp' && source.text.includes('|')) return undefined;
  return simpleExpression(source.text, flags.length % 2 === 1 ? '' : 'i')
    ?.exec(subject)
    ?.slice(1);
}

/** Undefined if only Postfix itself can tell. */
export function matches(key: AccessKey, subject: string): boolean | undefined {
  switch (key.kind) {
    case 'any':
      return true;
    case 'text':
      return key.text === subject.toLowerCase();
    case 'network':
      return inNetwork(key.network, subject);
    case 'pattern': {
      const first = patternMatches(key.first, subject);
      if (key.second === undefined || first === false) return first;
      const second = patternMatches(key.second, subject);
      return first === undefined && second !== false ? undefined : second;
    }
  }
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
export function inNetwork({ family, bytes, length, negated }: Network, subject: string): boolean | undefined {
  const address = parseAddress(subject, subject.includes(':') ? 'ipv6' : 'ipv4');
  if (address === undefined || address.length !== (family === 'ipv6' ? 16 : 4)) return false;
  if (bytes === undefined || length === undefined) return undefined;
  return sharesPrefix(address, bytes, length) !== negated;
}

/** Whether the first `length` bits of two addresses are the same. */
export function sharesPrefix(one: readonly number[], other: readonly number[], length: number): boolean {
  return one.every((byte, i) => {
    const bits = Math.max(0, Math.min(8, length - 8 * i));
    return ((byte ^ (other[i] ?? 0)) & (0xff00 >> bits) & 0xff) === 0;
  });
}

function patternMatches({ source, flags, negated, close }: Pattern, subject: string): boolean | undefined {
  const expression = expressionOf({ source, flags, close });
  return expression && expression.test(subject) !== negated;
}

/** The text that each group of a pattern matches, from 1; the whole match is first. Undefined if it is not known. */
export function patternGroups(pattern: Pattern, subject: string): readonly string[] | undefined {
  const found = pattern.negated ? undefined : expressionOf(pattern)?.exec(subject);
  // A group without a match is empty for Postfix.
  return found ? Array.from(found, (text: string | undefined) => text ?? '') : undefined;
}

function expressionOf({
  source,
  flags,
  close,
}: Pick<Pattern, 'source' | 'flags'> & { readonly close?: Span | undefined }): RegExp | undefined {
  if (close === undefined || flags.some(({ text }) => text !== 'i')) return undefined;
  return simpleExpression(source.text, flags.length % 2 === 1 ? '' : 'i');
}

/** Enough for real patterns, and few enough that a search ends quickly. */
const maxRepetitions = 3;
const maxSource = 500;

/**
 * The pattern as a JavaScript regular expression. Supports characters, character classes, `.`, anchors at the ends,
 * alternatives in groups, and a repetition of a single character. Undefined for anything else.
 */
function simpleExpression(source: string, flags: string): RegExp | undefined {
  if (source.length > maxSource) return undefined;
  const atoms =
    /(?:[\w @<>=~,;:'"%&!#/-]|\\[^\w\s<>`']|\.|\[\^?[\w@.+ -]+\])(?<repeat>[*+?]?)|[()|]|\^(?=.)|\$/gy;
  let repetitions = 0;
  let at = 0;
  for (const atom of source.matchAll(atoms)) {
    const [text] = atom;
    if (atom.groups?.repeat) repetitions++;
    const isLast = at + text.length === source.length;
    // Engines differ or may take long for an anchor in the middle or an empty alternative.
    if ((text === '^' && at > 0) || (text === '$' && !isLast)) return undefined;
    if (/[(|]/.test(text) && /[|)]|^$/.test(source[at + 1] ?? '')) return undefined;
    at += text.length;
  }
  if (at < source.length || repetitions > maxRepetitions) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
