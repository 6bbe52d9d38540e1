// What to trace: kinds of clients, addresses that the tables know, and the services that receive mail.

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { portIn } from '../../instance/ports.ts';
import { knownAddresses } from '../../mail/alias-results.ts';
import type { MailSystem } from '../../mail/mail-system.ts';
import { type AddressPattern, addressPatterns, inAddressList, networkIn } from '../../mail/networks.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { smtpdServices } from '../../mail/smtpd-services.ts';
import type { TraceRequest } from '../../mail/trace/model.ts';
import { listeners } from '../../mail/trace/services.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { formatAddress, parseAddress } from '../../syntax/tables/address.ts';

export interface TraceSuggestions {
  /** The directory of the configuration, as a URI. */
  readonly directory: string;
  readonly clients: readonly SuggestedClient[];
  /** Login names. */
  readonly logins: readonly SuggestedText[];
  readonly recipients: readonly SuggestedText[];
  /** `<>` is the null sender. */
  readonly senders: readonly SuggestedText[];
  /** The services of master.cf to which clients connect. */
  readonly services: readonly SuggestedService[];
}

export interface SuggestedService extends SuggestedText {
  readonly offersLogins: boolean;
}

export interface SuggestedClient {
  readonly kind: 'stranger' | 'trusted' | 'user' | 'program';
  readonly title: string;
  readonly detail: string;
  readonly mail: Pick<TraceRequest, 'client' | 'helo' | 'tls' | 'service'>;
}

export interface SuggestedText {
  readonly text: string;
  readonly detail: string;
}

export function traceSuggestions(system: MailSystem): TraceSuggestions {
  const { instance, tables } = system;
  const known = knownAddresses(instance, tables).map((text) => ({
    text,
    detail: 'has a mailbox or an alias',
  }));
  const { own, outside } = domains(instance);
  return {
    directory: instance.files.directory,
    clients: clients(system),
    logins: logins(known, own),
    recipients: distinct([
      ...known,
      ...own.flatMap(({ text, detail }) => [
        { text: `postmaster@${text}`, detail },
        { text: `no-such-user@${text}`, detail: `${detail}, probably an unknown recipient` },
      ]),
      { text: `someone@${outside}`, detail: 'a domain that is not yours' },
    ]),
    senders: distinct([
      { text: `someone@${outside}`, detail: 'a domain that is not yours' },
      { text: '<>', detail: 'the null sender, which bounce messages have' },
      ...known,
      ...own.map(({ text, detail }) => ({ text: `postmaster@${text}`, detail })),
    ]),
    services: listeners(instance).map((service) => ({
      text: service.name,
      detail: serviceDetail(instance, service),
      offersLogins: offersLogin(instance, service),
    })),
  };
}

function clients(system: MailSystem): readonly SuggestedClient[] {
  const { instance } = system;
  const stranger = strangerOf(system);
  const trusted = trustedOf(instance);
  const submission = smtpdServices(instance).find((service) => offersLogin(instance, service));
  return [
    {
      kind: 'stranger',
      title: 'A stranger on the Internet',
      detail: `${stranger}, not in mynetworks`,
      mail: { client: { address: stranger, name: 'mail.example.net' }, helo: 'mail.example.net' },
    },
    {
      kind: 'trusted',
      title: 'A client in mynetworks',
      detail: `${trusted}, which Postfix trusts without a login`,
      mail: { client: { address: trusted }, helo: 'client.example.com' },
    },
    {
      kind: 'user',
      title: 'A logged-in user',
      detail: submission === undefined ? 'no service offers logins' : `over TLS, through ${submission.name}`,
      mail: {
        client: { address: stranger },
        helo: 'client.example.net',
        tls: true,
        ...(submission && { service: submission.name }),
      },
    },
    {
      kind: 'program',
      title: 'A program on this host',
      detail: 'through sendmail, as cron jobs and web applications do',
      mail: {},
    },
  ];
}

function offersLogin(instance: Instance, service: PlacedService): boolean {
  return parseBoolean(instance.expanded('smtpd_sasl_auth_enable', service)?.text ?? '') === true;
}

/** Addresses that no one uses (RFC 5737). */
const documentationAddresses = ['192.0.2.1', '198.51.100.1', '203.0.113.1'];

function strangerOf({ instance, tables }: MailSystem): string {
  const isOut = (address: string) =>
    inAddressList(tables, instance, 'mynetworks', undefined, { address, destination: 'foreign' }) === 'out';
  return documentationAddresses.find(isOut) ?? '192.0.2.1';
}

const loopback = '127.0.0.1';

