// Whether strangers can relay: one concrete mail that smtpd accepts although it must not, and a proof for each service
// that there is none.

import type { Location, PlacedService } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import { formatAddress } from '../syntax/tables/address.ts';
import type { TableReference } from '../syntax/value.ts';
import { accessSource } from './access-source.ts';
import { stranger } from './mail.ts';
import type { MailSystem } from './mail-system.ts';
import { inAddressList } from './networks.ts';
import type { Decision } from './outcomes.ts';
import type { AccessKey } from './pattern-match.ts';
import { type RelayAnswer, relay } from './relay.ts';
import { listValue } from './restriction-lists.ts';
import { textIn } from './restriction-words.ts';
import { isReachable, smtpdServices } from './smtpd-services.ts';
import { SmtpdSettings } from './smtpd-settings.ts';
import { conditionClause } from './trace/condition-text.ts';
import { everyWay } from './trace/journey.ts';
import type { Condition, TraceRequest } from './trace/model.ts';
import { Program } from './trace/program.ts';
import { resolveAddress } from './trace/resolve.ts';
import { trivialRewrite } from './trace/rewriting.ts';
import { converse } from './trace/smtpd.ts';

/** A mail of a stranger that is accepted for another domain. */
export interface RelayedMail {
  readonly request: TraceRequest & { readonly client: { readonly address: string; readonly name?: string } };
  /** What must be true besides. Usually nothing. */
  readonly conditions: readonly Condition[];
  /** A table permits this client by its address or name, as mynetworks would. */
  readonly isListedClient: boolean;
}

/** A mail that the service relays for a stranger. Undefined if none is found, which does not prove that there is none. */
export const relayedMail = memoize(
  (tables: MailSystem['tables'], service: PlacedService | undefined): RelayedMail | undefined => {
    const system: MailSystem = { instance: tables.instance, tables };
    const found: RelayedMail[] = [];
    for (const candidate of candidates(system, service)) {
      const mail = tryMail(system, service, candidate);
      if (mail !== undefined && mail.conditions.length === 0 && !mail.isListedClient) return mail;
      if (mail !== undefined) found.push(mail);
    }
    return found.find(({ conditions }) => conditions.length === 0) ?? found[0];
  },
);

/** A mail that is relayed because a table has an entry with this key. Undefined if none is found. */
export function mailForKey(
  { instance, tables }: MailSystem,
  service: PlacedService | undefined,
  word: string,
  key: AccessKey,
): RelayedMail | undefined {
  const system: MailSystem = { instance, tables };
  const usual = usualMail(system, service);
  for (const candidate of usual === undefined ? [] : withKey(usual, word, key)) {
    const mail = tryMail(system, service, candidate);
    if (mail !== undefined) return mail;
  }
  return undefined;
}

export interface ServiceProof {
  /** Undefined without master.cf. */
  readonly service: PlacedService | undefined;
  /** `depends`: on something outside the configuration, or on a client that a table lists. */
  readonly verdict: 'closed' | 'open' | 'depends';
  /** A sentence. */
  readonly why: string;
  readonly mail?: RelayedMail;
  readonly at: readonly Location[];
}

/** For every smtpd service, whether strangers can relay through it. */
export function proveNoRelay(system: MailSystem): readonly ServiceProof[] {
  const { instance } = system;
  const services = instance.files.master === undefined ? [undefined] : smtpdServices(instance);
  return services.map((service) => proofOf(system, service));
}

function proofOf(system: MailSystem, service: PlacedService | undefined): ServiceProof {
  const { instance, tables } = system;
  if (!isReachable(instance, service))
    return { service, verdict: 'closed', why: 'Only programs on this host can connect.', at: [] };
  const answer = relay(system, service, stranger);
  if (answer.verdict === 'dies')
    return { service, verdict: 'closed', why: 'smtpd does not start with this configuration.', at: [] };
  if (!answer.canRelay) {
    const by = answer.usualDecision === undefined ? 'smtpd' : wordIn(answer.usualDecision);
    return {
      service,
      verdict: 'closed',
      why: `${by} refuses all mail from strangers to other domains.`,
      at: placesOf(answer.usualDecision),
    };
  }
  const at = placesOf(answer.decision);
  const mail = relayedMail(tables, service);
  if (mail === undefined) return { service, verdict: 'depends', why: riskOf(answer), at };
  // A Milter that signs or scans mail does not prevent relaying.
  if (mail.conditions.length > 0 && mail.conditions.every(({ decider }) => decider === 'milter'))
    return {
      service,
      verdict: 'open',
      why: 'A stranger can send mail to any domain, unless a Milter refuses it.',
      mail,
      at,
    };
  if (mail.conditions.length > 0) {
    const questions = mail.conditions.map(({ question }) => `on ${question}`);
    return { service, verdict: 'depends', why: `It depends ${enumeration(questions)}.`, mail, at };
  }
  return mail.isListedClient
    ? { service, verdict: 'depends', why: 'Only clients that a table lists can relay.', mail, at }
    : { service, verdict: 'open', why: 'A stranger can send mail to any domain.', mail, at };
}

