// Restrictions that ask DNS lists: blocklists and allowlists of addresses and domains.

import { atLeast } from '../catalog/release.ts';
import { expand } from '../instance/expand.ts';
import { hostnameProblem } from '../syntax/hostname.ts';
import { replyFilterProblem } from '../syntax/reply-filter.ts';
import type { Restriction } from '../syntax/value.ts';
import { commaOrSpace, splitWords } from '../syntax/words.ts';
import { isAuthorizedDestination } from './destinations.ts';
import { goesOn, mayPermit, mayRefuse, type Outcome, permits } from './outcomes.ts';
import { type Check, type Query, setting } from './query.ts';
import { decide, lookupFailure, pending, reject, serverError } from './refusals.ts';
import { type AboutKind, rejectedText, rejection, splitStatus, statusFor } from './replies.ts';
import type { Session } from './session.ts';

/** What a list is asked about. */
interface Subject {
  readonly what: string;
  readonly kind: AboutKind;
}

const client = ({ client: { address } }: Session): Subject => ({ what: address, kind: 'Client host' });
const clientName = ({ client: { name } }: Session): Subject => ({ what: name, kind: 'Client host' });

export const dnsListChecks: Readonly<Record<string, Check>> = {
  reject_maps_rbl: (question) => {
    const domains = setting(question, 'maps_rbl_domains');
    if (domains === '') return goesOn;
    const { session } = question;
    if (session === undefined) return mayRefuse;
    for (const { start, end } of splitWords(domains, 0, domains.length, { separator: commaOrSpace })) {
      const found = blocked(question, domains.slice(start, end), client(session));
      if (found.some(({ end: way }) => way !== 'goes-on')) return found;
    }
    return goesOn;
  },
  reject_rbl_client: blocklist(() => true, client),
  reject_rbl: blocklist(() => true, client),
  reject_rhsbl_client: blocklist(({ mail }) => mail.name !== 'unknown', clientName),
  reject_rhsbl_reverse_client: blocklist(
    ({ mail, session }) => (session?.client.reverseName ?? mail.name) !== 'unknown',
    ({ client: { reverseName } }) => ({ what: reverseName, kind: 'Unverified Client host' }),
  ),
  reject_rhsbl_helo: blocklist(
    ({ stage }) => stage.helo,
    ({ helo = '' }) => ({ what: helo, kind: 'Helo command' }),
  ),
  reject_rhsbl_sender: blocklist(
    ({ stage, mail }) => stage.sender && mail.sender !== '',
    ({ sender = '' }) => ({ what: sender, kind: 'Sender address' }),
  ),
  reject_rhsbl_recipient: blocklist(
    ({ stage }) => stage.recipient,
    ({ recipient = '' }) => ({ what: recipient, kind: 'Recipient address' }),
  ),
  permit_dnswl_client: allowlist(() => true, client),
  permit_rhswl_client: allowlist(({ mail }) => mail.name !== 'unknown', clientName),
};

function blocklist(applies: (question: Query) => boolean, subject: (session: Session) => Subject): Check {
  return (question, argument) => {
    const domain = domainIn(argument);
    if (domain === undefined || !applies(question)) return goesOn;
    const { session } = question;
    if (hasBadFilter(question, argument)) return serverError(question);
    return session === undefined ? mayRefuse : blocked(question, domain, subject(session));
  };
}

function blocked(question: Query, domain: string, subject: Subject): readonly Outcome[] {
  if (!isListable(subject)) return goesOn;
  return decide(question, mayRefuse, () => ({ decider: 'dns', question: listing(domain, subject) }), [
    { answer: 'It does not.', outcomes: () => goesOn },
    { answer: 'It does.', outcomes: (session) => blockedReply(question, session, domain, subject) },
  ]);
}

function allowlist(applies: (question: Query) => boolean, subject: (session: Session) => Subject): Check {
  return (question, argument) => {
    const domain = domainIn(argument);
    if (domain === undefined || !applies(question)) return goesOn;
    const { session } = question;
    if (session === undefined) return mayPermit;
    const { what, kind } = subject(session);
    // A listed client must not relay (permit_dnswl_addr).
    if (session.command === 'RCPT' && session.recipient !== undefined) {
      const isAuthorized = isAuthorizedDestination(question);
      if (isAuthorized === 'error') return lookupFailure(question, session.recipient);
      if (!isAuthorized) return goesOn;
    }
    if (!isListable({ what, kind })) return goesOn;
    const unavailable = rejection(450, '4.7.1', rejectedText({ name: what, kind }, 'Service unavailable'));
    return decide(
      question,
      mayPermit,
      () => ({ decider: 'dns', question: listing(domain, { what, kind }) }),
      [
        { answer: 'It does not.', outcomes: () => goesOn },
        { answer: 'It does.', outcomes: () => permits },
        { answer: 'The lookup fails.', outcomes: () => pending('reject', unavailable) },
      ],
    );
  };
}

