// TLS protocol versions, and the results of TLS policy tables.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
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
  const { start, typed, rest } = wordAround(before, after, isListSeparator);
  const earlier = before.slice(0, start);
  const typeOf = (name: string) => elementOf(instance.catalog.parameter(name)?.type ?? { type: 'text' });
  if (earlier.trim() === '') {
    const levels = wordsOf(typeOf('smtp_tls_security_level'), instance.release);
    return { typed, rest, suggestions: levels.map((level) => policyWord(level, level)) };
  }
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined) {
    const suggestions = wordList('TLS policy attributes', instance.release).flatMap((attribute) => {
      const suggestion = policyWord(attribute, `${attribute}=`);
      return docs.word('tls', `${attribute}=`) === undefined
        ? []
        : { ...suggestion, insert: `${attribute}=` };
    });
    return { typed, rest: leading(rest, (code) => code !== 61), suggestions };
  }
  switch (name) {
    case 'ciphers':
      return {
        typed: value,
        rest,
        suggestions: keywordSuggestions(wordsOf(typeOf('smtp_tls_ciphers'), instance.release)),
      };
    case 'connection_reuse':
    case 'enable_rpk':
      return { typed: value, rest, suggestions: keywordSuggestions(['no', 'yes']) };
    case 'match':
    case 'servername': {
      const model = typeOf(name === 'match' ? 'smtp_tls_verify_cert_match' : 'smtp_tls_servername');
      return completeItem(value, rest, keywordSuggestions(wordsOf(model, instance.release)));
    }
    case 'protocols':
      return completeItem(value, rest, protocolSuggestions(value.replace(/^.*:/s, ''), instance.release));
    default:
      return noCompletions;
  }
}

/** The last one of several items that are separated by colons. */
function completeItem(value: string, rest: string, suggestions: readonly Suggestion[]): Completions {
  const typed = value.slice(value.lastIndexOf(':') + 1);
  return { typed, rest: leading(rest, (code) => code !== 58), suggestions };
}

function policyWord(label: string, doc: string): Suggestion {
  return { label, kind: CompletionItemKind.EnumMember, subject: { word: ['tls', doc] } };
}
