// The TLS security level for a destination (smtp_tls_policy.c).

import { tlsPolicyLevels } from '../../catalog/tls-policies.ts';
import type { Location } from '../../instance/instance.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import { type Delivery, note } from './delivery.ts';
import { type Destination, parameterFor } from './destinations.ts';
import { type Found, find } from './maps.ts';
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

/** The levels of the older parameters and of smtp_tls_per_site, the weakest first. */
const order = ['none', 'may', 'encrypt', 'verify'];

export function tlsLevel(delivery: Delivery, destination: Destination): TlsLevel {
  const { program } = delivery;
  const name = (parameter: string): string => parameterFor(delivery, parameter);
  const global = globalLevel(delivery);
  if (global === undefined)
    return {
      kind: 'invalid',
      reason: '4.3.0 unknown mail transport error',
      at: program.at(name('smtp_tls_security_level')),
    };
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
  return chosen(delivery, destination, global, at, `The TLS security level is ${global}.`);
}

function chosen(
  delivery: Delivery,
  destination: Destination,
  level: string,
  at: readonly Location[],
  what: string,
  condition?: Condition,
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
  return { kind: 'level', level: effective, isSet: at.length > 0 };
}

function globalLevel(delivery: Delivery): string | undefined {
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
    return chosen(
      delivery,
      destination,
      'unknown',
      found.at,
      `The policy table determines the TLS security level for ${found.key}.`,
      found.condition,
    );
  const [level = ''] = found.text.split(/[\s,]+/).filter((word) => word !== '');
  const isKnown = tlsPolicyLevels(delivery.program.instance.release).includes(level.toLowerCase());
  if (!isKnown)
    return {
      kind: 'invalid',
      reason: misconfigured,
      at: found.at,
      ...(found.condition && { condition: found.condition }),
    };
  const what = `The policy for ${found.key} sets the TLS security level ${level.toLowerCase()}.`;
  return chosen(delivery, destination, level.toLowerCase(), found.at, what, found.condition);
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
  return chosen(delivery, destination, result, at, `The TLS security level is ${result}.`);
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
