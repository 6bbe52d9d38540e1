// What each access restriction does with a mail, as generic_checks() of smtpd_check.c has it. What depends on the
// DNS, on a server or on a table that cannot be read has several ways.

import { atLeast } from '../catalog/release.ts';
import { restriction } from '../catalog/restrictions.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Restriction, TableReference, ValueNode } from '../syntax/value.ts';
import { type Answer, lookupAccess } from './access-lookup.ts';
import { addressKeys, domainKeys, type LookupKey, mailKeys, parentsMatch } from './lookup-keys.ts';
import type { Mail } from './mail.ts';
import { inAddressList } from './networks.ts';
import {
  distinct,
  error,
  goesOn,
  mayPermit,
  mayRefuse,
  permits,
  refuses,
  unknown,
  unusual,
  type Way,
} from './ways.ts';

/** How much of the session is over when a list is asked: with smtpd_delay_reject = no that differs. */
export interface Stage {
  readonly helo: boolean;
  readonly sender: boolean;
  readonly recipient: boolean;
  /** What a bare `type:name` means. */
  readonly bareTable: string;
}

export interface Question {
  readonly instance: Instance;
  readonly tables: Tables;
  readonly service: PlacedService | undefined;
  readonly mail: Mail;
  readonly stage: Stage;
  /** Values of the service, as far as they were asked for. */
  readonly settings: Map<string, string>;
  /** The ways of a list of restrictions that a table answers with. */
  list(answer: Answer): readonly Way[];
}

type Judge = (question: Question, argument: Restriction['argument']) => readonly Way[];

/** Undefined for a word that this release does not know as a restriction. */
export function restrictionWays(question: Question, node: ValueNode): readonly Way[] | undefined {
  if (node.kind === 'table') return accessJudge(question.stage.bareTable)?.(question, node);
  if (node.kind !== 'restriction') return unknown;
  const name = node.name.text.toLowerCase();
  const facts = restriction(name);
  const { release } = question.instance;
  if (facts === undefined || !atLeast(release, facts.since)) return undefined;
  // "support for restriction … has been removed"
  if (facts.removed !== undefined && atLeast(release, facts.removed)) return error;
  const judge = accessJudge(name) ?? (Object.hasOwn(judges, name) ? judges[name] : undefined);
  return judge?.(question, node.argument) ?? unknown;
}

