// The effect of each access restriction on a message, as in generic_checks() (smtpd_check.c). A restriction that
// depends on DNS, on a server, or on an unreadable table has several outcomes.

import { atLeast } from '../catalog/release.ts';
import { restriction } from '../catalog/restrictions.ts';
import { replyFilterProblem } from '../syntax/reply-filter.ts';
import type { Restriction, ValueNode } from '../syntax/value.ts';
import { accessCheck } from './access-outcomes.ts';
import { inAddressList } from './networks.ts';
import {
  error,
  goesOn,
  mayPermit,
  mayRefuse,
  type Outcome,
  permits,
  refuses,
  unknown,
  unusual,
} from './outcomes.ts';
import { type Check, hasSasl, isStranger, mayHaveCertificate, type Query, setting } from './query.ts';

/** Undefined for a word that is not a restriction in this release. */
export function restrictionOutcomes(question: Query, node: ValueNode): readonly Outcome[] | undefined {
  if (node.kind === 'table') return accessCheck(question.stage.bareTable)?.(question, node);
  if (node.kind !== 'restriction') return unknown;
  const name = node.name.text.toLowerCase();
  const facts = restriction(name);
  const { release } = question.instance;
  if (facts === undefined || !atLeast(release, facts.since)) return undefined;
  // "support for restriction … has been removed"
  if (facts.removed !== undefined && atLeast(release, facts.removed)) return error;
  const judge = accessCheck(name) ?? (Object.hasOwn(checks, name) ? checks[name] : undefined);
  return judge?.(question, node.argument) ?? unknown;
}

/** smtpd exits when it reads a filter that it cannot parse (ip_match.c). */
function hasBadFilter({ instance }: Query, argument: Restriction['argument']): boolean {
  const [, filter] = /^[^=]*=(.*)$/s.exec((argument && 'text' in argument && argument.text) || '') ?? [];
  return filter !== undefined && atLeast(instance.release, '2.8') && replyFilterProblem(filter) !== undefined;
}

const checks: Readonly<Record<string, Check>> = {
  permit: () => permits,
  reject: () => refuses,
  defer: () => refuses,
  // If a later restriction permits, smtpd_check_rcpt() defers the message.
  defer_if_permit: () => refuses,
  defer_if_reject: () => goesOn,
  warn_if_reject: () => goesOn,
  sleep: (_, argument) => (argument?.kind === 'word' && /^\d+$/.test(argument.text) ? goesOn : error),
  // Has no effect on a client that follows the protocol.
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
  // A stranger may have a certificate from a known certificate authority, but not one that is listed here.
  permit_tls_all_clientcerts: (question) => (mayHaveCertificate(question) ? mayPermit : goesOn),
  permit_tls_clientcerts: (question) =>
    mayHaveCertificate(question) && !isStranger(question.mail) ? mayPermit : goesOn,

  reject_invalid_helo_hostname: badHelo,
  reject_invalid_hostname: badHelo,
  reject_non_fqdn_helo_hostname: badHelo,
  reject_non_fqdn_hostname: badHelo,
  reject_unknown_helo_hostname: ({ stage }) => (stage.helo ? mayRefuse : goesOn),
  reject_unknown_hostname: ({ stage }) => (stage.helo ? mayRefuse : goesOn),
  // Permits every client that gives an IP address in HELO.
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
  // Up to 3.8, it also permits clients whose name is in relay_domains.
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
  // Has an effect only from the second recipient on.
  reject_multi_recipient_bounce: () => goesOn,
};

/** Tables that list the recipients of local domains. If a table is empty, every recipient is accepted. */
const recipientTables = [
  'local_recipient_maps',
  'virtual_alias_domains',
  'virtual_alias_maps',
  'virtual_mailbox_maps',
  'relay_recipient_maps',
];

/** Checks the recipient against the tables of its domain: check_rcpt_maps(). */
export function unlistedRecipient(question: Query): readonly Outcome[] {
  if (setting(question, 'receive_override_options').includes('no_unknown_recipient_checks')) return goesOn;
  if (question.mail.destination === 'local')
    return recipientTables.every((name) => setting(question, name) === '') ? goesOn : mayRefuse;
  const transport = setting(question, 'default_transport');
  return /^(?:error|retry):/.test(transport) ? [...refuses, ...unusual(goesOn)] : goesOn;
}

function unknownClient({ mail }: Query): readonly Outcome[] {
  return mail.name === 'unknown' ? refuses : mayRefuse;
}

function badHelo({ mail: { helo }, stage }: Query): readonly Outcome[] {
  if (!stage.helo) return goesOn;
  return helo !== undefined &&
    /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*\.[a-z]+$/i.test(helo)
    ? goesOn
    : mayRefuse;
}

/** reject_non_fqdn_address(): an unknown address may lack its domain. */
function notQualified(address: string | undefined): readonly Outcome[] {
  return address !== undefined && /@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]+$/i.test(address) ? goesOn : mayRefuse;
}

function blockList(applies: (question: Query) => boolean): Check {
  return (question, argument) => {
    if (!hasDomain(argument) || !applies(question)) return goesOn;
    return hasBadFilter(question, argument) ? error : mayRefuse;
  };
}

/** A name without a dot is not a DNS domain, but a restriction where the domain should be. */
function hasDomain(argument: Restriction['argument']): boolean {
  return argument !== undefined && 'text' in argument && argument.text.includes('.');
}

function ofSender(judge: (question: Query) => readonly Outcome[]): Check {
  return (question) => (question.stage.sender && question.mail.sender !== '' ? judge(question) : goesOn);
}

function ofRecipient(judge: (question: Query) => readonly Outcome[]): Check {
  return (question) => (question.stage.recipient ? judge(question) : goesOn);
}

interface Mismatch {
  readonly ofUsers: boolean;
  readonly ofOthers: boolean;
  /** Also rejects a user's sender address that has no owner. */
  readonly mustOwn: boolean;
}

function loginMismatch({ ofUsers, ofOthers, mustOwn }: Mismatch): Check {
  return ofSender((question) => {
    if (!hasSasl(question)) return goesOn;
    const owners = setting(question, 'smtpd_sender_login_maps');
    const isUser = question.mail.login !== undefined;
    if (isUser ? !ofUsers : !ofOthers) return goesOn;
    if (owners !== '') return mayRefuse;
    return isUser && mustOwn ? refuses : goesOn;
  });
}
