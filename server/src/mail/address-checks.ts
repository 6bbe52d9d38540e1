// Restrictions about the sender's and the recipient's address.

import { hostnameProblem } from '../syntax/hostname.ts';
import { withoutFinalDot } from './client-checks.ts';
import { isAuthorizedDestination } from './destinations.ts';
import { unlistedAddress, unlistedRecipient } from './listed-addresses.ts';
import { goesOn, mayPermit, mayRefuse, type Outcome, permits, refuses, unusual } from './outcomes.ts';
import { type Check, hasSasl, type Query, setting } from './query.ts';
import { decide, deferUnless, lookupFailure, pending, refusal, reject, serverError } from './refusals.ts';
import { type About, rejectedText } from './replies.ts';
import type { Session } from './session.ts';

export const addressChecks: Readonly<Record<string, Check>> = {
  reject_unknown_sender_domain: ofSender(unknownDomain),
  reject_unknown_address: ofSender(unknownDomain),
  reject_unverified_sender: ofSender(unverified),
  reject_unlisted_sender: ofSender((question, about) =>
    question.session === undefined ? mayRefuse : unlistedAddress(question, question.session, about),
  ),
  reject_non_fqdn_sender: ofSender(notQualified),
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

  permit_auth_destination: ofDestination(
    () => permits,
    () => goesOn,
  ),
  reject_unauth_destination: ofDestination(
    () => goesOn,
    (question, { name }) =>
      reject(question, 'relay_domains_reject_code', '5.7.1', () => `<${name}>: Relay access denied`),
  ),
  defer_unauth_destination: ofDestination(
    () => goesOn,
    (question, { name }) => {
      const code = Number(setting(question, 'relay_domains_reject_code')) - 100;
      return reject(question, code, '4.7.1', () => `<${name}>: Relay access denied`);
    },
  ),
  // Up to 3.8, it also permits clients whose name is in relay_domains.
  check_relay_domains: ofDestination(
    () => permits,
    (question, about) => {
      const denied = (): readonly Outcome[] =>
        reject(question, 'relay_domains_reject_code', '5.7.1', () =>
          rejectedText(about, 'Relay access denied'),
        );
      const { name = '' } = question.mail;
      if (name === 'unknown') return denied();
      return decide(
        question,
        [...refuses, ...unusual(permits)],
        () => ({ decider: 'table', question: `whether relay_domains includes ${name}` }),
        [
          { answer: 'It does not.', outcomes: denied },
          { answer: 'It does.', outcomes: () => permits },
        ],
      );
    },
  ),
  permit_mx_backup: ofDestination(() => permits, backup),
  reject_unknown_recipient_domain: ofRecipient((question, about) =>
    question.session === undefined && question.mail.destination === 'local'
      ? goesOn
      : unknownDomain(question, about),
  ),
  reject_unverified_recipient: ofRecipient(unverified),
  reject_non_fqdn_recipient: ofRecipient(notQualified),
  reject_unlisted_recipient: ofRecipient(unlistedRecipient),
  check_recipient_maps: ofRecipient(unlistedRecipient),
  // Has an effect only from the second recipient on.
  reject_multi_recipient_bounce: (question) => {
    const { session, about } = question;
    if (session === undefined || about === undefined || session.sender !== '') return goesOn;
    if (session.accepted <= (session.command === 'RCPT' ? 0 : 1)) return goesOn;
    const text = (): string => rejectedText(about, 'Multi-recipient bounce');
    return reject(question, 'multi_recipient_bounce_reject_code', '5.5.3', text);
  },
};

type Judge = (question: Query, about: About) => readonly Outcome[];

function ofSender(judge: Judge): Check {
  return (question) => {
    const { stage, mail } = question;
    if (!stage.sender || mail.sender === '') return goesOn;
    return judge(question, { name: mail.sender ?? '', kind: 'Sender address' });
  };
}