function listing(domain: string, { what }: Subject): string {
  const [name, filter] = splitFilter(domain);
  const domainOf = what.slice(what.lastIndexOf('@') + 1);
  return `whether ${name} lists ${domainOf}${filter === undefined ? '' : ` as ${filter}`}`;
}

/** find_dnsxl_domain(): only domain names are looked up. */
function isListable({ what }: Subject): boolean {
  if (/^[\d.]+$|:/.test(what) && !what.includes('@')) return true;
  const domain = what.slice(what.lastIndexOf('@') + 1);
  const last = domain.slice(domain.lastIndexOf('.') + 1);
  return (
    domain !== '' && !domain.startsWith('[') && !/^\d*$/.test(last) && hostnameProblem(domain) === undefined
  );
}

/** rbl_reject_reply(). The text that the list has for the subject is unknown. */
function blockedReply(
  question: Query,
  session: Session,
  domain: string,
  { what, kind }: Subject,
): readonly Outcome[] {
  const found =
    setting(question, 'rbl_reply_maps') === ''
      ? undefined
      : session.lookups.findKey('rbl_reply_maps', domain);
  if (found?.kind === 'error') return serverError(question);
  const [name] = splitFilter(domain);
  const own: Readonly<Record<string, string>> = {
    rbl_code: setting(question, 'maps_rbl_reject_code'),
    rbl_domain: name,
    rbl_reason: '',
    rbl_txt: '',
    rbl_what: what,
    rbl_class: kind,
  };
  const fill = (template: string): string | undefined => {
    const { text, problems, undefinedNames } = expand(
      template,
      (attribute) => own[attribute] ?? sessionAttribute(question, session, attribute),
    );
    return problems.length > 0 || undefinedNames.length > 0 ? undefined : text;
  };
  const reply =
    (found?.kind === 'found' && found.text !== undefined ? fill(found.text) : undefined) ??
    fill(question.instance.value('default_rbl_reply', question.service)?.raw ?? '') ??
    '';
  const [, code, rest = ''] = /^([45]\d\d) (.*)$/s.exec(reply) ?? [];
  if (code === undefined)
    return [{ end: 'refuses', usual: true, reply: rejection(450, '4.7.1', 'Service unavailable') }];
  const { status, text } = splitStatus(rest, '4.7.1');
  return reject(question, Number(code), statusFor(kind, status), () => text || 'Service unavailable');
}

/** smtpd_expand.c: the attributes of a session, for texts of replies. Undefined for an unknown name. */
function sessionAttribute(question: Query, session: Session, name: string): string | undefined {
  const { client: peer, clientName: namaddr, helo = '' } = session;
  switch (name) {
    case 'server_name':
      return setting(question, 'myhostname');
    case 'client':
      return namaddr;
    case 'client_address':
      return peer.address;
    case 'client_name':
      return peer.name;
    case 'reverse_client_name':
      return peer.reverseName;
    case 'helo_name':
      return helo;
  }
  const [, which, part] = /^(sender|recipient)(_name|_domain)?$/.exec(name) ?? [];
  if (which === undefined) return undefined;
  const address = which === 'sender' ? session.sender : session.recipient;
  if (address === undefined) return '';
  if (address === '') return part === '_domain' ? '' : '<>';
  const at = address.lastIndexOf('@');
  if (part === undefined) return address;
  if (part === '_domain') return at < 0 ? '' : address.slice(at + 1);
  return at < 0 ? address : address.slice(0, at);
}

/** `domain=filter` */
function splitFilter(domain: string): readonly [domain: string, filter: string | undefined] {
  const at = domain.indexOf('=');
  return at < 0 ? [domain, undefined] : [domain.slice(0, at), domain.slice(at + 1)];
}

/** smtpd exits when it reads a filter that it cannot parse (ip_match.c). */
function hasBadFilter({ instance }: Query, argument: Restriction['argument']): boolean {
  const [, filter] = /^[^=]*=(.*)$/s.exec((argument && 'text' in argument && argument.text) || '') ?? [];
  return filter !== undefined && atLeast(instance.release, '2.8') && replyFilterProblem(filter) !== undefined;
}

/** A name without a dot is not a DNS domain, but a restriction where the domain should be. */
function domainIn(argument: Restriction['argument']): string | undefined {
  return argument !== undefined && 'text' in argument && argument.text.includes('.')
    ? argument.text
    : undefined;
}
