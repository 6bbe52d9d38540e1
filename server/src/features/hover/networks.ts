// IP addresses and networks: their number of addresses, and what they are reserved for.

import { parseLines } from '../../syntax/lines.ts';
import { type AddressFamily, formatAddress, maskAddress, parseAddress } from '../../syntax/tables/address.ts';
import { type Network, parseCidrLine } from '../../syntax/tables/cidr.ts';
import { title } from './markdown.ts';

/** The network in a text, with the syntax of cidr tables and match lists; undefined if the text is not a network. */
export function networkOf(text: string): Network | undefined {
  const [first] = parseLines(`${text} OK`);
  if (first?.item.kind !== 'line') return undefined;
  const item = parseCidrLine(first.item);
  return item.kind === 'rule' && item.value.text === 'OK' && item.network.bytes !== undefined
    ? item.network
    : undefined;
}

/** The title, a sentence about the addresses, and a warning; undefined if the address or the prefix length is invalid. */
export function networkText({ bytes, length, address, prefix, family }: Network): string[] | undefined {
  const bits = family === 'ipv4' ? 32 : 128;
  if (bytes === undefined || length === undefined || length > bits) return undefined;
  const name = family === 'ipv4' ? 'IPv4' : 'IPv6';
  const kind = prefix === undefined ? `${name} address` : `${name} network`;
  const network = maskAddress(bytes, length);
  return [
    title(prefix === undefined ? address.text : `${address.text}/${prefix.text}`, kind),
    ...(length === bits ? singleAddress(network) : [contents(network, length, name)]),
    ...(network.every((byte, i) => byte === bytes[i])
      ? []
      : [
          `Postfix does not accept this network: the address has nonzero bits after the prefix. Write \`${formatAddress(network)}/${length}\`.`,
        ]),
  ];
}

function singleAddress(address: readonly number[]): string[] {
  const range = rangeOf(address, 8 * address.length);
  return range === undefined ? [] : [`${range.which} address${noteOf(range)}.`];
}

function contents(network: readonly number[], length: number, family: string): string {
  if (length === 0) return `Contains all ${family} addresses.`;
  const range = rangeOf(network, length);
  const amount = addressCount(8 * network.length, length);
  const which = range === undefined ? '' : `${range.which.toLowerCase()} `;
  const [first, last] = [formatAddress(network), formatAddress(lastAddress(network, length))];
  return `Contains ${amount} ${which}addresses${noteOf(range)}, from \`${first}\` to \`${last}\`.`;
}

/** `256`, or a power of two if the number is too long to read. */
export function addressCount(bits: number, length: number): string {
  const freeBits = bits - length;
  return freeBits > 32 ? `2^${freeBits}` : (2 ** freeBits).toLocaleString('en');
}

function noteOf(range: AddressRange | undefined): string {
  return range?.note === undefined ? '' : ` (${range.note})`;
}

function lastAddress(network: readonly number[], length: number): number[] {
  return network.map((byte, i) => byte | (~(0xff00 >> Math.max(0, Math.min(8, length - 8 * i))) & 0xff));
}

interface AddressRange {
  /** An adjective, capitalized. */
  readonly which: string;
  readonly note?: string;
}

const publicRange: AddressRange = { which: 'Public' };

/** The ranges in the registries of special-purpose addresses (RFC 6890). */
const ranges: readonly (readonly [
  family: AddressFamily,
  address: string,
  length: number,
  range: AddressRange,
])[] = [
  ['ipv4', '10.0.0.0', 8, { which: 'Private' }],
  ['ipv4', '172.16.0.0', 12, { which: 'Private' }],
  ['ipv4', '192.168.0.0', 16, { which: 'Private' }],
  ['ipv4', '127.0.0.0', 8, { which: 'Loopback', note: 'this host itself' }],
  ['ipv4', '169.254.0.0', 16, { which: 'Link-local' }],
  ['ipv4', '100.64.0.0', 10, { which: 'Shared', note: 'carrier-grade NAT of a provider' }],
  ['ipv4', '192.0.2.0', 24, { which: 'Documentation', note: 'for examples only' }],
  ['ipv4', '198.51.100.0', 24, { which: 'Documentation', note: 'for examples only' }],
  ['ipv4', '203.0.113.0', 24, { which: 'Documentation', note: 'for examples only' }],
  ['ipv4', '224.0.0.0', 4, { which: 'Multicast' }],
  ['ipv6', '::1', 128, { which: 'Loopback', note: 'this host itself' }],
  ['ipv6', 'fc00::', 7, { which: 'Unique local', note: 'private' }],
  ['ipv6', 'fe80::', 10, { which: 'Link-local' }],
  ['ipv6', '2001:db8::', 32, { which: 'Documentation', note: 'for examples only' }],
  ['ipv6', 'ff00::', 8, { which: 'Multicast' }],
  ['ipv6', '2000::', 3, publicRange],
];

/** Undefined if the network is not within one range. */
function rangeOf(network: readonly number[], length: number): AddressRange | undefined {
  const family = network.length === 4 ? 'ipv4' : 'ipv6';
  for (const [ofFamily, address, atLeast, range] of ranges) {
    if (ofFamily !== family || length < atLeast) continue;
    if (formatAddress(maskAddress(network, atLeast)) === address) return range;
  }
  const wide = ranges.some(([ofFamily, address, rangeLength]) => {
    const bytes = ofFamily === family && length < rangeLength ? parseAddress(address, family) : undefined;
    return bytes !== undefined && maskAddress(bytes, length).every((byte, i) => byte === network[i]);
  });
  // 0.0.0.0/8 and 240.0.0.0/4 are reserved.
  const first = network[0] ?? 0;
  return wide || family === 'ipv6' || first === 0 || first >= 240 ? undefined : publicRange;
}
