// Words of TLS: protocol versions, and the policies of destinations.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
import { wordList } from '../../catalog/word-lists.ts';
import { isListSeparator } from '../../syntax/chars.ts';
import { type Answer, keywords, nothing, type Offer } from './offer.ts';
import type { Place } from './place.ts';
import { elementOf, wordsOf } from './value.ts';
import { leading, wordAround } from './words.ts';

/** What nobody should speak any more. */
const broken = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'];

/**
 * Ranges of versions, which came with Postfix 3.6; then old versions to leave out one by one.
 * @param typed the word up to the cursor: behind `!` or `>=` only versions fit
 */
export function protocolOffers(typed: string, release: Release): Offer[] {
  const versions = wordList('TLS protocols', release);
  const sign = /^(?:!|[<>]=)/.exec(typed)?.[0];
  if (sign !== undefined) return versions.map((version) => protocol(sign, version));
  const current = versions.filter((version) => !broken.includes(version));
  const ranges = ['>=', '<='].flatMap((s) => current.map((version) => protocol(s, version)));
  const exclusions = versions.filter((v) => broken.includes(v)).map((version) => protocol('!', version));
  return [
    ...(atLeast(release, '3.6') ? ranges : []),
    ...exclusions,
    ...versions.map((version) => protocol('', version)),
  ];
}

function protocol(sign: string, version: string): Offer {
  return { label: sign + version, kind: CompletionItemKind.EnumMember, subject: { word: ['tls', version] } };
}

/** The results of TLS policy tables: a security level, then attributes. */
export function policyAnswer({ snapshot: { docs, instance }, after }: Place, before: string): Answer {
  const { start, typed, rest } = wordAround(before, after, isListSeparator);
  const earlier = before.slice(0, start);
  const typeOf = (name: string) => elementOf(instance.catalog.parameter(name)?.type ?? { type: 'text' });
  if (earlier.trim() === '') {
    const levels = wordsOf(typeOf('smtp_tls_security_level'), instance.release);
    return { typed, rest, offers: levels.map((level) => policyWord(level, level)) };
  }
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined) {
    const offers = wordList('TLS policy attributes', instance.release).flatMap((attribute) => {
      const offer = policyWord(attribute, `${attribute}=`);
      return docs.word('tls', `${attribute}=`) === undefined ? [] : { ...offer, insert: `${attribute}=` };
    });
    return { typed, rest: leading(rest, (code) => code !== 61), offers };
  }
  switch (name) {
    case 'ciphers':
      return { typed: value, rest, offers: keywords(wordsOf(typeOf('smtp_tls_ciphers'), instance.release)) };
    case 'connection_reuse':
    case 'enable_rpk':
      return { typed: value, rest, offers: keywords(['no', 'yes']) };
    case 'match':
    case 'servername': {
      const model = typeOf(name === 'match' ? 'smtp_tls_verify_cert_match' : 'smtp_tls_servername');
      return itemAnswer(value, rest, keywords(wordsOf(model, instance.release)));
    }
    case 'protocols':
      return itemAnswer(value, rest, protocolOffers(value.replace(/^.*:/s, ''), instance.release));
    default:
      return nothing;
  }
}

/** Items with colons between. */
function itemAnswer(value: string, rest: string, offers: readonly Offer[]): Answer {
  const typed = value.slice(value.lastIndexOf(':') + 1);
  return { typed, rest: leading(rest, (code) => code !== 58), offers };
}

function policyWord(label: string, doc: string): Offer {
  return { label, kind: CompletionItemKind.EnumMember, subject: { word: ['tls', doc] } };
}