const judges: Readonly<Record<string, Judge>> = {
  permit: () => permits,
  reject: () => refuses,
  defer: () => refuses,
  // Whatever permits later, smtpd_check_rcpt() makes a deferral of it.
  defer_if_permit: () => refuses,
  defer_if_reject: () => goesOn,
  warn_if_reject: () => goesOn,
  sleep: (_, argument) => (argument?.kind === 'word' && /^\d+$/.test(argument.text) ? goesOn : error),
  // A client that keeps to the protocol does not notice it.
  reject_unauth_pipelining: () => goesOn,
  reject_plaintext_session: ({ mail }) =>
    mail.encrypted === undefined ? mayRefuse : mail.encrypted ? goesOn : refuses,
  check_policy_service: (_, argument) =>
    argument?.kind === 'endpoint' && argument.text.includes(':') ? unknown : error,

  reject_unknown_client_hostname: unknownClient,
  reject_unknown_client: unknownClient,
  reject_unknown_reverse_client_hostname: unknownClient,
  permit_inet_interfaces: ({ mail }) =>
    mail.trusted === false && mail.address === undefined ? goesOn : mayPermit,
  permit_mynetworks: (question) => {
    const { tables, instance, service, mail } = question;
    switch (inAddressList(tables, instance, 'mynetworks', service, mail)) {
      case 'in':
        return permits;
      case 'mostly-in':
        return [...permits, ...unusual(goesOn)];
      case 'out':
        return goesOn;
      case 'error':
        return error;
      case 'unknown':
        return [...mayPermit, ...unusual(error)];
    }
  },
  reject_maps_rbl: (question) => (setting(question, 'maps_rbl_domains') === '' ? goesOn : mayRefuse),
  reject_rbl_client: blockList(() => true),
  reject_rbl: blockList(() => true),
  reject_rhsbl_client: blockList(({ mail }) => mail.name !== 'unknown'),
  reject_rhsbl_reverse_client: blockList(({ mail }) => mail.name !== 'unknown'),
  reject_rhsbl_helo: blockList(({ stage }) => stage.helo),
  reject_rhsbl_sender: blockList(({ stage, mail }) => stage.sender && mail.sender !== ''),
  reject_rhsbl_recipient: blockList(({ stage }) => stage.recipient),
  permit_dnswl_client: (_, argument) => (hasDomain(argument) ? mayPermit : goesOn),
  permit_rhswl_client: ({ mail }, argument) =>
    hasDomain(argument) && mail.name !== 'unknown' ? mayPermit : goesOn,
  permit_sasl_authenticated: (question) =>
    question.mail.login !== undefined && hasSasl(question) ? permits : goesOn,
  // A stranger may have a certificate that some authority vouches for, but none that is listed here.
  permit_tls_all_clientcerts: (question) => (mayHaveCertificate(question) ? mayPermit : goesOn),
  permit_tls_clientcerts: (question) =>
    mayHaveCertificate(question) && !isStranger(question.mail) ? mayPermit : goesOn,

  reject_invalid_helo_hostname: badHelo,
  reject_invalid_hostname: badHelo,
  reject_non_fqdn_helo_hostname: badHelo,
  reject_non_fqdn_hostname: badHelo,
  reject_unknown_helo_hostname: ({ stage }) => (stage.helo ? mayRefuse : goesOn),
  reject_unknown_hostname: ({ stage }) => (stage.helo ? mayRefuse : goesOn),
  // Whoever calls himself by an address is let in.
  permit_naked_ip_address: ({ stage, mail: { helo } }) =>
    !stage.helo || (helo !== undefined && !/^[\d.:]+$/.test(helo))
      ? goesOn
      : [...mayPermit, ...unusual(refuses)],

  reject_unknown_sender_domain: ofSender(() => mayRefuse),
  reject_unknown_address: ofSender(() => mayRefuse),
  reject_unverified_sender: ofSender(() => mayRefuse),
  reject_unlisted_sender: ofSender(() => mayRefuse),
  reject_non_fqdn_sender: ofSender(({ mail: { sender } }) => notQualified(sender)),
  reject_sender_login_mismatch: loginMismatch({ ofUsers: true, ofOthers: true, mustOwn: true }),
  reject_authenticated_sender_login_mismatch: loginMismatch({
    ofUsers: true,
    ofOthers: false,
    mustOwn: true,
  }),
  reject_unauthenticated_sender_login_mismatch: loginMismatch({
    ofUsers: false,
    ofOthers: true,
    mustOwn: false,
  }),
  reject_known_sender_login_mismatch: loginMismatch({ ofUsers: true, ofOthers: true, mustOwn: false }),

  permit_auth_destination: ofRecipient(({ mail }) => (mail.destination === 'local' ? permits : goesOn)),
  reject_unauth_destination: ofRecipient(({ mail }) => (mail.destination === 'local' ? goesOn : refuses)),
  defer_unauth_destination: ofRecipient(({ mail }) => (mail.destination === 'local' ? goesOn : refuses)),
  // Up to 3.8 it lets in clients whose name is in relay_domains, too.
  check_relay_domains: ofRecipient(({ mail }) =>
    mail.destination === 'local'
      ? permits
      : mail.name === 'unknown'
        ? refuses
        : [...refuses, ...unusual(permits)],
  ),
  permit_mx_backup: ofRecipient(({ mail }) => (mail.destination === 'local' ? permits : mayPermit)),
  reject_unknown_recipient_domain: ofRecipient(({ mail }) =>
    mail.destination === 'local' ? goesOn : mayRefuse,
  ),
  reject_unverified_recipient: ofRecipient(() => mayRefuse),
  reject_non_fqdn_recipient: ofRecipient(({ mail: { recipient } }) => notQualified(recipient)),
  reject_unlisted_recipient: ofRecipient(unlistedRecipient),
  check_recipient_maps: ofRecipient(unlistedRecipient),
  // It has something to say from the second recipient on.
  reject_multi_recipient_bounce: () => goesOn,
};

