// The levels and the attributes of TLS policies (smtp_tls_policy.c, tls_level.c).

import { isList } from '../syntax/value-type.ts';
import { valueType } from './catalog.ts';
import { atLeast, exists, type Release } from './release.ts';
import { wordList } from './word-lists.ts';

/** The security levels of a release, in lower case. Postfix accepts any case. */
export function tlsPolicyLevels(release: Release): readonly string[] {
  const type = valueType('smtp_tls_security_level');
  if (isList(type)) return [];
  return (type.words ?? []).flatMap((word) =>
    typeof word === 'string' ? word : exists(release, word) ? word.word : [],
  );
}

export interface TlsPolicyAttributeFacts {
  /** The security levels at which it is valid; undefined for all levels that use TLS. */
  readonly levels?: readonly string[];
  /** A policy must not contain it twice. */
  readonly once?: true;
  /** It needs a value. */
  readonly required?: true;
  /** The only valid values, in any case. */
  readonly words?: readonly string[];
  /** The parameter whose values have the same form. */
  readonly model?: string;
}

/** By name in lower case. */
const names: Readonly<Record<string, TlsPolicyAttributeFacts>> = {
  ciphers: {
    once: true,
    required: true,
    words: ['export', 'high', 'low', 'medium', 'null'],
    model: 'smtp_tls_mandatory_ciphers',
  },
  connection_reuse: { words: ['no', 'yes'], model: 'smtp_tls_connection_reuse' },
  enable_rpk: { words: ['no', 'yes'], model: 'smtp_tls_enable_rpk' },
  exclude: { once: true, model: 'smtp_tls_exclude_ciphers' },
  match: { levels: ['fingerprint', 'verify', 'secure'], required: true },
  mx_host_pattern: {},
  policy_domain: { once: true },
  policy_failure: { once: true },
  policy_string: {},
  policy_ttl: { once: true },
  policy_type: { once: true, words: ['no-policy-found', 'sts'] },
  protocols: { once: true, model: 'smtp_tls_mandatory_protocols' },
  servername: { once: true, model: 'smtp_tls_servername' },
  tafile: { levels: ['verify', 'secure'], required: true, model: 'smtp_tls_trust_anchor_file' },
};

/** Undefined for a name that no release knows. */
export function tlsPolicyAttribute(name: string): TlsPolicyAttributeFacts | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

/** The parameter whose values have the same form as an attribute at a level, which must be in lower case. */
export function tlsPolicyModel(level: string, name: string): string | undefined {
  if (name.toLowerCase() !== 'match') return tlsPolicyAttribute(name)?.model;
  // Fingerprints have a different separator.
  return level === 'verify' || level === 'secure' ? `smtp_tls_${level}_cert_match` : undefined;
}

/** Whether an attribute is valid at a level, which must be in lower case. */
export function isValidAt(level: string, name: string, release: Release): boolean {
  if (level === 'none') return false;
  // Before 2.6, only levels that require TLS have protocols and ciphers.
  if (level === 'may' && /^(?:ciphers|protocols)$/i.test(name) && !atLeast(release, '2.6')) return false;
  return tlsPolicyAttribute(name)?.levels?.includes(level) ?? true;
}

/** The attributes of a release, sorted. */
export function tlsPolicyAttributes(release: Release): readonly string[] {
  return wordList('TLS policy attributes', release);
}
