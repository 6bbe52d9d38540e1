// Describes the type of a value in words.

import type { ElementType, EnumWord, ValueType } from '../../server/src/syntax/value-type.ts';
import { isList } from '../../server/src/syntax/value-type.ts';
import { quoted } from './markdown.ts';

/** The smallest and the largest number that a parameter accepts. */
export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Singular and plural. A type that is not listed keeps its name. */
const names: Readonly<Record<string, readonly [one: string, many: string] | undefined>> = {
  'access-action': ['an action of an access table', 'actions of an access table'],
  address: ['an IP address', 'IP addresses'],
  'address-pattern': [
    'an address, a network, a host or a table',
    'addresses, networks, hosts, files and tables; `!` before an entry excludes it',
  ],
  boolean: ['`yes` or `no`', '`yes` or `no`'],
  characters: ['characters', 'characters'],
  cipher: ['a cipher or a class of ciphers', 'ciphers and classes of ciphers'],
  'cipher-list': ['an OpenSSL cipher list', 'OpenSSL cipher lists'],
  command: ['a command', 'commands'],
  curve: ['a key exchange group', 'key exchange groups'],
  digest: ['an OpenSSL digest algorithm', 'OpenSSL digest algorithms'],
  'dns-probe': ['a DNS query, `type:name`', 'DNS queries'],
  dnsbl: ['a DNSBL or DNSWL', 'DNSBLs and DNSWLs, each `domain`, `domain=filter` or `domain=filter*weight`'],
  domain: ['a domain', 'domains'],
  'domain-pattern': [
    'a domain, a file or a table',
    'domains, files and tables; `!` before an entry excludes it',
  ],
  email: ['a mail address', 'mail addresses'],
  endpoint: ['a socket: `inet:host:port` or `unix:path`', 'sockets: `inet:host:port` or `unix:path`'],
  'entropy-source': ['a source of random numbers', 'sources of random numbers'],
  environment: ['an environment variable', 'environment variables, `NAME` or `NAME=value`'],
  feedback: [
    'a number, a fraction such as `1/2`, or a number divided by `concurrency` or `sqrt_concurrency`',
    'numbers',
  ],
  fingerprint: ['a fingerprint', 'fingerprints'],
  function: ['a function for `${name{text}}`, not a parameter', 'functions'],
  group: ['a group of the operating system', 'groups of the operating system'],
  header: ['a header name', 'header names'],
  host: ['a host name', 'host names'],
  interface: ['an address of a network interface', 'addresses and host names of network interfaces'],
  integer: ['a whole number', 'whole numbers'],
  level: ['a compatibility level', 'compatibility levels'],
  macro: ['a Milter macro', 'Milter macros'],
  'macro-default': ['`name=value`', 'Milter macros with values, `name=value`'],
  milter: ['a Milter', 'Milters: `inet:host:port` or `unix:path`, or one in braces with its own settings'],
  nexthop: [
    'a next hop: `domain` or `[host]`, optionally with `:port`',
    'next hops: `domain` or `[host]`, optionally with `:port`',
  ],
  parameter: ['a parameter name', 'parameter names'],
  path: ['a path', 'paths'],
  port: ['a port number or name', 'ports'],
  'port-name': ['`name=port`', 'port names, `name=port`'],
  protocol: ['a TLS protocol', 'TLS protocols: `>=version`, `<=version`, `version` or `!version`'],
  'reply-code': ['a three-digit SMTP reply code', 'SMTP reply codes'],
  restriction: ['an access restriction', 'access restrictions, evaluated in this order'],
  'restriction-class': ['the name of a restriction class', 'names of restriction classes'],
  'sasl-option': ['a SASL security property', 'SASL security properties'],
  service: ['the name of a service in master.cf', 'names of services in master.cf'],
  'service-pattern': [
    'a service or a service type',
    'services, `name/type`, and service types; `!` before an entry excludes it',
  ],
  size: ['a number of bytes', 'numbers of bytes'],
  'string-pattern': ['a text, a file or a table', 'texts, files and tables; `!` before an entry excludes it'],
  table: ['a lookup table, `type:name`', 'lookup tables, `type:name`'],
  'table-type': ['a lookup table type', 'lookup table types'],
  text: ['text', 'texts'],
  time: ['a time', 'times'],
  transport: ['a transport, `transport:nexthop`', 'transports'],
  user: ['a user of the operating system', 'users of the operating system'],
};

/** The types of paths. */
const paths: typeof names = {
  directory: ['a directory', 'directories'],
  file: ['a file', 'files'],
  program: ['a program', 'programs'],
  socket: ['a socket', 'sockets'],
};

const units = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

/** Such as "a list of lookup tables, `type:name`". */
export function typeInWords(type: ValueType, limits: Limits = {}): string {
  return isList(type) ? `a list of ${alternatives(type.of, 'many')}` : scalarInWords(type, limits);
}

function scalarInWords(type: ElementType, limits: Limits): string {
  const unit = type.unit === undefined ? [] : [`a number without a unit is in ${units[type.unit]}`];
  return [alternatives(type, 'one'), ...range(limits, type.type === 'time'), ...unit].join('; ');
}

/** The name of the type, its fixed words, or both. */
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

/** Postfix compares times with their limits in seconds. */
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
