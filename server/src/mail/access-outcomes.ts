// Restrictions that search a table: the keys they look up and the effect of the answers.

import { atLeast } from '../catalog/release.ts';
import { mapSearch, mapSearchProblem } from '../syntax/map-search.ts';
import type { TableReference } from '../syntax/value.ts';
import { aboutClient, aboutHelo, aboutRecipient, aboutReverseName, aboutSender } from './about.ts';
import { type Answer, lookupAccess } from './access-lookup.ts';
import { accessSource } from './access-source.ts';
import { isMailAddress } from './client-checks.ts';
import { addressKeys, domainKeys, type LookupKey, mailKeys, parentsMatch } from './lookup-keys.ts';
import { distinct, goesOn, type Outcome, refuses, unknown, unusual } from './outcomes.ts';
import {
  type Check,
  fingerprints,
  hasSasl,
  isStranger,
  mayHaveCertificate,
  type Query,
  setting,
} from './query.ts';
import { lookupFailure, serverError } from './refusals.ts';
import type { About } from './replies.ts';
import type { AccessFound, Session } from './session.ts';
import { tableResult } from './table-result.ts';
import { tableNamed } from './table-source.ts';

interface Access {
  /** The keys to look up; undefined if they are not known. */
  keys(question: Query): readonly LookupKey[] | undefined;
  applies(question: Query): boolean;
  about(session: Session): About;
}

/** Restrictions that look up what they are about. The others look up DNS data about it. */
const accesses: Readonly<Record<string, Access>> = {
  check_client_access: {
    keys: (q) => clientKeys(q, q.mail.name),
    applies: () => true,
    about: aboutClient,
  },
  check_reverse_client_hostname_access: {
    keys: (q) => clientKeys(q, q.session === undefined ? q.mail.name : q.session.client.reverseName),
    applies: () => true,
    about: aboutReverseName,
  },
  check_helo_access: {
    keys: (q) => (q.mail.helo === undefined ? undefined : domainKeys(q.mail.helo, parents(q))),
    applies: ({ stage }) => stage.helo,
    about: aboutHelo,
  },
  check_sender_access: {
    keys: (q) =>
      q.mail.sender === ''
        ? [{ text: setting(q, 'smtpd_null_access_lookup_key'), partial: false }]
        : addressOf(q, q.mail.sender),
    applies: ({ stage }) => stage.sender,
    about: aboutSender,
  },
  check_recipient_access: {
    keys: (q) => addressOf(q, q.mail.recipient),
    applies: ({ stage }) => stage.recipient,
    about: aboutRecipient,
  },
  check_sasl_access: {
    keys: ({ mail: { login } }) =>
      typeof login === 'string' ? [{ text: login, partial: false }] : undefined,
    applies: (question) => question.mail.login !== undefined && hasSasl(question),
    about: ({ options }) => ({ name: options.login ?? '', kind: 'SASL login name' }),
  },
  check_ccert_access: {
    keys: () => undefined,
    applies: (question) =>
      question.session === undefined
        ? mayHaveCertificate(question) && !isStranger(question.mail)
        : question.session.options.certificate !== undefined,
    about: ({ options }) => ({ name: options.certificate?.name ?? '', kind: 'Client certificate' }),
  },
  check_etrn_access: { keys: () => undefined, applies: () => false, about: aboutClient },
};

/** check_client_mx_access and similar restrictions check name servers, mail exchangers, and addresses. */
const serverAccess = /^check_(client|reverse_client_hostname|helo|sender|recipient)_(a|mx|ns)_access$/;

/** The check for a restriction that takes a table; undefined for other restrictions. */
export function accessCheck(name: string): Check | undefined {
  const own = Object.hasOwn(accesses, name) ? accesses[name] : undefined;
  const [, about, record] = serverAccess.exec(name) ?? [];
  if (own === undefined && about === undefined) return undefined;
  return (question, argument) => {
    if (argument === undefined) return serverError(question);
    if (argument.kind !== 'table') {
      const text = 'text' in argument ? argument.text : '';
      if (!text.includes(':') || (name === 'check_ccert_access' && isBroken(question, text)))
        return serverError(question);
      if (name === 'check_ccert_access') return ofMapSearch(question, text);
      if (!isInBraces(question, text)) return unknown;
      // smtpd opens the table inside, and then looks for one with the name in braces.
      if (!(own?.applies(question) ?? serverApplies(question, about))) return goesOn;
      if (question.session !== undefined && own !== undefined)
        return tableResult(question, question.session, own.about(question.session), { text: failed });
      return own === undefined ? distinct([...unusual(refuses), ...goesOn]) : refuses;
    }
    const applies = own?.applies(question) ?? serverApplies(question, about);
    if (!applies) return goesOn;
    const { session } = question;
    if (session !== undefined) {
      if (name === 'check_ccert_access')
        return ofCertificate(question, session, argument, fingerprints(question));
      const found =
        own === undefined
          ? ofServers(question, session, argument, about ?? '', record ?? '')
          : ofTable(question, session, argument, own);
      return own !== undefined && name !== 'check_reverse_client_hostname_access'
        ? found
        : withoutPermits(question, found);
    }
    const ways = tableWays(question, argument, own?.keys(question));
    // DNS decides whether there is a lookup at all.
    const found = own === undefined ? [...unusual(ways), ...goesOn] : ways;
    return own !== undefined && name !== 'check_reverse_client_hostname_access'
      ? found
      : withoutPermits(question, found);
  };
}

