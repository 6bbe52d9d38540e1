// Restrictions that search a table: the keys they look up and the effect of the answers.

import { atLeast } from '../catalog/release.ts';
import { mapSearchProblem } from '../syntax/map-search.ts';
import type { TableReference } from '../syntax/value.ts';
import { type Answer, lookupAccess } from './access-lookup.ts';
import { addressKeys, domainKeys, type LookupKey, mailKeys, parentsMatch } from './lookup-keys.ts';
import { distinct, error, goesOn, type Outcome, refuses, unknown, unusual } from './outcomes.ts';
import { type Check, hasSasl, isStranger, mayHaveCertificate, type Query, setting } from './query.ts';

interface Access {
  /** The keys to look up; undefined if they are not known. */
  keys(question: Query): readonly LookupKey[] | undefined;
  applies(question: Query): boolean;
}

/** Restrictions that look up what they are about. The others look up DNS data about it. */
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

/** check_client_mx_access and similar restrictions check name servers, mail exchangers, and addresses. */
const serverAccess = /^check_(client|reverse_client_hostname|helo|sender|recipient)_(?:a|mx|ns)_access$/;

/** The check for a restriction that takes a table; undefined for other restrictions. */
export function accessCheck(name: string): Check | undefined {
  const own = Object.hasOwn(accesses, name) ? accesses[name] : undefined;
  const [, about] = serverAccess.exec(name) ?? [];
  if (own === undefined && about === undefined) return undefined;
  return (question, argument) => {
    if (argument === undefined) return error;
    if (argument.kind !== 'table') {
      const text = 'text' in argument ? argument.text : '';
      if (!text.includes(':') || (name === 'check_ccert_access' && isBroken(question, text))) return error;
      if (name === 'check_ccert_access' || !isInBraces(question, text)) return unknown;
      // smtpd opens the table inside, and then looks for one with the name in braces.
      if (!(own?.applies(question) ?? serverApplies(question, about))) return goesOn;
      return own === undefined ? distinct([...unusual(refuses), ...goesOn]) : refuses;
    }
    const applies = own?.applies(question) ?? serverApplies(question, about);
    if (!applies) return goesOn;
    const ways = tableWays(question, argument, own?.keys(question));
    // DNS decides whether there is a lookup at all.
    const found = own === undefined ? distinct([...unusual(ways), ...goesOn]) : ways;
    return own !== undefined && name !== 'check_reverse_client_hostname_access'
      ? found
      : withoutPermits(found);
  };
}

/** `{ type:name, { search_order = … } }`, which older releases do not know. */
function isInBraces({ tables: { instance } }: Query, text: string): boolean {
  return text.startsWith('{') && atLeast(instance.release, '3.5');
}

/** The same with an error in it. */
function isBroken(question: Query, text: string): boolean {
  return isInBraces(question, text) && mapSearchProblem(text) !== undefined;
}

function serverApplies({ mail, stage }: Query, about: string | undefined): boolean {
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

/** forbid_allowlist(): these restrictions treat OK as an error. */
function withoutPermits(ways: readonly Outcome[]): readonly Outcome[] {
  return ways.map((way) => (way.end === 'permits' ? { ...way, end: 'refuses', hard: true } : way));
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
      return question.list(found).map((way) => ({ ...way, answer, usual: way.usual && usual }));
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

function clientKeys(question: Query): readonly LookupKey[] | undefined {
  const { name, address } = question.mail;
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