function ofRecipient(judge: Judge): Check {
  return (question) => {
    const { stage, mail } = question;
    return stage.recipient
      ? judge(question, { name: mail.recipient ?? '', kind: 'Recipient address' })
      : goesOn;
  };
}

function ofDestination(ours: Judge, foreign: Judge): Check {
  return ofRecipient((question, about) => {
    const isAuthorized = isAuthorizedDestination(question);
    if (isAuthorized === 'error') return lookupFailure(question, about.name);
    return isAuthorized ? ours(question, about) : foreign(question, about);
  });
}

function resolve({ lookups, sender, recipient }: Session, { name, kind }: About) {
  return lookups.resolve(name, kind === 'Sender address' ? recipient : sender);
}

/** reject_non_fqdn_address(). An unknown address may lack its domain. */
function notQualified(question: Query, about: About): readonly Outcome[] {
  const { session, mail } = question;
  if (session === undefined) {
    const address = about.kind === 'Sender address' ? mail.sender : mail.recipient;
    return address !== undefined && /@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]+$/i.test(address) ? goesOn : mayRefuse;
  }
  const at = about.name.lastIndexOf('@');
  const domain = at < 0 ? '' : about.name.slice(at + 1);
  if (domain.startsWith('[') && domain.endsWith(']')) return goesOn;
  const name = withoutFinalDot(domain);
  if (hostnameProblem(name) === undefined && name.includes('.')) return goesOn;
  return reject(question, 'non_fqdn_reject_code', '4.5.2', () =>
    rejectedText(about, 'need fully-qualified address'),
  );
}

/** reject_unknown_address() */
function unknownDomain(question: Query, about: About): readonly Outcome[] {
  const { session } = question;
  if (session === undefined) return mayRefuse;
  const { address, domainClass, kind } = resolve(session, about);
  if (kind === 'failure') return lookupFailure(question, about.name);
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (at < 0 || /^\[.*\]$/.test(domain)) return goesOn;
  if (domainClass !== 'default' && domainClass !== 'relay') return goesOn;
  const isSender = about.kind === 'Sender address';
  const status = isSender ? '4.1.8' : '4.1.2';
  const text = rejectedText(about, 'Domain not found');
  return decide(
    question,
    mayRefuse,
    () => ({ decider: 'dns', question: `whether DNS has mail servers or addresses for ${domain}` }),
    [
      { answer: 'It does.', outcomes: () => goesOn },
      {
        answer: 'It does not.',
        outcomes: () => reject(question, 'unknown_address_reject_code', status, () => text),
      },
      {
        answer: 'The lookup fails.',
        outcomes: () =>
          deferUnless(question, 'unknown_address_tempfail_action', refusal(question, 450, status, text)),
      },
      {
        answer: `${domain} has a null MX record.`,
        outcomes: () =>
          reject(question, isSender ? 550 : 556, isSender ? '4.7.27' : '4.1.10', () =>
            rejectedText(about, `Domain ${domain} does not accept mail (nullMX)`),
          ),
      },
    ],
  );
}

/** reject_unverified_address(). The text of the server that is asked is unknown. */
function unverified(question: Query, about: About): readonly Outcome[] {
  const which = about.kind === 'Sender address' ? 'sender' : 'recipient';
  const status = which === 'sender' ? '4.1.7' : '4.1.1';
  const why = setting(question, `unverified_${which}_reject_reason`);
  const code = (kind: 'reject' | 'defer'): string => `unverified_${which}_${kind}_code`;
  const coded = (kind: 'reject' | 'defer', what: string): readonly Outcome[] => {
    const number = Number(setting(question, code(kind)));
    if (number < 300) return goesOn;
    const reply = refusal(question, number, status, rejectedText(about, `${what} address: ${why}`.trim()));
    return number < 500
      ? deferUnless(question, `unverified_${which}_tempfail_action`, reply)
      : [{ end: 'refuses', usual: true, reply }];
  };
  return decide(
    question,
    mayRefuse,
    () => ({ decider: 'server', question: `whether ${about.name} accepts mail (address verification)` }),
    [
      { answer: 'It does.', outcomes: () => goesOn },
      {
        answer: 'It does not.',
        outcomes: () => rejectedProbe(question, about, status, coded, code('reject'), why),
      },
      { answer: 'It is not known yet.', outcomes: () => coded('defer', 'unverified') },
    ],
  );
}

