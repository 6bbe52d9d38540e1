// The default of mynetworks: the result of applying mynetworks_style to the host's own addresses (mynetworks.c,
// own_inet_addr.c).

import ipaddr from 'ipaddr.js';
import type { MachineAddress } from '../host.ts';
import { memoize } from '../syntax/memoize.ts';

export interface NetworkSettings {
  /** `host`, `subnet` or `class`. */
  readonly style: string;
  /** inet_interfaces, expanded. */
  readonly interfaces: string;
  /** inet_protocols, expanded. */
  readonly protocols: string;
}

/**
 * The list as Postfix holds it in memory, with a space after each entry. Undefined if Postfix would query the DNS or
 * exit with an error.
 */
export function defaultNetworks(
  own: readonly MachineAddress[],
  { style, interfaces, protocols }: NetworkSettings,
): string | undefined {
  return networksOf(own, style, interfaces, protocols);
}

/** Many configurations on one host have the same settings. */
const networksOf = memoize(findNetworks);

function findNetworks(
  own: readonly MachineAddress[],
  style: string,
  interfaces: string,
  protocols: string,
): string | undefined {
  const families = protocols.split(/[\s,]+/);
  const local = (['ipv4', 'ipv6'] as const)
    .filter((family) => families.includes('all') || families.includes(family))
    .flatMap((family) => own.map(parse).filter((a) => a?.ip.kind() === family))
    .filter((a) => a !== undefined);
  const networks = listening(local, interfaces)?.map((a) => network(a, style));
  if (networks === undefined || networks.includes(undefined)) return undefined;
  return [...new Set(networks)].map((n) => `${n} `).join('');
}

interface Address {
  readonly ip: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefix: number;
}

function parse({ address, prefix }: MachineAddress): Address | undefined {
  const plain = address.replace(/%.*$/, '');
  return ipaddr.isValid(plain) ? { ip: ipaddr.parse(plain), prefix } : undefined;
}

/** The addresses that Postfix listens on; undefined if one is a name or does not belong to the host. */
function listening(local: readonly Address[], interfaces: string): Address[] | undefined {
  if (interfaces === 'all') return [...local];
  if (interfaces === 'loopback-only') return local.filter((a) => a.ip.range() === 'loopback');
  const result: Address[] = [];
  for (const word of interfaces.split(/[ \t,]+/).filter((w) => w !== '')) {
    const plain = word.replace(/^\[(.*)\]$/, '$1');
    const wanted = ipaddr.isValid(plain) ? ipaddr.parse(plain).toString() : undefined;
    const found = local.find((a) => a.ip.toString() === wanted);
    if (found === undefined) return undefined;
    result.push(found);
  }
  return result;
}

function network({ ip, prefix }: Address, style: string): string | undefined {
  const length = prefixLength(ip, prefix, style);
  if (length === undefined) return undefined;
  const bytes = ip
    .toByteArray()
    .map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * i))) & 0xff);
  const text = ipaddr.fromByteArray(bytes).toString();
  return ip.kind() === 'ipv4' ? `${text}/${length}` : `[${text}]/${length}`;
}

function prefixLength(ip: ipaddr.IPv4 | ipaddr.IPv6, prefix: number, style: string): number | undefined {
  const isIPv4 = ip.kind() === 'ipv4';
  switch (style) {
    case 'host':
      return isIPv4 ? 32 : 128;
    case 'subnet':
      return prefix;
    case 'class': {
      if (!isIPv4) return prefix;
      const first = ip.toByteArray()[0] ?? 0;
      return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : first < 240 ? 4 : undefined;
    }
    default:
      return undefined;
  }
}
