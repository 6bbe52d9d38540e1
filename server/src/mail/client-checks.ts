// Restrictions about the client and the name that it gives in HELO or EHLO.

import type { Instance } from '../instance/instance.ts';
import { hostnameProblem } from '../syntax/hostname.ts';
import { parseAddress } from '../syntax/tables/address.ts';
import { inAddressList } from './networks.ts';
import { error, goesOn, mayPermit, mayRefuse, type Outcome, permits, refuses, unusual } from './outcomes.ts';
import { ownsAddress } from './own-addresses.ts';
import {
  type Check,
  fingerprints,
  hasSasl,
  isStranger,
  mayHaveCertificate,
  type Query,
  setting,
} from './query.ts';
import { decide, deferUnless, lookupFailure, refusal, reject } from './refusals.ts';
import { rejectedText } from './replies.ts';
import type { Session } from './session.ts';
import { isValidIpv4 } from './trace/domains.ts';

export const clientChecks: Readonly<Record<string, Check>> = {
  reject_plaintext_session: (question) => {
    const { encrypted } = question.mail;
    if (encrypted === undefined) return mayRefuse;
    return encrypted
      ? goesOn
      : reject(question, 'plaintext_reject_code', '4.7.1', () => 'Session encryption is required');
  },
  reject_unknown_client_hostname: unknownClient,
  reject_unknown_client: unknownClient,
  reject_unknown_reverse_client_hostname: (question) => {
    const { session } = question;
    if (session === undefined) return unknownClient(question);
    if (session.client.reverseName !== 'unknown') return goesOn;
    const text = (): string =>
      `Client host rejected: cannot find your reverse hostname, [${session.client.address}]`;
    return reject(question, 'unknown_client_reject_code', '4.7.1', text);
  },
  permit_inet_interfaces: (question) => {
    const { session, mail, instance, service } = question;
    if (session === undefined)
      return mail.trusted === false && mail.address === undefined ? goesOn : mayPermit;
    const { address } = session.client;
    const bytes = parseAddress(address, address.includes(':') ? 'ipv6' : 'ipv4') ?? [];
    const isOwn = ownsAddress(instance, service, bytes, ['inet_interfaces']);
    if (isOwn || isOwnAddress(instance, address)) return permits;
    if (isOwn === false) return goesOn;
    return decide(
      question,
      mayPermit,
      () => ({ decider: 'host', question: `whether ${address} is an address of this host` }),
      [
        { answer: 'It is not.', outcomes: () => goesOn },
        { answer: 'It is.', outcomes: () => permits },
      ],
    );
  },
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
        return lookupFailure(question, question.about?.name ?? '');
      case 'unknown':
        return decide(
          question,
          [...mayPermit, ...unusual(error)],
          () => ({
            decider: 'table',
            question: `whether mynetworks includes ${mail.address ?? 'the client'}`,
          }),
          [
            { answer: 'It does not.', outcomes: () => goesOn },
            { answer: 'It does.', outcomes: () => permits },
            {
              answer: 'The lookup fails.',
              outcomes: () => lookupFailure(question, question.about?.name ?? ''),
            },
          ],
        );
    }
  },
  permit_sasl_authenticated: (question) =>
    question.mail.login !== undefined && hasSasl(question) ? permits : goesOn,
  // A stranger may have a certificate from a known certificate authority, but not one that is listed here.
  permit_tls_all_clientcerts: (question) => {
    const { session } = question;
    if (session === undefined) return mayHaveCertificate(question) ? mayPermit : goesOn;
    return session.hasTrustedCertificate((name) => setting(question, name))
      ? permits
      : listedCertificate(question, session);
  },
  permit_tls_clientcerts: (question) => {
    const { session, mail } = question;
    if (session === undefined) return mayHaveCertificate(question) && !isStranger(mail) ? mayPermit : goesOn;
    return listedCertificate(question, session);
  },

  reject_invalid_helo_hostname: badHelo(invalidName),
  reject_invalid_hostname: badHelo(invalidName),
  reject_non_fqdn_helo_hostname: badHelo(incompleteName),
  reject_non_fqdn_hostname: badHelo(incompleteName),
  reject_unknown_helo_hostname: unknownHelo,
  reject_unknown_hostname: unknownHelo,
  // Permits every client that gives an IP address in HELO.
  permit_naked_ip_address: (question) => {
    const { stage, session } = question;
    const { helo } = question.mail;
    if (!stage.helo || (helo !== undefined && !/^[\d.:]+$/.test(helo))) return goesOn;
    if (session === undefined) return [...mayPermit, ...unusual(refuses)];
    return isMailAddress(helo ?? '') ? permits : invalidAddress(question, helo ?? '');
  },
};

