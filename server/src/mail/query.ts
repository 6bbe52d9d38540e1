// The input of a restriction: a message, a service, and the stage of the session.

import { atLeast } from '../catalog/release.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Restriction } from '../syntax/value.ts';
import type { Answer } from './access-lookup.ts';
import type { Mail } from './mail.ts';
import type { Outcome } from './outcomes.ts';
import type { About } from './replies.ts';
import type { Session } from './session.ts';

/** How far the session is when a list is evaluated. This varies with smtpd_delay_reject = no. */
export interface Stage {
  readonly helo: boolean;
  readonly sender: boolean;
  readonly recipient: boolean;
  /** The restriction that a bare `type:name` means; undefined in lists where it is an error. */
  readonly bareTable: string | undefined;
}

export interface Query {
  readonly instance: Instance;
  readonly tables: Tables;
  readonly service: PlacedService | undefined;
  readonly mail: Mail;
  readonly stage: Stage;
  /** Values of the service that have been read already. */
  readonly settings: Map<string, string>;
  /** Present if everything about the session is known. Each restriction then has one outcome, with its reply. */
  readonly session?: Session;
  /** What the list is about, for replies. Present if there is a session. */
  readonly about?: About;
  /** The outcomes of a list of restrictions that a table returns. */
  list(answer: Pick<Answer, 'text'>, about: About | undefined): readonly Outcome[];
}

/** Evaluates one restriction. */
export type Check = (question: Query, argument: Restriction['argument']) => readonly Outcome[];

export function hasSasl(question: Query): boolean {
  return parseBoolean(setting(question, 'smtpd_sasl_auth_enable')) === true;
}

/** Without smtpd_tls_ask_ccert, no client presents a certificate. */
export function mayHaveCertificate(question: Query): boolean {
  if (question.mail.encrypted === false) return false;
  return ['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert'].some(
    (name) => parseBoolean(setting(question, name)) === true,
  );
}

/** The fingerprint of the certificate that the client presents, and then that of its public key. */
export function fingerprints({ session, instance }: Query): readonly string[] {
  const { certificate } = session?.options ?? {};
  if (certificate === undefined) return [];
  const { fingerprint, publicKey } = certificate;
  return publicKey !== undefined && atLeast(instance.release, '2.9')
    ? [fingerprint, publicKey]
    : [fingerprint];
}

export function isStranger({ trusted, login }: Mail): boolean {
  return trusted === false && login === undefined;
}

/** An expanded value of the service; empty if nothing sets it. */
export function setting({ instance, service, settings }: Query, name: string): string {
  let text = settings.get(name);
  if (text === undefined) {
    text = (instance.expanded(name, service)?.text ?? '').trim();
    settings.set(name, text);
  }
  return text;
}
