// The TLS security level for a destination (smtp_tls_policy.c).

import { tlsPolicyLevels } from '../../catalog/tls-policies.ts';
import type { Location } from '../../instance/instance.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import { policyIn, type TlsPolicyProblem, tlsPolicyProblem } from '../tls-policies.ts';
import { type Delivery, note } from './delivery.ts';
import { type Destination, parameterFor } from './destinations.ts';
import type { Found } from './lookup.ts';
import { find } from './maps.ts';
import type { Condition } from './model.ts';

export type TlsLevel =
  | {
      readonly kind: 'level';
      readonly level: string /** Whether a setting or a table chooses it. */;
      readonly isSet: boolean;
    }
  | {
      readonly kind: 'invalid';
      readonly reason: string;
      readonly at: readonly Location[];
      readonly condition?: Condition;
    };

const misconfigured = '4.7.5 client TLS configuration problem';

/** The weakest first (tls_level.c). */
const order = ['none', 'may', 'encrypt', 'fingerprint', 'dane', 'dane-only', 'verify', 'secure'];

/** @param global the level for destinations without a policy */
export function tlsLevel(delivery: Delivery, destination: Destination, global: string): TlsLevel {
  const { program } = delivery;
  const name = (parameter: string): string => parameterFor(delivery, parameter);
  const policies = name('smtp_tls_policy_maps');
  const sites = name('smtp_tls_per_site');
  if (program.text(policies) !== '') {
    const found = policyFor(delivery, policies, destination.text);
    if (found.kind === 'error')
      return {
        kind: 'invalid',
        reason: misconfigured,
        at: found.at,
        ...(found.condition && { condition: found.condition }),
      };
    if (found.kind === 'found') return fromPolicy(delivery, found, destination);
  } else if (program.text(sites) !== '') {
    return perSite(delivery, sites, destination, global);
  }
  const at = program.at(name('smtp_tls_security_level'), name('smtp_enforce_tls'), name('smtp_use_tls'));
  return chosen(delivery, destination, { level: global, at, what: `The TLS security level is ${global}.` });
}

interface Choice {
  readonly level: string;
  readonly at: readonly Location[];
  readonly what: string;
  readonly condition?: Condition | undefined;
  /** The policy names the fingerprints that the server may have. */
  readonly hasFingerprint?: boolean;
}

function chosen(
  delivery: Delivery,
  destination: Destination,
  { level, at, what, condition, hasFingerprint = false }: Choice,
): TlsLevel {
  // A server on the other end of a socket needs no opportunistic encryption.
  const effective = destination.socket && level === 'may' ? 'none' : level;
  if (level !== 'none' || at.length > 0) note(delivery, { what, at, condition });
  const wrapper = parameterFor(delivery, 'smtp_tls_wrappermode');
  if (delivery.program.is(wrapper) && (level === 'none' || level === 'may') && !destination.socket)
    return {
      kind: 'invalid',
      reason: '4.3.0 server unavailable or unable to receive mail',
      at: delivery.program.at(wrapper),
    };
  const fingerprints = parameterFor(delivery, 'smtp_tls_fingerprint_cert_match');
  if (level === 'fingerprint' && !hasFingerprint && !hasDigest(delivery.program.text(fingerprints))) {
    note(delivery, {
      what: `No fingerprint is configured for ${destination.text} (${fingerprints}).`,
      at: delivery.program.at(fingerprints),
    });
    return { kind: 'invalid', reason: misconfigured, at, ...(condition && { condition }) };
  }
  return { kind: 'level', level: effective, isSet: at.length > 0 };
}

/** Whether one of the words is in hexadecimal, with or without colons. */
function hasDigest(text: string): boolean {
  return text.split(/[\s,|]+/).some((word) => /^(?:[0-9a-f]{2}:?)+$/i.test(word));
}

