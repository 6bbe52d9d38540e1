// What a value may be, in words.

import type { ElementType, EnumWord, ValueType } from '../../server/src/syntax/value-type.ts';
import { isList } from '../../server/src/syntax/value-type.ts';
import { quoted } from './markdown.ts';

/** The least and the greatest number that a parameter takes. */
export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** One of them, and several of them. Types that are not here are called by their name. */
const names: Readonly<Record<string, readonly [one: string, many: string] | undefined>> = {
  'access-action': ['an action of an access table', 'actions of an access table'],
  address: ['an IP address', 'IP addresses'],
  'address-pattern': [
    'an address, a network, a host or a table',
    'addresses, networks, hosts, files and tables; `!` in front excludes',
  ],
  boolean: ['`yes` or `no`', '`yes` or `no`'],
  characters: ['characters', 'characters'],
  cipher: ['a cipher or a class of ciphers', 'ciphers and classes of ciphers'],
  'cipher-list': ['a list of ciphers as OpenSSL has it', 'lists of ciphers'],
  command: ['a command', 'commands'],
  curve: ['a group for the exchange of keys', 'groups for the exchange of keys'],
  digest: ['a digest algorithm of OpenSSL', 'digest algorithms of OpenSSL'],
  'dns-probe': ['a DNS query, `type:name`', 'DNS queries'],
  dnsbl: ['a DNS list', 'DNS lists, each `domain`, `domain=filter` or `domain=filter*weight`'],
  domain: ['a domain', 'domains'],
  'domain-pattern': ['a domain, a file or a table', 'domains, files and tables; `!` in front excludes'],
  email: ['a mail address', 'mail addresses'],
  endpoint: ['a socket: `inet:host:port` or `unix:path`', 'sockets: `inet:host:port` or `unix:path`'],
  'entropy-source': ['a source of random numbers', 'sources of random numbers'],
  environment: ['a variable of the environment', 'variables of the environment, `NAME` or `NAME=value`'],
  feedback: [
    'a number, a fraction such as `1/2`, or a number over `concurrency` or `sqrt_concurrency`',
    'numbers',
  ],
  fingerprint: ['a fingerprint', 'fingerprints'],
  function: ['not a parameter but a function, for `${name{text}}`', 'functions'],
  group: ['a group of the system', 'groups of the system'],
  header: ['the name of a header', 'names of headers'],
  host: ['a host name', 'host names'],
  interface: ['an address of a network interface', 'addresses and host names of network interfaces'],
  integer: ['a whole number', 'whole numbers'],
  level: ['a compatibility level', 'compatibility levels'],
  macro: ['a macro of the Milter protocol', 'macros of the Milter protocol'],
  'macro-default': ['`name=value`', 'macros with values, `name=value`'],
  milter: ['a Milter', 'Milters: `inet:host:port` or `unix:path`, or one in braces with settings of its own'],
  nexthop: [
    'a next hop: `domain`, `[host]` or either with `:port`',
    'next hops: `domain`, `[host]` or either with `:port`',
  ],
  parameter: ['the name of a parameter', 'names of parameters'],
  path: ['a path', 'paths'],
  port: ['a port or the name of one', 'ports'],
  'port-name': ['`name=port`', 'names of ports, `name=port`'],
  protocol: ['a TLS protocol', 'TLS protocols: `>=version`, `<=version`, `version` or `!version`'],
  'reply-code': ['an SMTP reply code of three digits', 'SMTP reply codes'],
  restriction: ['an access restriction', 'access restrictions, in the order in which they are asked'],
  'restriction-class': ['the name of a class of restrictions', 'names of classes of restrictions'],
  'sasl-option': ['a security property', 'security properties'],
  service: ['the name of a service in master.cf', 'names of services in master.cf'],
  'service-pattern': [
    'a service or a type of service',
    'services, `name/type`, and types of services; `!` in front excludes',
  ],
  size: ['a number of bytes', 'numbers of bytes'],
  'string-pattern': ['a text, a file or a table', 'texts, files and tables; `!` in front excludes'],
  table: ['a lookup table, `type:name`', 'lookup tables, `type:name`'],
  'table-type': ['a type of lookup table', 'types of lookup tables'],
  text: ['text', 'texts'],
  time: ['a time', 'times'],
  transport: ['a transport, `transport:nexthop`', 'transports'],
  user: ['a user of the system', 'users of the system'],
};

/** What a path may lead to. */
const paths: typeof names = {
  directory: ['a directory', 'directories'],
  file: ['a file', 'files'],
  program: ['a program', 'programs'],
  socket: ['a socket', 'sockets'],
};

const units = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

/** "a list of lookup tables, `type:name`". */
export function typeInWords(type: ValueType, limits: Limits = {}): string {
  return isList(type) ? `a list of ${alternatives(type.of, 'many')}` : scalarInWords(type, limits);
}

function scalarInWords(type: ElementType, limits: Limits): string {
  const unit = type.unit === undefined ? [] : [`a bare number counts ${units[type.unit]}`];
  return [alternatives(type, 'one'), ...range(limits, type.type === 'time'), ...unit].join('; ');
}

/** What the type says, or its fixed words, or both. */
function alternatives(type: ElementType, number: 'one' | 'many'): string {
  const words = (type.words ?? []).map(enumWord).join(', ');
  const [one, many] = namesOf(type);
  const name = number === 'one' ? one : many;
  if (words === '') return name;
  if (type.type !== 'enum' && type.type !== 'sasl-option')
    return name.includes(';') ? `${name}; for example ${words}` : `${name}, or ${words}`;
  return type.free === true ? `${words}, or another word` : words;
}

function namesOf({ type, what }: ElementType): readonly [one: string, many: string] {
  return (type === 'path' ? paths[what ?? ''] : undefined) ?? names[type] ?? [type, type];
}

/** Postfix holds times in seconds against their limits. */
function range({ min, max }: Limits, isTime: boolean): string[] {
  const number = (count: number): string => (isTime ? `${count} s` : String(count));
  if (min !== undefined && max !== undefined) return [`from ${number(min)} to ${number(max)}`];
  if (min !== undefined) return min > 0 ? [`${number(min)} or more`] : [];
  return max === undefined ? [] : [`${number(max)} or less`];
}

function enumWord(word: EnumWord): string {
  if (typeof word === 'string') return quoted(word);
  const { since, last } = word;
  const age = [
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(last === undefined ? [] : [`until ${last}`]),
  ];
  return age.length === 0 ? quoted(word.word) : `${quoted(word.word)} (${age.join(', ')})`;
}