/** What smtpd uses as the answer of a table that it cannot search. */
const failed = '451 4.3.5 Server configuration error';

/** `{ type:name, { search_order = … } }`, which older releases do not know. */
function isInBraces({ tables: { instance } }: Query, text: string): boolean {
  return text.startsWith('{') && atLeast(instance.release, '3.5');
}

/** The same with an error in it. */
function isBroken(question: Query, text: string): boolean {
  return isInBraces(question, text) && mapSearchProblem(text) !== undefined;
}

function serverApplies({ mail, stage, session }: Query, about: string | undefined): boolean {
  switch (about) {
    case 'client':
      return mail.name !== 'unknown';
    case 'reverse_client_hostname':
      return (session === undefined ? mail.name : session.client.reverseName) !== 'unknown';
    case 'helo':
      return stage.helo;
    case 'sender':
      return stage.sender && mail.sender !== '';
    default:
      return stage.recipient;
  }
}

/** forbid_allowlist(): these restrictions treat OK as an error. */
function withoutPermits(question: Query, ways: readonly Outcome[]): readonly Outcome[] {
  const [forbidden] = serverError(question);
  return ways.map((way) => (way.end === 'permits' ? { ...way, ...forbidden, usual: way.usual } : way));
}

function tableWays(
  question: Query,
  table: TableReference,
  keys: readonly LookupKey[] | undefined,
): readonly Outcome[] {
  const answers = lookupAccess(question.tables, table, keys);
  if (answers === undefined) return unknown;
  return distinct(answers.flatMap((answer) => answerWays(question, answer)));
}

function answerWays(question: Query, found: Answer): readonly Outcome[] {
  const { effect, usual, text, entry } = found;
  const answer = { text, ...(entry && { entry }) };
  switch (effect) {
    case 'list':
      return question.list(found, undefined).map((way) => ({ ...way, answer, usual: way.usual && usual }));
    case 'unknown':
      return unknown.map((way) => ({ ...way, answer, usual: way.usual && usual }));
    case 'error':
      // If the table is unavailable, the reply 451 has the place of its answer.
      return [{ end: 'refuses', usual, ...(text !== '' && { hard: true }), answer }];
    case 'discards':
      // Before MAIL, there is nothing to discard (can_delegate_action).
      return [{ end: question.stage.sender ? 'discards' : 'goes-on', usual, answer }];
    default:
      return [{ end: effect, usual, answer }];
  }
}

/** The outcome in a session of which everything is known. */
function ofTable(
  question: Query,
  session: Session,
  table: TableReference,
  access: Access,
): readonly Outcome[] {
  const about = access.about(session);
  const isAddress =
    (about.kind === 'Sender address' && about.name !== '') || about.kind === 'Recipient address';
  const resolved = isAddress ? resolvedAddress(question, session, about) : undefined;
  if (resolved?.kind === 'failure') return lookupFailure(question, about.name);
  const keys =
    resolved === undefined
      ? access.keys(question)
      : mailKeys(resolved.address, parents(question), setting(question, 'recipient_delimiter'));
  const found = session.lookups.access(table, keys ?? []);
  if (found === undefined) return goesOn;
  const ways = tableResult(question, session, about, found);
  // A recipient with a route is too suspicious for OK (SUSPICIOUS).
  const isSuspicious =
    resolved?.routed === true &&
    about.kind === 'Recipient address' &&
    setting(question, 'allow_untrusted_routing') !== 'yes';
  return isSuspicious ? ways.map((way) => (way.end === 'permits' ? { ...way, end: 'goes-on' } : way)) : ways;
}