/** A code of 4xx waits for the end of the list, as a temporary error does. */
function rejectedProbe(
  question: Query,
  about: About,
  status: string,
  coded: (kind: 'reject' | 'defer', what: string) => readonly Outcome[],
  parameter: string,
  why: string,
): readonly Outcome[] {
  const number = Number(setting(question, parameter));
  if (number < 500) return coded('reject', 'unverified');
  return reject(question, number, status, () => rejectedText(about, `undeliverable address: ${why}`.trim()));
}

/** permit_mx_backup() */
function backup(question: Query, about: About): readonly Outcome[] {
  const { session } = question;
  if (session === undefined) return mayPermit;
  const { address, routed } = resolve(session, about);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (routed || /^\[.*\]$/.test(domain)) return goesOn;
  const text = rejectedText(about, 'Unable to look up mail exchanger information: ');
  return decide(
    question,
    mayPermit,
    () => ({ decider: 'dns', question: `whether this server is a backup mail server for ${domain}` }),
    [
      { answer: 'It is not.', outcomes: () => goesOn },
      { answer: 'It is.', outcomes: () => permits },
      {
        answer: 'The lookup fails.',
        outcomes: () => pending('reject', refusal(question, 450, '4.4.4', text)),
      },
    ],
  );
}

interface Mismatch {
  readonly ofUsers: boolean;
  readonly ofOthers: boolean;
  /** Also rejects a user's sender address that has no owner. */
  readonly mustOwn: boolean;
}

function loginMismatch(mismatch: Mismatch): Check {
  return ofSender((question, about) => {
    if (!hasSasl(question)) return goesOn;
    const owners = setting(question, 'smtpd_sender_login_maps');
    const { session } = question;
    const isUser = question.mail.login !== undefined;
    if (isUser ? !mismatch.ofUsers : !mismatch.ofOthers) return goesOn;
    if (session !== undefined) return ownerMismatch(question, session, about, mismatch);
    if (owners !== '') return question.mail.ownsSender ? goesOn : mayRefuse;
    return isUser && mismatch.mustOwn ? refuses : goesOn;
  });
}

/** reject_auth_sender_login_mismatch(), reject_unauth_sender_login_mismatch() */
function ownerMismatch(
  question: Query,
  session: Session,
  about: About,
  { mustOwn }: Mismatch,
): readonly Outcome[] {
  const { login } = session.options;
  const { address, kind } = resolve(session, about);
  if (kind === 'failure') return lookupFailure(question, about.name);
  const owners = session.lookups.find('smtpd_sender_login_maps', address);
  if (owners.kind === 'error')
    return owners.retry ? lookupFailure(question, about.name) : serverError(question);
  const denied = (why: string): readonly Outcome[] =>
    reject(question, 553, '5.7.1', () => rejectedText(about, why));
  if (login === undefined) return owners.kind === 'found' ? denied('not logged in') : goesOn;
  if (owners.kind === 'missing') return mustOwn ? denied(`not owned by user ${login}`) : goesOn;
  const isOwner =
    owners.text === undefined
      ? session.ask({ decider: 'table', question: `whether ${about.name} belongs to ${login}` }, [
          { answer: 'It does.', value: true },
          { answer: 'It does not.', value: false },
        ])
      : owners.text.split(/[\s,]+/).some((name) => name.toLowerCase() === login.toLowerCase());
  return isOwner ? goesOn : denied(`not owned by user ${login}`);
}
