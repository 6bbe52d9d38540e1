// TLS protocol versions, and the results of TLS policy tables.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
import {
  isValidAt,
  tlsPolicyAttribute,
  tlsPolicyAttributes,
  tlsPolicyLevels,
  tlsPolicyModel,
} from '../../catalog/tls-policies.ts';
import { wordList } from '../../catalog/word-lists.ts';
import { isListSeparator } from '../../syntax/chars.ts';
import type { CompletionCursor } from './context.ts';
import { elementOf, wordsOf } from './context.ts';
import { type Completions, keywordSuggestions, noCompletions, type Suggestion } from './suggestions.ts';
import { leading, wordAround } from './word-at-cursor.ts';

/** Versions that are no longer secure. */
const insecure = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'];

/**
 * Ranges of versions (since Postfix 3.6), exclusions of old versions, and single versions.
 * @param typed the word up to the cursor; after `!` or `>=`, only versions fit
 */
export function protocolSuggestions(typed: string, release: Release): Suggestion[] {
  const versions = wordList('TLS protocols', release);
  const sign = /^(?:!|[<>]=)/.exec(typed)?.[0];
  if (sign !== undefined) return versions.map((version) => protocol(sign, version));
  const current = versions.filter((version) => !insecure.includes(version));
  const ranges = ['>=', '<='].flatMap((s) => current.map((version) => protocol(s, version)));
  const exclusions = versions.filter((v) => insecure.includes(v)).map((version) => protocol('!', version));
  return [
    ...(atLeast(release, '3.6') ? ranges : []),
    ...exclusions,
    ...versions.map((version) => protocol('', version)),
  ];
}

function protocol(sign: string, version: string): Suggestion {
  return { label: sign + version, kind: CompletionItemKind.EnumMember, subject: { word: ['tls', version] } };
}

/** The result of a TLS policy table: a security level, followed by attributes. */
export function completeTlsPolicy(
  { snapshot: { docs, instance }, after }: CompletionCursor,
  before: string,
): Completions {
  const { release } = instance;
  const { start, typed, rest } = wordAround(before, after, isListSeparator);
  const [level, ...earlier] = before
    .slice(0, start)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (level === undefined) {
    const levels = tlsPolicyLevels(release).map((each) => policyWord(each, each));
    return { typed, rest, suggestions: levels };
  }
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined) {
    const present = new Set(earlier.map((word) => word.replace(/=.*$/s, '').toLowerCase()));
    const suggestions = byUse(tlsPolicyAttributes(release))
      .filter((each) => isValidAt(level.toLowerCase(), each, release))
      .filter((each) => !present.has(each) || tlsPolicyAttribute(each)?.once === undefined)
      .filter((each) => docs.word('tls', `${each}=`) !== undefined)
      .map((each) => ({ ...policyWord(each, `${each}=`), insert: `${each}=` }));
    return { typed, rest: leading(rest, (code) => code !== 61), suggestions };
  }
  const key = name.toLowerCase();
  if (key === 'protocols')
    return completeItem(value, rest, protocolSuggestions(value.replace(/^.*:/s, ''), release));
  const model = instance.catalog.parameter(tlsPolicyModel(level.toLowerCase(), key) ?? '')?.type;
  const modelWords = model === undefined ? [] : wordsOf(elementOf(model), release);
  const words = modelWords.length > 0 ? modelWords : (tlsPolicyAttribute(key)?.words ?? []);
  if (words.length === 0) return noCompletions;
  return key === 'match'
    ? completeItem(value, rest, keywordSuggestions(words))
    : { typed: value, rest, suggestions: keywordSuggestions(words) };
}

/** Policy servers send the attributes of MTA-STS; users do not write them. */
function byUse(attributes: readonly string[]): string[] {
  const ofServers = (name: string): boolean => /^(?:mx|policy)_/.test(name);
  return [...attributes.filter((name) => !ofServers(name)), ...attributes.filter(ofServers)];
}

/** The last one of several items that are separated by colons. */
function completeItem(value: string, rest: string, suggestions: readonly Suggestion[]): Completions {
  const typed = value.slice(value.lastIndexOf(':') + 1);
  return { typed, rest: leading(rest, (code) => code !== 58), suggestions };
}

function policyWord(label: string, doc: string): Suggestion {
  return { label, kind: CompletionItemKind.EnumMember, subject: { word: ['tls', doc] } };
}
