// Addresses, hosts and ports, in the forms in which values have them.

import type { Name } from '../../syntax/expression.ts';
import type { AddressPattern, Endpoint, NextHop, Word } from '../../syntax/value.ts';
import { type Paint, paint } from './paint.ts';

/** An IP address or a network by its characters. */
export function isAddress(text: string): boolean {
  const [address = text] = text.split('/');
  return /^[\d.]+$/.test(address) || (address.includes(':') && /^\[?[\da-fA-F:.]+\]?$/.test(address));
}

/** `!192.0.2.0/24`, `host.example`, `/etc/postfix/networks`. */
export function paintsOfPattern({ start, end, form, text }: AddressPattern): Paint[] {
  const own = end - text.length;
  const negation = paintNegation(start, own);
  if (form === 'reference' || text === '') return negation;
  return [...negation, paint({ start: own, end }, form === 'network' ? 'number' : 'string')];
}

/** `[mail.example.com]:587`; with LMTP also `unix:/path` and `inet:host`. */
export function paintsOfNextHop({ start, end, text, port, parts, host }: NextHop): Paint[] {
  if (start === end || !isLiteral(parts)) return [];
  const socket = /^(?:unix|inet)(?=:)/.exec(text)?.[0];
  if (socket !== undefined) return paintsOfSocket(start, end, socket, text.slice(socket.length + 1));
  return [paint({ start, end }, isAddress(host) ? 'number' : 'string'), ...paintsOfPort(end, port)];
}

/** `inet:host:port`, `unix:/path`. What follows it in a milter's braces is painted on its own. */
export function paintsOfEndpoint({ start, text, type, address, parts }: Endpoint): Paint[] {
  const first = parts[0]?.start ?? start;
  const last = parts.at(-1)?.end ?? first;
  if (isLiteral(parts) && text.length === last - first) return paintsOfSocket(first, last, type, address);
  return type === undefined
    ? []
    : [paint({ start: first, end: first + type.length }, 'type', 'defaultLibrary')];
}

/** What stands behind a table's type: most often a file; a server for `tcp:` and `socketmap:`. */
export function paintsOfTableAddress(type: string, { start, end, text }: Name): Paint[] {
  if (type === 'tcp') return paintsOfSocket(start, end, undefined, text);
  const [, socket, address, map] = /^(unix|inet):(.*):([^:]*)$/s.exec(type === 'socketmap' ? text : '') ?? [];
  if (socket === undefined || address === undefined || map === undefined)
    return [paint({ start, end }, 'string')];
  const mapStart = end - map.length;
  return [
    ...paintsOfSocket(start, mapStart - 1, socket, address),
    paint({ start: mapStart - 1, end: mapStart }, 'operator'),
    ...(map === '' ? [] : [paint({ start: mapStart, end }, 'string')]),
  ];
}

function paintsOfSocket(start: number, end: number, type: string | undefined, address: string): Paint[] {
  const paints =
    type === undefined ? [] : [paint({ start, end: start + type.length }, 'type', 'defaultLibrary')];
  if (address === '') return paints;
  const [, host = address, port] = /^([^/].*):(\w+)$/.exec(address) ?? [];
  const whole = { start: end - address.length, end };
  return [...paints, paint(whole, isAddress(host) ? 'number' : 'string'), ...paintsOfPort(end, port)];
}

/** A colon and a port, which is a number also by its name. */
function paintsOfPort(end: number, port: string | undefined): Paint[] {
  if (port === undefined) return [];
  const start = end - port.length;
  return [
    paint({ start: start - 1, end: start }, 'operator'),
    ...(port === '' ? [] : [paint({ start, end }, 'number')]),
  ];
}

/** `list.example=127.0.0.[2..11]*2`. */
export function paintsOfDnsbl({ start, end, text }: Word): Paint[] {
  const [domain = ''] = /^[^=*]*/.exec(text) ?? [];
  const weight = text.indexOf('*', domain.length);
  const operators = [domain.length, weight].filter((at) => /[=*]/.test(text.charAt(at)));
  return [
    ...(domain === '' ? [] : [paint({ start, end: start + domain.length }, 'string')]),
    ...(start + domain.length < end ? [paint({ start: start + domain.length, end }, 'number')] : []),
    ...operators.map((at) => paint({ start: start + at, end: start + at + 1 }, 'operator')),
  ];
}

/** The `!`s in front of an element of a list. */
export function paintNegation(start: number, end: number): Paint[] {
  return start < end ? [paint({ start, end }, 'operator')] : [];
}

/** Whether nothing in it is still to be expanded: then the text's places are the word's. */
export function isLiteral(parts: Word['parts']): boolean {
  return parts.every((part) => part.kind === 'literal');
}
