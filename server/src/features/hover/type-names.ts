// The names of value types in the title of a parameter.

import { type ElementType, isList, type ValueType } from '../../syntax/value-type.ts';

/** Singular and plural, where they are not the name of the type and that name with an "s". */
const names: Readonly<Record<string, readonly [one: string, many: string] | undefined>> = {
  'access-action': ['access table action', 'access table actions'],
  address: ['IP address', 'IP addresses'],
  'address-pattern': ['address pattern', 'networks, hosts, and tables'],
  boolean: ['yes or no', 'yes or no'],
  characters: ['characters', 'characters'],
  cipher: ['cipher', 'ciphers'],
  'cipher-list': ['OpenSSL cipher list', 'OpenSSL cipher lists'],
  curve: ['key exchange group', 'key exchange groups'],
  digest: ['digest algorithm', 'digest algorithms'],
  'dns-probe': ['DNS query', 'DNS queries'],
  dnsbl: ['DNS list', 'DNS lists'],
  'domain-pattern': ['domain pattern', 'domains, files, and tables'],
  email: ['email address', 'email addresses'],
  endpoint: ['socket', 'sockets'],
  'entropy-source': ['source of random numbers', 'sources of random numbers'],
  enum: ['keyword', 'keywords'],
  environment: ['environment variable', 'environment variables'],
  feedback: ['number or fraction', 'numbers or fractions'],
  function: ['built-in function', 'built-in functions'],
  header: ['header name', 'header names'],
  host: ['host name', 'host names'],
  integer: ['number', 'numbers'],
  interface: ['network interface address', 'network interface addresses'],
  level: ['compatibility level', 'compatibility levels'],
  macro: ['Milter macro', 'Milter macros'],
  'macro-default': ['Milter macro with a value', 'Milter macros with values'],
  milter: ['Milter', 'Milters'],
  nexthop: ['next hop', 'next hops'],
  parameter: ['parameter name', 'parameter names'],
  'port-name': ['port name', 'port names'],
  protocol: ['TLS protocol', 'TLS protocols'],
  'reply-code': ['SMTP reply code', 'SMTP reply codes'],
  restriction: ['access restriction', 'access restrictions'],
  'restriction-class': ['restriction class', 'restriction classes'],
  'sasl-option': ['SASL security option', 'SASL security options'],
  service: ['service name', 'service names'],
  'service-pattern': ['service pattern', 'services and service types'],
  size: ['number of bytes', 'numbers of bytes'],
  'string-pattern': ['text pattern', 'texts, files, and tables'],
  table: ['lookup table', 'lookup tables'],
  'table-type': ['lookup table type', 'lookup table types'],
};

/** `list of lookup tables`. */
export function typeName(type: ValueType): string {
  return isList(type) ? `list of ${namesOf(type.of)[1]}` : namesOf(type)[0];
}

function namesOf({ type, what }: ElementType): readonly [one: string, many: string] {
  if (type === 'path' && what === 'directory') return ['directory', 'directories'];
  if (type === 'path' && what === 'file') return ['file', 'files'];
  return (Object.hasOwn(names, type) ? names[type] : undefined) ?? [type, `${type}s`];
}
