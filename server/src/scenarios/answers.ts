// Answers to questions: what they are made of, and what is wrong with them, in one sentence.

import ipaddr from 'ipaddr.js';
import { tableType } from '../catalog/table-types.ts';
import { networkIn } from '../mail/networks.ts';
import { hostnameProblem } from '../syntax/hostname.ts';
import { type AddressFamily, parseAddress } from '../syntax/tables/address.ts';
import type { Network } from '../syntax/tables/cidr.ts';
import type { Check } from './scenario.ts';

/** The words of an answer that is a list. */
export function wordsOf(answer: string | undefined): readonly string[] {
  return (answer ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

export const anything: Check = () => undefined;

/** The answer may be left empty. */
export function optional(check: Check): Check {
  return (answer) => (answer.trim() === '' ? undefined : check(answer));
}

/** Each word of a list; an empty list is not enough. */
export function listOf(check: Check, what: string): Check {
  return (answer) => {
    const words = wordsOf(answer);
    if (words.length === 0) return `Write ${what}.`;
    return words.map(check).find((problem) => problem !== undefined);
  };
}

/** The name of a domain, or `$myhostname` and its kin. */
export const domain: Check = (answer) => {
  const name = answer.trim();
  // Postfix knows what a $name, a file or a table holds.
  if (/\$[\w{(]/.test(name) || isElsewhere(name)) return undefined;
  if (name.includes('@'))
    return `Write the domain alone, which is what stands behind the @: ${name.slice(name.lastIndexOf('@') + 1)}.`;
  if (parseAddress(name, 'ipv4'))
    return `${name} is an address: write the name of a domain, such as example.com.`;
  return badName(name)
    ? `"${name}" is no name of a domain: write letters, digits, hyphens and dots, such as example.com.`
    : undefined;
};

/** A name with a dot, as DNS knows it. */
export const fullName: Check = (answer) => {
  const name = answer.trim();
  const problem = domain(name);
  if (problem !== undefined || name.startsWith('$')) return problem;
  return name.includes('.') ? undefined : `Write the full name, as DNS knows it: ${name}.example.com.`;
};

/** A domain that other servers send to. */
export const relayDomain: Check = (answer) => {
  if (answer.trim().startsWith('$')) return 'Write the domain itself, such as example.com.';
  return fullName(answer);
};

/** A file or a table that has the elements of a list. */
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
    return `Write an IPv6 address in brackets: [${bare}]${own.slice(bare.length)}.`;
  const found = networkIn(own);
  if (found === undefined)
    return `"${own}" is no network: write an address with the length of its prefix, such as 192.0.2.0/24.`;
  if (found.problem?.code === 'host-bits')
    return `${own} has bits behind its prefix, which Postfix does not take: write ${withoutHostBits(found.network)}.`;
  if (found.problem !== undefined || (found.network.prefix === undefined && !found.network.bytes))
    return `"${own}" is no network: write an address with the length of its prefix, such as 192.0.2.0/24.`;
  return undefined;
};

function withoutHostBits({ bytes = [], length = 0, family }: Network): string {
  const kept = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * i))) & 0xff);
  const text = ipaddr.fromByteArray([...kept]).toString();
  return family === 'ipv6' ? `[${text}]/${length}` : `${text}/${length}`;
}

/** An address alone; one of IPv6 with or without brackets. */
export const address: Check = (answer) =>
  familyOf(answer.trim()) === undefined
    ? `"${answer.trim()}" is no address: write one such as 192.0.2.1.`
    : undefined;

function familyOf(text: string): AddressFamily | undefined {
  if (parseAddress(text, 'ipv4')) return 'ipv4';
  return parseAddress(text.replace(/^\[(.*)\]$/, '$1'), 'ipv6') ? 'ipv6' : undefined;
}

/** A host and perhaps a port, without brackets or with them: `192.0.2.99`, `[smtp.example.net]:587`. */
export const host: Check = (answer) => {
  const text = answer.trim();
  const found = splitHost(text);
  if (text === '' || found === undefined)
    return 'Write the name or the address of a host, such as smtp.example.net or [smtp.example.net]:587.';
  if (found.port !== undefined && !/^[\w-]+$/.test(found.port))
    return `"${found.port}" is no port: write a number, such as 587.`;
  if (familyOf(found.name) !== undefined) return undefined;
  return badName(found.name)
    ? `"${found.name}" is neither a name nor an address: write one such as smtp.example.net or 192.0.2.99.`
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

/** The next hop that means this very host, without a look at MX records: `[smtp.example.net]:587`. */
export function nextHop(answer: string): string {
  const { name = '', port } = splitHost(answer.trim()) ?? {};
  return `[${name}]${port === undefined ? '' : `:${port}`}`;
}

/** The address that a next hop names, when it is one. */
export function addressOf(answer: string): string | undefined {
  const { name = '' } = splitHost(answer.trim()) ?? {};
  const family = familyOf(name);
  return family === undefined ? undefined : family === 'ipv6' ? `[${name}]` : name;
}

/** An absolute path. */
export const path: Check = (answer) => {
  const text = answer.trim();
  if (!text.startsWith('/')) return 'Write the whole path, from / on.';
  return /[\s,]/.test(text)
    ? 'Postfix takes no path with a blank or a comma here: choose another one.'
    : undefined;
};

/** `user@example.com`, or `@example.com` for all of a domain. */
export const mailAddress: Check = (answer) => {
  const text = answer.trim();
  const at = text.lastIndexOf('@');
  if (at < 0) return `"${text}" has no domain: write user@example.com, or @example.com for every user of it.`;
  return badName(text.slice(at + 1))
    ? `"${text.slice(at + 1)}" is no name of a domain: write an address such as user@example.com.`
    : undefined;
};

/** Pairs of an address and the login name that may write under it. */
export const logins: Check = (answer) => {
  const words = wordsOf(answer);
  if (words.length % 2 === 1) return 'Write an address and the login name behind it: user@example.com user.';
  return words
    .filter((_, i) => i % 2 === 0)
    .map(mailAddress)
    .find((problem) => problem !== undefined);
};

/** A number and a unit: `20d`. */
export const time: Check = (answer) =>
  /^\d+[smhdw]?$|\$/i.test(answer.trim()) ? undefined : 'Write a number and a unit, s, m, h, d or w: 20d.';

export const count: Check = (answer) =>
  /^[1-9]\d{0,3}$/.test(answer.trim()) ? undefined : 'Write a number, such as 2.';

function badName(name: string): boolean {
  return hostnameProblem(name) !== undefined;
}