/** Why a service is a risk although no mail is known that it relays. */
export function riskOf({ decision }: RelayAnswer): string {
  return decision === undefined
    ? 'No restriction refuses all mail from strangers.'
    : `It depends on what ${wordIn(decision)} decides.`;
}

/** `client 203.0.113.9, HELO client.example.org, sender <a@example.org>, recipient <b@example.net>` */
export function describeMail({ request, conditions }: RelayedMail): string {
  const { client, helo, sender, recipients, tls } = request;
  const parts = [
    `client ${client.address}${client.name === undefined ? '' : ` (${client.name})`}`,
    ...(tls === true ? ['with TLS'] : []),
    ...(helo === undefined ? [] : [`HELO ${helo}`]),
    `sender <${sender}>`,
    `recipient <${recipients.join(', ')}>`,
  ];
  return [
    parts.join(', '),
    ...(conditions.length > 0 ? [enumeration(conditions.map(conditionClause))] : []),
  ].join(', ');
}

function enumeration(items: readonly string[]): string {
  return listFormat.format(items);
}

const listFormat = new Intl.ListFormat('en', { type: 'conjunction' });

function wordIn({ word, parameter }: Decision): string {
  return `"${word}" in ${parameter}`;
}

function placesOf(decision: Decision | undefined): readonly Location[] {
  return [decision?.location, decision?.answer?.entry].filter((at) => at !== undefined);
}

// --- The mails that are tried

interface Candidate {
  readonly address: string;
  readonly name?: string;
  readonly helo: string;
  readonly sender: string;
  readonly recipient: string;
  readonly isListedClient: boolean;
}

/** Ways to look at for one mail. Beyond, it is not worth the time. */
const maxWays = 24;
/** Entries of tables that are tried. */
const maxEntries = 60;

function tryMail(
  system: MailSystem,
  service: PlacedService | undefined,
  { address, name, helo, sender, recipient, isListedClient }: Candidate,
): RelayedMail | undefined {
  const needsTls = new SmtpdSettings(system.instance, service).level === 'encrypt';
  const client = { address, ...(name !== undefined && { name }) };
  const request = {
    ...(service !== undefined && { service: service.name }),
    client,
    helo,
    sender,
    recipients: [recipient],
    ...(needsTls && { tls: true }),
  };
  const travel = (limit: number) =>
    everyWay(system, limit, (journey) => ({
      kind: converse(journey, service, request).kind,
      conditions: journey.conditions,
    }));
  const [usual] = travel(1).ways;
  if (usual === undefined || (usual.kind !== 'accepted' && usual.conditions.length === 0)) return undefined;
  const { ways } = usual.conditions.length === 0 ? { ways: [usual] } : travel(maxWays);
  const accepted = ways.filter(({ kind }) => kind === 'accepted');
  // Of several, the one that assumes least.
  const [first] = accepted.toSorted((a, b) => a.conditions.length - b.conditions.length);
  if (first === undefined) return undefined;
  // The answer does not matter if the mail is relayed with every answer.
  const conditions = accepted.length === ways.length ? [] : first.conditions;
  return { request, conditions, isListedClient };
}

/** What a stranger usually sends. Undefined if no domain of documentation is foreign here. */
function usualMail(system: MailSystem, service: PlacedService | undefined): Candidate | undefined {
  const recipient = foreignRecipient(system, service);
  if (recipient === undefined) return undefined;
  return {
    address: strangeAddress(system, service),
    helo: 'client.example.org',
    sender: 'sender@example.org',
    recipient,
    isListedClient: false,
  };
}