/** relay_clientcerts */
function listedCertificate(question: Query, session: Session): readonly Outcome[] {
  for (const fingerprint of fingerprints(question)) {
    const found = session.lookups.findKey('relay_clientcerts', fingerprint);
    if (found.kind === 'found') return permits;
    if (found.kind === 'error') return lookupFailure(question, question.about?.name ?? '');
  }
  return goesOn;
}

/** Whether an address is known to be one of this computer. */
export function isOwnAddress({ host }: Instance, address: string): boolean {
  return (
    address === '127.0.0.1' ||
    address === '::1' ||
    host.addresses?.some((own) => own.address === address) === true
  );
}

function unknownClient(question: Query): readonly Outcome[] {
  const { session } = question;
  if (question.mail.name !== 'unknown') return session === undefined ? mayRefuse : goesOn;
  const text = (): string =>
    `Client host rejected: cannot find your hostname, [${question.mail.address ?? ''}]`;
  return reject(question, 'unknown_client_reject_code', '4.7.25', text);
}

function badHelo(judge: (question: Query, helo: string) => readonly Outcome[]): Check {
  return (question) => {
    const { stage, session } = question;
    const { helo } = question.mail;
    if (!stage.helo) return goesOn;
    if (session === undefined) return isUsualName(helo) ? goesOn : mayRefuse;
    if (helo === undefined) return goesOn;
    return helo.startsWith('[') ? addressInBrackets(question, helo) : judge(question, helo);
  };
}

function isUsualName(helo: string | undefined): boolean {
  return (
    helo !== undefined && /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*\.[a-z]+$/i.test(helo)
  );
}

/** reject_invalid_hostname() */
function invalidName(question: Query, helo: string): readonly Outcome[] {
  const name = withoutFinalDot(helo);
  return hostnameProblem(name) === undefined || isHostAddress(name)
    ? goesOn
    : badName(question, 'invalid_hostname_reject_code', helo, 'Invalid name');
}

/** reject_non_fqdn_hostname() */
function incompleteName(question: Query, helo: string): readonly Outcome[] {
  const name = withoutFinalDot(helo);
  return hostnameProblem(name) === undefined && name.includes('.')
    ? goesOn
    : badName(question, 'non_fqdn_reject_code', helo, 'need fully-qualified hostname');
}

function addressInBrackets(question: Query, helo: string): readonly Outcome[] {
  const inside = helo.length > 2 && helo.endsWith(']') ? helo.slice(1, -1) : helo;
  return isMailAddress(inside) ? goesOn : invalidAddress(question, helo);
}

function invalidAddress(question: Query, helo: string): readonly Outcome[] {
  return badName(question, 'invalid_hostname_reject_code', helo, 'invalid ip address');
}

function badName(question: Query, code: string, helo: string, why: string): readonly Outcome[] {
  return reject(question, code, '5.5.2', () => rejectedText({ name: helo, kind: 'Helo command' }, why));
}

function unknownHelo(question: Query): readonly Outcome[] {
  const { stage, session } = question;
  const { helo } = question.mail;
  if (!stage.helo) return goesOn;
  if (session === undefined) return mayRefuse;
  if (helo === undefined) return goesOn;
  if (helo.startsWith('[')) return addressInBrackets(question, helo);
  const text = rejectedText({ name: helo, kind: 'Helo command' }, 'Host not found');
  return decide(
    question,
    mayRefuse,
    () => ({ decider: 'dns', question: `whether DNS has the host ${helo}` }),
    [
      { answer: 'It does.', outcomes: () => goesOn },
      {
        answer: 'It does not.',
        outcomes: () => reject(question, 'unknown_hostname_reject_code', '4.7.1', () => text),
      },
      {
        answer: 'The lookup fails.',
        outcomes: () =>
          deferUnless(
            question,
            'unknown_helo_hostname_tempfail_action',
            refusal(question, 450, '4.7.1', text),
          ),
      },
    ],
  );
}

/** A dot at the end, but not two (dup_if_truncate). */
export function withoutFinalDot(name: string): string {
  return name.length > 1 && name.endsWith('.') && !name.endsWith('..') ? name.slice(0, -1) : name;
}

function isHostAddress(text: string): boolean {
  return text.includes(':') ? parseAddress(text, 'ipv6') !== undefined : isValidIpv4(text);
}

/** valid_mailhost_addr(): `192.0.2.1` or `IPv6:2001:db8::1`. */
export function isMailAddress(text: string): boolean {
  return /^ipv6:/i.test(text)
    ? parseAddress(text.slice('ipv6:'.length), 'ipv6') !== undefined
    : isValidIpv4(text);
}
