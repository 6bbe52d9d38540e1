// What the SMTP and LMTP clients accept as a destination (host_port.c, smtp_parse_destination() in smtp_connect.c).

import { hostnameProblem } from './hostname.ts';
import { parseAddress } from './tables/address.ts';

export type NextHopClient = 'smtp' | 'lmtp';

/** What the client logs about one destination that is malformed; undefined for one that it accepts. */
export function nextHopProblem(text: string, client: NextHopClient): string | undefined {
  if (client === 'lmtp' && text.startsWith('unix:')) return undefined;
  const address = client === 'lmtp' ? text.replace(/^inet:/, '') : text;
  // A name in another script depends on the installed library, and a byte that an editor cannot decode is unknown.
  if (!isAscii(address)) return undefined;
  const problem = address.startsWith('[') ? inBrackets(address) : withoutBrackets(address);
  if (problem !== undefined) return `${problem} in server description: ${address}`;
  const service = /^(?:\[[^\]]*\]:?|[^:]*:(?=[^:]*$))(.*)$/s.exec(address)?.[1] ?? '';
  // Whether any other name is a service is written in the host's /etc/services.
  return /^[\w+-]*$/.test(service) ? undefined : `unknown service: ${service}/tcp`;
}

/** The destinations of a list of next hops. */
export function nextHopWords(text: string): string[] {
  return text.split(/[,\s]+/).filter((word) => word !== '');
}

function inBrackets(text: string): string | undefined {
  const close = text.indexOf(']');
  if (close < 0) return 'missing "]"';
  const after = text.slice(close + 1);
  if (after !== '' && !after.startsWith(':')) return 'garbage after "]"';
  const inside = text.slice(1, close);
  const isIpv6 = /^ipv6:/i.test(inside);
  const host = isIpv6 ? inside.slice(5) : inside;
  if (isIpv6 && parseAddress(host, 'ipv6') === undefined) return 'malformed IPv6 address';
  return hostProblem(host) ?? portProblem(after.slice(1));
}

function withoutBrackets(text: string): string | undefined {
  const colon = text.lastIndexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host === '') return 'missing host information';
  return hostProblem(host) ?? portProblem(colon < 0 ? '' : text.slice(colon + 1));
}

function hostProblem(host: string): string | undefined {
  const isValid =
    hostnameProblem(host) === undefined ||
    parseAddress(host, 'ipv4') !== undefined ||
    parseAddress(host, 'ipv6') !== undefined;
  return isValid ? undefined : 'valid hostname or network address required';
}

function portProblem(port: string): string | undefined {
  return /^\d/.test(port) && !/^\d+$/.test(port) ? 'garbage after numerical service' : undefined;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** The destination that was probably meant; undefined if that is not certain. */
export function nextHopMeant(text: string): string | undefined {
  const meant = correctedNextHop(text);
  return meant !== undefined && nextHopProblem(meant, 'smtp') === undefined ? meant : undefined;
}

function correctedNextHop(text: string): string | undefined {
  if (parseAddress(text, 'ipv6') !== undefined) return `[${text}]`;
  const [, host, port] = /^\[([^[\]:]+)(?::(\d+))?\]?$/.exec(text) ?? [];
  if (host !== undefined) return port === undefined ? `[${host}]` : `[${host}]:${port}`;
  return undefined;
}