function* candidates(system: MailSystem, service: PlacedService | undefined): Generator<Candidate> {
  const usual = usualMail(system, service);
  if (usual === undefined) return;
  yield usual;
  yield { ...usual, name: 'client.example.org' };
  yield { ...usual, sender: '' };
  let count = 0;
  for (const { word, reference } of permittingTables(system, service)) {
    const source = accessSource(system.tables, reference);
    for (const { key } of [...(source?.permitting() ?? []), ...(source?.lists() ?? [])]) {
      if (++count > maxEntries) return;
      yield* withKey(usual, word, key);
    }
  }
}

/** The tables whose answers may permit a stranger. */
function* permittingTables(
  system: MailSystem,
  service: PlacedService | undefined,
): Generator<{ readonly word: string; readonly reference: TableReference }> {
  for (const { parameter, ways } of relay(system, service, stranger).lists) {
    const list = listValue(system.instance, service, parameter);
    for (const { end, decision } of ways) {
      if (end !== 'permits' || decision?.answer === undefined) continue;
      const node = list?.nodes.find((each) => textIn(list, each) === decision.word);
      const reference = node?.kind === 'restriction' ? node.argument : node;
      if (reference?.kind === 'table') yield { word: decision.word, reference };
    }
  }
}

/** The usual mail, changed so that a table has an entry for it. */
function* withKey(usual: Candidate, word: string, key: AccessKey): Generator<Candidate> {
  const [, about = 'recipient'] = /^check_(\w+?)_access\s/i.exec(word) ?? [];
  for (const text of textsFor(key)) {
    switch (about.toLowerCase()) {
      case 'sender':
        yield { ...usual, sender: addressFor(text, 'sender', 'example.org') };
        break;
      case 'helo':
        yield { ...usual, helo: nameFor(text) };
        break;
      case 'client':
      case 'reverse_client_hostname':
        if (/^[\d.]+$|:/.test(text)) yield { ...usual, address: wholeAddress(text), isListedClient: true };
        else yield { ...usual, name: nameFor(text), isListedClient: true };
        break;
      case 'recipient':
        yield { ...usual, recipient: addressFor(text, 'user', 'example.net') };
        break;
    }
  }
}

/** Texts that a key matches. */
function textsFor(key: AccessKey): readonly string[] {
  switch (key.kind) {
    case 'any':
      return [];
    case 'text':
      return [key.text];
    case 'network':
      return key.network.bytes === undefined || key.network.negated ? [] : [formatAddress(key.network.bytes)];
    case 'pattern': {
      const plain = key.first.source.text.replace(/^\^|\$$/g, '').replace(/\\([^\w])/g, '$1');
      return key.first.negated || /[*+?()[\]{}|]/.test(plain) ? [] : [plain];
    }
  }
}

/** `example.org`, `user@`, `.example.org`, or a complete address. */
function addressFor(text: string, user: string, domain: string): string {
  if (text === '<>') return '';
  if (text.endsWith('@')) return `${text}${domain}`;
  if (text.startsWith('@')) return `${user}${text}`;
  return text.includes('@') ? text : `${user}@${nameFor(text)}`;
}

function nameFor(text: string): string {
  return text.startsWith('.') ? `host${text}` : text;
}

/** `192.0.2` is a network. */
function wholeAddress(text: string): string {
  if (text.includes(':')) return text;
  const parts = text.split('.').filter((part) => part !== '');
  return [...parts, '9', '9', '9'].slice(0, 4).join('.');
}

/** An address of documentation (RFC 5737) outside mynetworks; if there is none, all of them are trusted. */
function strangeAddress({ instance, tables }: MailSystem, service: PlacedService | undefined): string {
  const addresses = ['203.0.113.9', '198.51.100.9', '192.0.2.9'];
  const isStrange = (address: string): boolean =>
    inAddressList(tables, instance, 'mynetworks', service, {
      address,
      name: 'unknown',
      destination: 'foreign',
    }) === 'out';
  return addresses.find(isStrange) ?? '203.0.113.9';
}

/** A recipient whose domain this server is not responsible for. */
function foreignRecipient(system: MailSystem, service: PlacedService | undefined): string | undefined {
  const domains = ['example.net', 'example.org', 'example.com', 'foreign.example'];
  const isForeign = (domain: string): boolean => {
    const { ways } = everyWay(system, 1, (journey) => {
      const resolver = trivialRewrite(journey, new Program(journey, 'smtpd', service));
      return resolveAddress(resolver, '', `someone@${domain}`);
    });
    return ways[0]?.kind === 'resolved' && ways[0].domainClass === 'default';
  };
  const found = domains.find(isForeign);
  return found === undefined ? undefined : `someone@${found}`;
}