/** check_ccert_access { type:name, { search_order = … } } */
function ofMapSearch(question: Query, text: string): readonly Outcome[] {
  const { session } = question;
  if (session === undefined) return unknown;
  if (session.options.certificate === undefined) return goesOn;
  const search = mapSearch(text);
  const table = search && tableNamed(search.table);
  if (search === undefined || table === undefined) return serverError(question);
  const [own = '', publicKey] = fingerprints(question);
  const keys: Readonly<Record<string, string | undefined>> = {
    cert_fingerprint: own,
    pubkey_fingerprint: publicKey ?? '',
  };
  if (search.order === undefined) return ofCertificate(question, session, table, fingerprints(question));
  const wanted: string[] = [];
  for (const name of search.order) {
    const key = keys[name];
    // smtpd knows the other names, and cannot use them here.
    if (key === undefined) {
      const before = ofCertificate(question, session, table, wanted);
      return before.every(({ end }) => end === 'goes-on') ? serverError(question) : before;
    }
    wanted.push(key);
  }
  return ofCertificate(question, session, table, wanted);
}

/** check_ccert_access: each fingerprint is looked up, until an answer decides. */
function ofCertificate(
  question: Query,
  session: Session,
  table: TableReference,
  keys: readonly string[],
): readonly Outcome[] {
  const about: About = { name: session.options.certificate?.name ?? '', kind: 'Client certificate' };
  let found = goesOn;
  for (const text of keys) {
    const answer = session.lookups.access(table, [{ text, partial: false }]);
    if (answer === undefined) continue;
    const before = found.find((way) => way.pending !== undefined)?.pending;
    found = tableResult(question, session, about, answer).map((way) => ({
      ...way,
      ...(before && { pending: before }),
    }));
    if (found.some(({ end }) => end !== 'goes-on')) break;
  }
  return found;
}

function resolvedAddress(question: Query, session: Session, { name, kind }: About) {
  const { sender, recipient } = session;
  return question.session?.lookups.resolve(name, kind === 'Sender address' ? recipient : sender);
}

/** The table is searched for the servers of a domain, which only DNS knows. */
function ofServers(
  question: Query,
  session: Session,
  table: TableReference,
  of: string,
  record: string,
): readonly Outcome[] {
  const about = aboutServersOf(session, of);
  const domain = about.domain.slice(about.domain.lastIndexOf('@') + 1);
  if (domain.startsWith('[')) {
    const [, literal = ''] = /^\[(.*)\]$/.exec(domain) ?? [];
    if (record === 'ns' || !isMailAddress(literal)) return goesOn;
    const found = session.lookups.access(table, addressKeys(literal.replace(/^ipv6:/i, '')));
    return found === undefined ? goesOn : tableResult(question, session, about, found);
  }
  const servers = { a: 'an address', mx: 'a mail server', ns: 'a name server' }[record] ?? 'a server';
  const texts = answersOf(question, table);
  const found = session.ask({ decider: 'dns', question: `whether the table has ${servers} of ${domain}` }, [
    { answer: 'It does not.', value: undefined },
    ...texts.map((value) => ({ answer: `It does, with ${value.text}.`, value })),
  ]);
  return found === undefined ? goesOn : tableResult(question, session, about, found);
}

/** The different answers of a table, or what an access table usually answers if it cannot be read. */
function answersOf({ tables }: Query, table: TableReference): readonly AccessFound[] {
  const source = accessSource(tables, table);
  if (source === undefined) return [{ text: 'REJECT' }, { text: 'OK' }];
  const found = new Map<string, AccessFound>();
  for (const { item, location } of source.items()) {
    if (item.kind !== 'entry' || found.has(item.entry.text)) continue;
    const { effect, text } = item.entry;
    found.set(text, {
      text: effect === 'error' && text === '' ? failed : text,
      ...(location && { entry: location }),
    });
    if (found.size === maxAnswers) break;
  }
  return [...found.values()];
}

/** The number of different answers of one table that a trace follows. */
const maxAnswers = 12;

function aboutServersOf(session: Session, of: string): About & { readonly domain: string } {
  switch (of) {
    case 'client':
      return { ...aboutClient(session), domain: session.client.name };
    case 'reverse_client_hostname':
      return { ...aboutReverseName(session), domain: session.client.reverseName };
    case 'helo':
      return { ...aboutHelo(session), domain: session.helo ?? '' };
    case 'sender':
      return { ...aboutSender(session), domain: session.sender ?? '' };
    default:
      return { ...aboutRecipient(session), domain: session.recipient ?? '' };
  }
}

function clientKeys(question: Query, name: string | undefined): readonly LookupKey[] | undefined {
  const { address } = question.mail;
  return name === undefined || address === undefined
    ? undefined
    : [...domainKeys(name, parents(question)), ...addressKeys(address)];
}

function addressOf(question: Query, address: string | undefined): readonly LookupKey[] | undefined {
  return address === undefined
    ? undefined
    : mailKeys(address, parents(question), setting(question, 'recipient_delimiter'));
}

function parents(question: Query): boolean {
  return parentsMatch(setting(question, 'parent_domain_matches_subdomains'));
}
