// Addresses and networks: how many addresses, whose they are, and bits that are too many.

import { parseLines } from '../../syntax/lines.ts';
import { type AddressFamily, formatAddress, maskAddress, parseAddress } from '../../syntax/tables/address.ts';
import { type Network, parseCidrLine } from '../../syntax/tables/cidr.ts';
import { count, title } from './markdown.ts';

/** The network that a text is, as cidr tables and match lists read one; undefined when it is none. */
export function networkOf(text: string): Network | undefined {
  const [first] = parseLines(`${text} OK`);
  if (first?.item.kind !== 'line') return undefined;
  const item = parseCidrLine(first.item);
  return item.kind === 'rule' && item.value.text === 'OK' && item.network.bytes !== undefined
    ? item.network
    : undefined;
}

/** Title and facts; undefined when the address or the length of the prefix is none. */
export function networkText({ bytes, length, address, prefix, family }: Network): string[] | undefined {
  const bits = family === 'ipv4' ? 32 : 128;
  if (bytes === undefined || length === undefined || length > bits) return undefined;
  const name = family === 'ipv4' ? 'IPv4' : 'IPv6';
  const kind = prefix === undefined ? `${name} address` : `${name} network`;
  const network = maskAddress(bytes, length);
  const facts = [amount(bits - length), ownership(network, length)].filter((fact) => fact !== undefined);
  return [
    title(prefix === undefined ? address.text : `${address.text}/${prefix.text}`, kind),
    `${facts.join(', ')}.`,
    ...(length > 0 && length < bits
      ? [`From \`${formatAddress(network)}\` to \`${formatAddress(last(network, length))}\`.`]
      : []),
    ...(network.every((byte, i) => byte === bytes[i])
      ? []
      : [
          `Bits behind the prefix are set: Postfix does not take it. Write \`${formatAddress(network)}/${length}\`.`,
        ]),
  ];
}

function amount(freeBits: number): string {
  return freeBits > 32 ? `2^${freeBits} addresses` : count(2 ** freeBits, 'address', 'addresses');
}

function last(network: readonly number[], length: number): number[] {
  return network.map((byte, i) => byte | (~(0xff00 >> Math.max(0, Math.min(8, length - 8 * i))) & 0xff));
}

/** What the registries of special addresses say of a range (RFC 6890 and its kin). */
const ranges: readonly (readonly [family: AddressFamily, address: string, length: number, what: string])[] = [
  ['ipv4', '10.0.0.0', 8, 'private'],
  ['ipv4', '172.16.0.0', 12, 'private'],
  ['ipv4', '192.168.0.0', 16, 'private'],
  ['ipv4', '127.0.0.0', 8, 'this machine itself (loopback)'],
  ['ipv4', '169.254.0.0', 16, 'link-local'],
  ['ipv4', '100.64.0.0', 10, 'shared by the customers of a provider'],
  ['ipv4', '192.0.2.0', 24, 'reserved for documentation'],
  ['ipv4', '198.51.100.0', 24, 'reserved for documentation'],
  ['ipv4', '203.0.113.0', 24, 'reserved for documentation'],
  ['ipv4', '224.0.0.0', 4, 'multicast'],
  ['ipv6', '::1', 128, 'this machine itself (loopback)'],
  ['ipv6', 'fc00::', 7, 'private (unique local)'],
  ['ipv6', 'fe80::', 10, 'link-local'],
  ['ipv6', '2001:db8::', 32, 'reserved for documentation'],
  ['ipv6', 'ff00::', 8, 'multicast'],
  ['ipv6', '2000::', 3, 'public'],
];

/** Undefined where the network is wider than any range. */
function ownership(network: readonly number[], length: number): string | undefined {
  const family = network.length === 4 ? 'ipv4' : 'ipv6';
  if (length === 0) return 'all that there are';
  for (const [ofFamily, address, atLeast, what] of ranges) {
    if (ofFamily !== family || length < atLeast) continue;
    if (formatAddress(maskAddress(network, atLeast)) === address) return what;
  }
  const wide = ranges.some(([ofFamily, address, rangeLength]) => {
    const bytes = ofFamily === family && length < rangeLength ? parseAddress(address, family) : undefined;
    return bytes !== undefined && maskAddress(bytes, length).every((byte, i) => byte === network[i]);
  });
  // 0.0.0.0/8 and 240.0.0.0/4 are nobody's.
  const first = network[0] ?? 0;
  return wide || family === 'ipv6' || first === 0 || first >= 240 ? undefined : 'public';
}
