// Checks of answers. Each returns a sentence about the problem, or undefined.

import ipaddr from 'ipaddr.js';
import { tableType } from '../catalog/table-types.ts';
import { networkIn } from '../mail/networks.ts';
import { hostnameProblem } from '../syntax/hostname.ts';
import { type AddressFamily, parseAddress } from '../syntax/tables/address.ts';
import type { Network } from '../syntax/tables/cidr.ts';
import type { Check } from './scenario.ts';

/** The elements of an answer that is a list. */
export function wordsOf(answer: string | undefined): readonly string[] {
  return (answer ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

export const anything: Check = () => undefined;

/** The answer can be empty. */
export function optional(check: Check): Check {
  return (answer) => (answer.trim() === '' ? undefined : check(answer));
}

/** Checks each element of a list. An empty list is a problem. */
export function listOf(check: Check, what: string): Check {
  return (answer) => {
    const words = wordsOf(answer);
    if (words.length === 0) return `Enter ${what}.`;
    return words.map(check).find((problem) => problem !== undefined);
  };
}

/** A domain name, or a reference such as `$myhostname`. */
export const domain: Check = (answer) => {
  const name = answer.trim();
  if (name === '') return 'Enter a domain name, such as example.com.';
  // Only Postfix knows the contents of a $name, a file, or a table.
  if (/\$[\w{(]/.test(name) || isElsewhere(name)) return undefined;
  if (name.includes('@'))
    return `Enter only the domain, without the part before @: ${name.slice(name.lastIndexOf('@') + 1)}.`;
  if (parseAddress(name, 'ipv4'))
    return `${name} is an IP address. Enter a domain name, such as example.com.`;
  return badName(name)
    ? `"${name}" is not a domain name. Use letters, digits, hyphens, and dots, as in example.com.`
    : undefined;
};

/** A full DNS name, which contains a dot. */
export const fullName: Check = (answer) => {
  const name = answer.trim();
  if (name === '') return 'Enter the full DNS name, such as mail.example.com.';
  const problem = domain(name);
  if (problem !== undefined || name.startsWith('$')) return problem;
  return name.includes('.') ? undefined : `Enter the full DNS name, such as ${name}.example.com.`;
};

/** A domain that receives mail from other servers. */
export const relayDomain: Check = (answer) => {
  if (answer.trim().startsWith('$')) return 'Enter the domain itself, such as example.com.';
  return fullName(answer);
};

/** True for a file or a table that contains elements of a list. */
function isElsewhere(word: string): boolean {
  const [, type] = /^!*(?:proxy:)?(\w+):/.exec(word) ?? [];
  return /^!*\//.test(word) || (type !== undefined && tableType(type) !== undefined);
}

/** An element of mynetworks. */
export const network: Check = (answer) => {
  const word = answer.trim();
  if (/^!*\$/.test(word) || isElsewhere(word)) return undefined;
  const own = word.replace(/^!+/, '');
  const bare = own.replace(/\/\d+$/, '');
  if (own.includes(':') && !own.startsWith('[') && parseAddress(bare, 'ipv6'))
    return `Write IPv6 addresses in brackets: [${bare}]${own.slice(bare.length)}.`;
  const found = networkIn(own);
  if (found === undefined)
    return `"${own}" is not a network. Enter an address with a prefix length, such as 192.0.2.0/24.`;
  if (found.problem?.code === 'host-bits')
    return `${own} has nonzero bits after the prefix, which Postfix does not accept. Enter ${withoutHostBits(found.network)}.`;
  if (found.problem !== undefined || (found.network.prefix === undefined && !found.network.bytes))
    return `"${own}" is not a network. Enter an address with a prefix length, such as 192.0.2.0/24.`;
  return undefined;
};

function withoutHostBits({ bytes = [], length = 0, family }: Network): string {
  const kept = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * i))) & 0xff);
  const text = ipaddr.fromByteArray([...kept]).toString();
  return family === 'ipv6' ? `[${text}]/${length}` : `${text}/${length}`;
}