/** Where the recipients of our domains are listed; an empty one takes everybody. */
const recipientTables = [
  'local_recipient_maps',
  'virtual_alias_domains',
  'virtual_alias_maps',
  'virtual_mailbox_maps',
  'relay_recipient_maps',
];

/** The checks of the recipient against the tables of its domain: check_rcpt_maps(). */
export function unlistedRecipient(question: Question): readonly Way[] {
  if (setting(question, 'receive_override_options').includes('no_unknown_recipient_checks')) return goesOn;
  if (question.mail.destination === 'local')
    return recipientTables.every((name) => setting(question, name) === '') ? goesOn : mayRefuse;
  const transport = setting(question, 'default_transport');
  return /^(?:error|retry):/.test(transport) ? [...refuses, ...unusual(goesOn)] : goesOn;
}

type Access = Pick<AccessFacts, 'keys' | 'applies'>;
interface AccessFacts {
  /** What is looked up; undefined when that is not known. */
  keys(question: Question): readonly LookupKey[] | undefined;
  applies(question: Question): boolean;
}

/** The restrictions that ask a table themselves; those that ask the DNS first are `server`. */
const accesses: Readonly<Record<string, Access>> = {
  check_client_access: { keys: clientKeys, applies: () => true },
  check_reverse_client_hostname_access: { keys: clientKeys, applies: () => true },
  check_helo_access: {
    keys: (q) => (q.mail.helo === undefined ? undefined : domainKeys(q.mail.helo, parents(q))),
    applies: ({ stage }) => stage.helo,
  },
  check_sender_access: {
    keys: (q) =>
      q.mail.sender === ''
        ? [{ text: setting(q, 'smtpd_null_access_lookup_key'), partial: false }]
        : addressOf(q, q.mail.sender),
    applies: ({ stage }) => stage.sender,
  },
  check_recipient_access: {
    keys: (q) => addressOf(q, q.mail.recipient),
    applies: ({ stage }) => stage.recipient,
  },
  check_sasl_access: {
    keys: ({ mail: { login } }) =>
      typeof login === 'string' ? [{ text: login, partial: false }] : undefined,
    applies: (question) => question.mail.login !== undefined && hasSasl(question),
  },
  check_ccert_access: {
    keys: () => undefined,
    applies: (question) => mayHaveCertificate(question) && !isStranger(question.mail),
  },
  check_etrn_access: { keys: () => undefined, applies: () => false },
};

/** check_client_mx_access and its kin look at name servers, mail exchangers and addresses. */
const serverAccess = /^check_(client|reverse_client_hostname|helo|sender|recipient)_(?:a|mx|ns)_access$/;

/** The judge of a restriction that takes a table; undefined for others. */
function accessJudge(name: string): Judge | undefined {
  const own = Object.hasOwn(accesses, name) ? accesses[name] : undefined;
  const [, about] = serverAccess.exec(name) ?? [];
  if (own === undefined && about === undefined) return undefined;
  return (question, argument) => {
    if (argument === undefined) return error;
    if (argument.kind !== 'table') return 'text' in argument && argument.text.includes(':') ? unknown : error;
    const applies = own?.applies(question) ?? serverApplies(question, about);
    if (!applies) return goesOn;
    const ways = tableWays(question, argument, own?.keys(question));
    // Whether it comes to a lookup the DNS decides.
    const found = own === undefined ? distinct([...unusual(ways), ...goesOn]) : ways;
    return own !== undefined && name !== 'check_reverse_client_hostname_access'
      ? found
      : withoutPermits(found);
  };
}

function serverApplies({ mail, stage }: Question, about: string | undefined): boolean {
  switch (about) {
    case 'client':
    case 'reverse_client_hostname':
      return mail.name !== 'unknown';
    case 'helo':
      return stage.helo;
    case 'sender':
      return stage.sender && mail.sender !== '';
    default:
      return stage.recipient;
  }
}

/** forbid_allowlist(): an OK from these is an error. */
function withoutPermits(ways: readonly Way[]): readonly Way[] {
  return ways.map((way) => (way.end === 'permits' ? { ...way, end: 'refuses', hard: true } : way));
}

function tableWays(
  question: Question,
  table: TableReference,
  keys: readonly LookupKey[] | undefined,
): readonly Way[] {
  const answers = lookupAccess(question.tables, table, keys);
  if (answers === undefined) return unknown;
  return distinct(answers.flatMap((answer) => answerWays(question, answer)));
}