/** The level that the parameters set; undefined for an invalid value, which keeps the client from starting. */
export function globalLevel(delivery: Delivery): string | undefined {
  const { program } = delivery;
  const name = (parameter: string): string => parameterFor(delivery, parameter);
  const level = program.text(name('smtp_tls_security_level')).toLowerCase();
  if (level !== '') return tlsPolicyLevels(program.instance.release).includes(level) ? level : undefined;
  if (program.is(name('smtp_enforce_tls')))
    return program.is(name('smtp_tls_enforce_peername')) ? 'verify' : 'encrypt';
  return program.is(name('smtp_use_tls')) ? 'may' : 'none';
}

/** The destination as written, and if it is a plain domain, its parent domains with a dot. */
function policyFor(delivery: Delivery, parameter: string, destination: string): Found {
  let key = destination;
  for (;;) {
    const found = find(delivery, parameter, key);
    if (found.kind !== 'none' || hostnameProblem(destination) !== undefined) return found;
    const dot = key.indexOf('.', 1);
    if (dot < 0) return found;
    key = key.slice(dot);
  }
}

function fromPolicy(
  delivery: Delivery,
  found: Extract<Found, { kind: 'found' }>,
  destination: Destination,
): TlsLevel {
  if (found.text === undefined)
    return chosen(delivery, destination, {
      level: 'unknown',
      at: found.at,
      what: `The policy table determines the TLS security level for ${found.key}.`,
      condition: found.condition,
    });
  const { release } = delivery.program.instance;
  const policy = policyIn(found.text, release);
  const level = policy.level?.text.toLowerCase();
  const problem = tlsPolicyProblem(policy, { release, references: false });
  if (level === undefined || (problem !== undefined && endsDelivery(problem))) {
    if (problem !== undefined)
      note(delivery, { what: `The policy for ${found.key} is invalid: ${problem.log}`, at: found.at });
    return {
      kind: 'invalid',
      reason: misconfigured,
      at: found.at,
      ...(found.condition && { condition: found.condition }),
    };
  }
  return chosen(delivery, destination, {
    level,
    at: found.at,
    what: `The policy for ${found.key} sets the TLS security level ${level}.`,
    condition: found.condition,
    hasFingerprint: policy.attributes.some(
      ({ name, value }) => name?.text.toLowerCase() === 'match' && hasDigest(value?.text ?? ''),
    ),
  });
}

/** Without TLS, Postfix ignores attributes. It notices an invalid list of protocols or ciphers when TLS begins. */
function endsDelivery({ mistake, attribute }: TlsPolicyProblem): boolean {
  const name = attribute?.name?.text.toLowerCase();
  return (
    mistake !== 'attribute-without-tls' &&
    (mistake !== 'value' || (name !== 'protocols' && name !== 'ciphers'))
  );
}

/** tls_site_lookup(): the next hop, then the host. A specific level is stronger than MAY. */
function perSite(delivery: Delivery, parameter: string, destination: Destination, global: string): TlsLevel {
  let level: string | undefined;
  const at: Location[] = [];
  const { text, host, mx } = destination;
  for (const key of mx || text.toLowerCase() === host.toLowerCase() ? [text] : [text, host]) {
    const found = find(delivery, parameter, key);
    if (found.kind === 'error')
      return { kind: 'invalid', reason: '4.3.0 Temporary lookup error', at: found.at };
    if (found.kind === 'none') continue;
    const next = siteLevels[(found.text ?? 'may').toLowerCase()];
    if (next === undefined) return { kind: 'invalid', reason: misconfigured, at: found.at };
    at.push(...found.at);
    level = combined(level, next);
  }
  if (level === 'may' && order.indexOf(global) > order.indexOf('may')) level = global;
  const result = level ?? global;
  return chosen(delivery, destination, { level: result, at, what: `The TLS security level is ${result}.` });
}

const siteLevels: Readonly<Record<string, string>> = {
  none: 'none',
  may: 'may',
  must_nopeermatch: 'encrypt',
  must: 'verify',
};

function combined(known: string | undefined, next: string): string {
  if (known === undefined) return next;
  if (next === 'none') return known === 'may' ? 'none' : known;
  if (next === 'may') return known;
  return order.indexOf(next) > order.indexOf(known) ? next : known;
}
