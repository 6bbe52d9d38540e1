// A mail as options: `--to bob@example.com --client 192.0.2.1`. The command line and the lines of a file of tests have
// the same ones.

import { parseAddress } from '../../syntax/tables/address.ts';
import { type Expectation, parseExpectation } from './expectation.ts';
import type { ClientCertificate, TraceRequest } from './model.ts';

/** The options that take a value, and whether they can be repeated. */
export const mailOptions = {
  to: { repeats: true },
  from: { repeats: false },
  client: { repeats: false },
  'sasl-user': { repeats: false },
  'tls-fingerprint': { repeats: false },
  service: { repeats: false },
  helo: { repeats: false },
  header: { repeats: true },
  body: { repeats: true },
  size: { repeats: false },
  expect: { repeats: false },
} as const;

export type MailOption = keyof typeof mailOptions;

/** The values of the options, in order. */
export type MailValues = { readonly [Name in MailOption]?: readonly string[] } & {
  readonly tls?: boolean;
  readonly usual?: boolean;
};

export interface MailToTrace {
  readonly request: TraceRequest;
  readonly expectation?: Expectation;
  /** The expectation as written. */
  readonly expected?: string;
  /** Only the usual outcome counts. */
  readonly usual?: boolean;
}

export interface MailProblem {
  readonly problem: string;
}

/** The mail that the options describe, or what is wrong with them. */
export function mailFrom(values: MailValues): MailToTrace | MailProblem {
  const last = (name: MailOption): string | undefined => values[name]?.at(-1);
  const to = values.to ?? [];
  if (to.length === 0) return { problem: '--to is missing' };
  const empty = to.find((address) => withoutBrackets(address) === '');
  if (empty !== undefined) return { problem: '--to needs an address' };
  const client = clientFrom(last('client'));
  if (client !== undefined && 'problem' in client) return client;
  const size = last('size');
  if (size !== undefined && !/^\d+$/.test(size))
    return { problem: `--size needs a number of bytes, not "${size}"` };
  const header = values.header?.find((line) => !/^[!-9;-~]+:/.test(line));
  if (header !== undefined) return { problem: `--header needs a line such as "Subject: …", not "${header}"` };
  const expected = last('expect');
  const expectation = expected === undefined ? undefined : parseExpectation(expected);
  if (expected !== undefined && expectation === undefined)
    return {
      problem: `--expect needs reject, deliver, bounce, defer, discard, or TRANSPORT:NEXTHOP, not "${expected}"`,
    };
  if (values.usual && expectation === undefined) return { problem: '--usual needs --expect' };
  const login = last('sasl-user');
  const service = last('service');
  const helo = last('helo') ?? (client && usualHelo(client));
  const fingerprint = last('tls-fingerprint');
  const needsClient = (['sasl-user', 'tls-fingerprint', 'service', 'helo'] as const).find(
    (name) => last(name) !== undefined,
  );
  if (client === undefined && (needsClient !== undefined || values.tls))
    return { problem: `--${needsClient ?? 'tls'} needs --client: a local program does not use SMTP` };
  return {
    request: {
      ...(client && { client }),
      ...(login !== undefined && { login }),
      ...((values.tls || fingerprint !== undefined) && { tls: true }),
      ...(fingerprint !== undefined && { certificate: certificateFrom(fingerprint) }),
      ...(service !== undefined && { service }),
      ...(helo !== undefined && helo !== '' && { helo }),
      sender: withoutBrackets(last('from') ?? ''),
      recipients: to.map(withoutBrackets),
      ...(values.header && { headers: values.header }),
      ...(values.body && { body: values.body }),
      ...(size !== undefined && { size: Number(size) }),
    },
    ...(expectation && expected !== undefined && { expectation, expected }),
    ...(values.usual && { usual: true }),
  };
}

/** Every mail program sends EHLO: with the name of its host, or with its address. */
function usualHelo({ address, name }: NonNullable<TraceRequest['client']>): string {
  return name ?? `[${address.includes(':') ? 'IPv6:' : ''}${address}]`;
}

/** `<user@example.com>` */
function withoutBrackets(address: string): string {
  return address.replace(/^<(.*)>$/s, '$1');
}