/** An IP address. IPv6 addresses can have brackets. */
export const address: Check = (answer) => {
  const text = answer.trim();
  if (text === '') return 'Enter an IP address, such as 192.0.2.1.';
  return familyOf(text) === undefined
    ? `"${text}" is not an IP address. Enter an address such as 192.0.2.1.`
    : undefined;
};

function familyOf(text: string): AddressFamily | undefined {
  if (parseAddress(text, 'ipv4')) return 'ipv4';
  return parseAddress(text.replace(/^\[(.*)\]$/, '$1'), 'ipv6') ? 'ipv6' : undefined;
}

/** A host with an optional port, with or without brackets: `192.0.2.99`, `[smtp.example.net]:587`. */
export const host: Check = (answer) => {
  const text = answer.trim();
  const found = splitHost(text);
  if (text === '' || found === undefined)
    return 'Enter the name or the address of a host, such as smtp.example.net or [smtp.example.net]:587.';
  if (found.port !== undefined && !/^[\w-]+$/.test(found.port))
    return `"${found.port}" is not a port. Enter a number, such as 587.`;
  if (familyOf(found.name) !== undefined) return undefined;
  return badName(found.name)
    ? `"${found.name}" is neither a host name nor an IP address. Enter one, such as smtp.example.net or 192.0.2.99.`
    : undefined;
};

interface Host {
  readonly name: string;
  readonly port?: string;
}

function splitHost(text: string): Host | undefined {
  if (familyOf(text) === 'ipv6') return { name: text.replace(/[[\]]/g, '') };
  const [, inside, outside = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/.exec(text) ?? [];
  const name = inside?.replace(/^ipv6:/i, '') ?? outside;
  return name === '' ? undefined : { name, ...(port === undefined ? {} : { port }) };
}

/** The next hop for a host itself, without a lookup of MX records: `[smtp.example.net]:587`. */
export function nextHop(answer: string): string {
  const { name = '', port } = splitHost(answer.trim()) ?? {};
  return `[${name}]${port === undefined ? '' : `:${port}`}`;
}

/** The IP address in a next hop; undefined if it contains a host name. */
export function addressOf(answer: string): string | undefined {
  const { name = '' } = splitHost(answer.trim()) ?? {};
  const family = familyOf(name);
  return family === undefined ? undefined : family === 'ipv6' ? `[${name}]` : name;
}

/** An absolute path. */
export const path: Check = (answer) => {
  const text = answer.trim();
  if (!text.startsWith('/')) return 'Enter the full path, starting with /.';
  return /[\s,]/.test(text)
    ? 'Postfix does not accept a path with a space or a comma here. Choose another path.'
    : undefined;
};

/** `user@example.com`, or `@example.com` for all addresses of a domain. */
export const mailAddress: Check = (answer) => {
  const text = answer.trim();
  const at = text.lastIndexOf('@');
  if (at < 0)
    return `"${text}" has no domain. Enter an address such as user@example.com, or @example.com for all addresses of the domain.`;
  return badName(text.slice(at + 1))
    ? `"${text.slice(at + 1)}" is not a domain name. Enter an address such as user@example.com.`
    : undefined;
};

/** Pairs of an address and the login name that can use it. */
export const logins: Check = (answer) => {
  const words = wordsOf(answer);
  if (words.length % 2 === 1) return 'Enter each address followed by its login name: user@example.com user.';
  return words
    .filter((_, i) => i % 2 === 0)
    .map(mailAddress)
    .find((problem) => problem !== undefined);
};

/** A number with an optional unit: `20d`. */
export const time: Check = (answer) =>
  /^\d+[smhdw]?$|\$/i.test(answer.trim())
    ? undefined
    : 'Enter a number and a unit (s, m, h, d, or w), such as 20d.';

export const count: Check = (answer) =>
  /^[1-9]\d{0,3}$/.test(answer.trim()) ? undefined : 'Enter a number, such as 2.';

function badName(name: string): boolean {
  return hostnameProblem(name) !== undefined;
}