function answerWays(question: Question, found: Answer): readonly Way[] {
  const { effect, usual, text, entry } = found;
  const answer = { text, ...(entry && { entry }) };
  switch (effect) {
    case 'list':
      return question.list(found).map((way) => ({ ...way, answer, usual: way.usual && usual }));
    case 'unknown':
      return unknown.map((way) => ({ ...way, answer, usual: way.usual && usual }));
    case 'error':
      return [{ end: 'refuses', usual, hard: true, answer }];
    case 'discards':
      // Before MAIL there is nothing that could be discarded (can_delegate_action).
      return [{ end: question.stage.sender ? 'discards' : 'goes-on', usual, answer }];
    default:
      return [{ end: effect, usual, answer }];
  }
}

function clientKeys(question: Question): readonly LookupKey[] | undefined {
  const { name, address } = question.mail;
  return name === undefined || address === undefined
    ? undefined
    : [...domainKeys(name, parents(question)), ...addressKeys(address)];
}

function addressOf(question: Question, address: string | undefined): readonly LookupKey[] | undefined {
  return address === undefined
    ? undefined
    : mailKeys(address, parents(question), setting(question, 'recipient_delimiter'));
}

function parents(question: Question): boolean {
  return parentsMatch(setting(question, 'parent_domain_matches_subdomains'));
}

function unknownClient({ mail }: Question): readonly Way[] {
  return mail.name === 'unknown' ? refuses : mayRefuse;
}

function badHelo({ mail: { helo }, stage }: Question): readonly Way[] {
  if (!stage.helo) return goesOn;
  return helo !== undefined &&
    /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*\.[a-z]+$/i.test(helo)
    ? goesOn
    : mayRefuse;
}

/** reject_non_fqdn_address(): an address that is not known may lack its domain. */
function notQualified(address: string | undefined): readonly Way[] {
  return address !== undefined && /@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]+$/i.test(address) ? goesOn : mayRefuse;
}

function blockList(applies: (question: Question) => boolean): Judge {
  return (question, argument) => (hasDomain(argument) && applies(question) ? mayRefuse : goesOn);
}

/** A name without a dot is in nobody's DNS: a restriction that stands where the domain should. */
function hasDomain(argument: Restriction['argument']): boolean {
  return argument !== undefined && 'text' in argument && argument.text.includes('.');
}

function ofSender(judge: (question: Question) => readonly Way[]): Judge {
  return (question) => (question.stage.sender && question.mail.sender !== '' ? judge(question) : goesOn);
}

function ofRecipient(judge: (question: Question) => readonly Way[]): Judge {
  return (question) => (question.stage.recipient ? judge(question) : goesOn);
}

interface Mismatch {
  readonly ofUsers: boolean;
  readonly ofOthers: boolean;
  /** An address that nobody owns is no user's either. */
  readonly mustOwn: boolean;
}

function loginMismatch({ ofUsers, ofOthers, mustOwn }: Mismatch): Judge {
  return ofSender((question) => {
    if (!hasSasl(question)) return goesOn;
    const owners = setting(question, 'smtpd_sender_login_maps');
    const isUser = question.mail.login !== undefined;
    if (isUser ? !ofUsers : !ofOthers) return goesOn;
    if (owners !== '') return mayRefuse;
    return isUser && mustOwn ? refuses : goesOn;
  });
}

function hasSasl(question: Question): boolean {
  return parseBoolean(setting(question, 'smtpd_sasl_auth_enable')) === true;
}

/** Without smtpd_tls_ask_ccert no client shows one. */
function mayHaveCertificate(question: Question): boolean {
  if (question.mail.encrypted === false) return false;
  return ['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert'].some(
    (name) => parseBoolean(setting(question, name)) === true,
  );
}

function isStranger({ trusted, login }: Mail): boolean {
  return trusted === false && login === undefined;
}

function setting({ instance, service, settings }: Question, name: string): string {
  let text = settings.get(name);
  if (text === undefined) {
    text = (instance.expanded(name, service)?.text ?? '').trim();
    settings.set(name, text);
  }
  return text;
}