/** The first address in mynetworks that is not this host; otherwise the loopback address. */
function trustedOf(instance: Instance): string {
  const value = listValue(instance, undefined, 'mynetworks');
  const addresses = (value === undefined ? [] : addressPatterns(value)).flatMap(
    (pattern) => firstAddress(pattern) ?? [],
  );
  return addresses.find((address) => !/^(?:127\.|::1$)/.test(address)) ?? addresses[0] ?? loopback;
}

function firstAddress({ text, negated }: AddressPattern): string | undefined {
  const network = negated ? undefined : networkIn(text)?.network;
  if (network?.bytes === undefined || network.length === undefined) return undefined;
  const bytes = [...network.bytes];
  const last = bytes.length - 1;
  // The address of the network itself is not that of a client.
  if (network.length < 8 * bytes.length) bytes[last] = (bytes[last] ?? 0) | 1;
  return formatAddress(bytes);
}

const classes: readonly (readonly [parameter: string, detail: string])[] = [
  ['virtual_mailbox_domains', 'a virtual mailbox domain'],
  ['mydestination', 'a local domain'],
  ['virtual_alias_domains', 'a virtual alias domain'],
  ['relay_domains', 'a relay domain'],
];

/** More domains make the list too long. */
const maxDomains = 50;

function domains(instance: Instance): { readonly own: readonly SuggestedText[]; readonly outside: string } {
  const own = classes.flatMap(([parameter, detail]) => {
    const value = expandedValue(instance, parameter);
    const texts = (value?.nodes ?? []).map(({ start, end }) => value?.expansion.text.slice(start, end) ?? '');
    return texts.filter((text) => /^[\w-]+(?:\.[\w-]+)+$/.test(text)).map((text) => ({ text, detail }));
  });
  const names = new Set(own.map(({ text }) => text));
  const outside = ['example.net', 'example.org', 'example.com', 'outside.example'].find((d) => !names.has(d));
  return { own: distinct(own).slice(0, maxDomains), outside: outside ?? 'outside.example' };
}

function logins(known: readonly SuggestedText[], own: readonly SuggestedText[]): readonly SuggestedText[] {
  const users = known.map(({ text }) => ({ text, detail: 'has a mailbox or an alias' }));
  const [domain] = own;
  return users.length > 0 || domain === undefined
    ? users
    : [{ text: `user@${domain.text}`, detail: domain.detail }];
}

function distinct(texts: readonly SuggestedText[]): readonly SuggestedText[] {
  return [...new Map([...texts].reverse().map((each) => [each.text, each])).values()].reverse();
}

function serviceDetail(instance: Instance, service: PlacedService): string {
  const isYes = (name: string) => parseBoolean(instance.expanded(name, service)?.text ?? '') === true;
  const tls = isYes('smtpd_tls_wrappermode')
    ? 'TLS from the first byte'
    : instance.expanded('smtpd_tls_security_level', service)?.text === 'encrypt'
      ? 'requires TLS'
      : undefined;
  const port = portIn(service.name);
  return [
    ...(port === service.name ? [] : [`port ${port}`]),
    ...(service.program === 'postscreen' ? ['protected by postscreen'] : []),
    ...(tls === undefined ? [] : [tls]),
    offersLogin(instance, service) ? 'offers logins' : 'offers no logins',
  ].join(', ');
}

/** What is wrong with an answer, as one sentence; undefined if it can be used. */
export function traceAnswerProblem(part: TraceAnswerPart, text: string): string | undefined {
  const answer = text.trim();
  switch (part) {
    case 'client': {
      const isAddress = parseAddress(answer, answer.includes(':') ? 'ipv6' : 'ipv4') !== undefined;
      return isAddress ? undefined : 'Enter an IP address, such as 192.0.2.1 or 2001:db8::1.';
    }
    case 'login':
      return answer === '' ? 'Enter a login name, such as kim or kim@example.com.' : undefined;
    case 'recipient': {
      const addresses = answer.split(',').map((each) => each.trim());
      if (addresses.some((address) => address === '' || address === '<>'))
        return 'Enter an address, such as kim@example.com.';
      return addresses.map(badAddress).find((problem) => problem !== undefined);
    }
    case 'sender':
      return answer === '' ? 'Enter an address, or <> for the null sender.' : badAddress(answer);
  }
}

export type TraceAnswerPart = 'client' | 'login' | 'recipient' | 'sender';

function badAddress(text: string): string | undefined {
  if (text === '<>') return undefined;
  const unquoted = text.replace(/"(?:[^"\\]|\\.)*(")?/gs, (quoted, close) => (close ? '' : quoted));
  if (/[<>\s,;]/.test(unquoted))
    return 'Enter a single address without spaces or brackets, such as kim@example.com.';
  return unquoted.endsWith('@') ? 'Enter a domain after the @.' : undefined;
}