/** `192.0.2.1`, `192.0.2.1,host.example.com` */
export function clientFrom(text: string | undefined): TraceRequest['client'] | MailProblem {
  if (text === undefined) return undefined;
  const [address = '', name = ''] = text.split(',');
  if (parseAddress(address, address.includes(':') ? 'ipv6' : 'ipv4') === undefined)
    return {
      problem: `--client needs an IP address, such as 198.51.100.9 or 198.51.100.9,host.example.net, not "${text}"`,
    };
  return { address, ...(name !== '' && name !== 'unknown' && { name }) };
}

/** `AB:12:…`, `AB:12:…,CD:34:…`, `AB:12:…,CD:34:…,client.example.com` */
function certificateFrom(text: string): ClientCertificate {
  const [fingerprint = '', publicKey = '', ...name] = text.split(',');
  return {
    fingerprint,
    ...(publicKey !== '' && { publicKey }),
    ...(name.length > 0 && { name: name.join(',') }),
  };
}

/**
 * A line of a file of tests: options as on the command line. A value with spaces is in quotes. Undefined for an empty
 * line and for a comment.
 */
export function mailInLine(line: string): MailToTrace | MailProblem | undefined {
  const words = wordsIn(line);
  if (words === undefined) return { problem: 'a quote is not closed' };
  if (words.length === 0) return undefined;
  const values: { -readonly [Name in MailOption]?: string[] } & { tls?: boolean; usual?: boolean } = {};
  for (let i = 0; i < words.length; i++) {
    const [, name = '', inWord] = /^--([a-z-]+)(?:=(.*))?$/s.exec(words[i] ?? '') ?? [];
    if ((name === 'tls' || name === 'usual') && inWord === undefined) {
      values[name] = true;
      continue;
    }
    if (!isMailOption(name)) return { problem: `"${words[i]}" is not an option of a message` };
    const value = inWord ?? words[++i];
    if (value === undefined) return { problem: `--${name} needs a value` };
    const known = values[name] ?? [];
    values[name] = known;
    known.push(value);
  }
  const mail = mailFrom(values);
  return 'problem' in mail || mail.expectation !== undefined ? mail : { problem: '--expect is missing' };
}

export function isMailOption(name: string): name is MailOption {
  return Object.hasOwn(mailOptions, name);
}

/** Words as in a shell, but without anything else that a shell does. Undefined if a quote is not closed. */
function wordsIn(line: string): string[] | undefined {
  const words: string[] = [];
  const parts = /\s+|#.*|(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/gsy;
  let end = 0;
  let isGlued = false;
  for (const match of line.matchAll(parts)) {
    end = match.index + match[0].length;
    const [whole, double, single, plain] = match;
    const text = double?.replace(/\\(.)/gs, '$1') ?? single ?? plain;
    if (text === undefined) {
      isGlued = false;
      if (whole.startsWith('#')) return words;
      continue;
    }
    if (isGlued) words.push((words.pop() ?? '') + text);
    else words.push(text);
    isGlued = true;
  }
  return end === line.length ? words : undefined;
}

/** Without commas for what is missing at the end. */
function certificateText({ fingerprint, publicKey, name }: ClientCertificate): string {
  const parts = name === undefined ? [fingerprint, publicKey] : [fingerprint, publicKey ?? '', name];
  return parts.filter((part) => part !== undefined).join(',');
}

/** The line for a file of tests. */
export function lineFor(request: TraceRequest, expectation: string): string {
  const { client, certificate, helo, sender, headers = [], body = [], size } = request;
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name} ${quoted(value)}`];
  return [
    ...option('from', sender === '' ? '<>' : sender),
    ...request.recipients.flatMap((address) => option('to', address)),
    ...option(
      'client',
      client && [client.address, client.name].filter((part) => part !== undefined).join(','),
    ),
    ...option('sasl-user', request.login),
    ...(request.tls && certificate === undefined ? ['--tls'] : []),
    ...option('tls-fingerprint', certificate && certificateText(certificate)),
    ...option('service', request.service),
    ...option('helo', helo ?? (client && '')),
    ...headers.flatMap((line) => option('header', line)),
    ...body.flatMap((line) => option('body', line)),
    ...option('size', size === undefined ? undefined : String(size)),
    ...option('expect', expectation),
  ].join(' ');
}

function quoted(value: string): string {
  return /^[\w@.+:,/[\]<>=%-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
