// IP addresses, hosts, ports, and sockets, in all forms that values use.

import type { Name } from '../../syntax/expression.ts';
import type { AddressPattern, Endpoint, NextHop, Word } from '../../syntax/value.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';

/** Whether a text has the characters of an IP address or of a network. */
export function isAddress(text: string): boolean {
  const [address = text] = text.split('/');
  return /^[\d.]+$/.test(address) || (address.includes(':') && /^\[?[\da-fA-F:.]+\]?$/.test(address));
}

/** `!192.0.2.0/24`, `host.example`, `/etc/postfix/networks`. */
export function classifyPattern({ start, end, form, text }: AddressPattern): ClassifiedSpan[] {
  const own = end - text.length;
  const negation = classifyNegation(start, own);
  if (form === 'reference' || text === '') return negation;
  return [...negation, classified({ start: own, end }, form === 'network' ? 'number' : 'string')];
}

/** `[mail.example.com]:587`; with LMTP also `unix:/path` and `inet:host`. */
export function classifyNextHop({ start, end, text, port, parts, host }: NextHop): ClassifiedSpan[] {
  if (start === end || !isLiteral(parts)) return [];
  const socket = /^(?:unix|inet)(?=:)/.exec(text)?.[0];
  if (socket !== undefined) return classifySocket(start, end, socket, text.slice(socket.length + 1));
  return [classified({ start, end }, isAddress(host) ? 'number' : 'string'), ...classifyPort(end, port)];
}

/** `inet:host:port`, `unix:/path`. In the braces of a Milter, the words after it are separate occurrences. */
export function classifyEndpoint({ start, text, type, address, parts }: Endpoint): ClassifiedSpan[] {
  const first = parts[0]?.start ?? start;
  const last = parts.at(-1)?.end ?? first;
  if (isLiteral(parts) && text.length === last - first) return classifySocket(first, last, type, address);
  return type === undefined
    ? []
    : [classified({ start: first, end: first + type.length }, 'type', 'defaultLibrary')];
}

/** The name after the type of a table: a server for `tcp:` and `socketmap:`, otherwise a file. */
export function classifyTableAddress(type: string, { start, end, text }: Name): ClassifiedSpan[] {
  if (type === 'tcp') return classifySocket(start, end, undefined, text);
  const [, socket, address, map] = /^(unix|inet):(.*):([^:]*)$/s.exec(type === 'socketmap' ? text : '') ?? [];
  if (socket === undefined || address === undefined || map === undefined)
    return [classified({ start, end }, 'string')];
  const mapStart = end - map.length;
  return [
    ...classifySocket(start, mapStart - 1, socket, address),
    classified({ start: mapStart - 1, end: mapStart }, 'operator'),
    ...(map === '' ? [] : [classified({ start: mapStart, end }, 'string')]),
  ];
}

function classifySocket(
  start: number,
  end: number,
  type: string | undefined,
  address: string,
): ClassifiedSpan[] {
  const spans =
    type === undefined ? [] : [classified({ start, end: start + type.length }, 'type', 'defaultLibrary')];
  if (address === '') return spans;
  const [, host = address, port] = /^([^/].*):(\w+)$/.exec(address) ?? [];
  const whole = { start: end - address.length, end };
  return [...spans, classified(whole, isAddress(host) ? 'number' : 'string'), ...classifyPort(end, port)];
}

/** A colon and a port. A port name is also classified as a number. */
function classifyPort(end: number, port: string | undefined): ClassifiedSpan[] {
  if (port === undefined) return [];
  const start = end - port.length;
  return [
    classified({ start: start - 1, end: start }, 'operator'),
    ...(port === '' ? [] : [classified({ start, end }, 'number')]),
  ];
}

/** `list.example=127.0.0.[2..11]*2`. */
export function classifyDnsbl({ start, end, text }: Word): ClassifiedSpan[] {
  const [domain = ''] = /^[^=*]*/.exec(text) ?? [];
  const weight = text.indexOf('*', domain.length);
  const operators = [domain.length, weight].filter((at) => /[=*]/.test(text.charAt(at)));
  return [
    ...(domain === '' ? [] : [classified({ start, end: start + domain.length }, 'string')]),
    ...(start + domain.length < end ? [classified({ start: start + domain.length, end }, 'number')] : []),
    ...operators.map((at) => classified({ start: start + at, end: start + at + 1 }, 'operator')),
  ];
}

/** The `!` signs before an element of a list. */
export function classifyNegation(start: number, end: number): ClassifiedSpan[] {
  return start < end ? [classified({ start, end }, 'operator')] : [];
}

/** Whether a word contains nothing to expand. Offsets in its text are then offsets in the file too. */
export function isLiteral(parts: Word['parts']): boolean {
  return parts.every((part) => part.kind === 'literal');
}
