// What is asked of a restriction: a mail, a service, and how far the session is.

import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Restriction } from '../syntax/value.ts';
import type { Answer } from './access-lookup.ts';
import type { Mail } from './mail.ts';
import type { Outcome } from './outcomes.ts';

/** How much of the session is over when a list is asked: with smtpd_delay_reject = no that differs. */
export interface Stage {
  readonly helo: boolean;
  readonly sender: boolean;
  readonly recipient: boolean;
  /** What a bare `type:name` means. */
  readonly bareTable: string;
}

export interface Query {
  readonly instance: Instance;
  readonly tables: Tables;
  readonly service: PlacedService | undefined;
  readonly mail: Mail;
  readonly stage: Stage;
  /** Values of the service, as far as they were asked for. */
  readonly settings: Map<string, string>;
  /** The ways of a list of restrictions that a table answers with. */
  list(answer: Answer): readonly Outcome[];
}

/** What one restriction does. */
export type Check = (question: Query, argument: Restriction['argument']) => readonly Outcome[];

export function hasSasl(question: Query): boolean {
  return parseBoolean(setting(question, 'smtpd_sasl_auth_enable')) === true;
}

/** Without smtpd_tls_ask_ccert no client shows one. */
export function mayHaveCertificate(question: Query): boolean {
  if (question.mail.encrypted === false) return false;
  return ['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert'].some(
    (name) => parseBoolean(setting(question, name)) === true,
  );
}

export function isStranger({ trusted, login }: Mail): boolean {
  return trusted === false && login === undefined;
}

/** A value of the service, expanded; empty when nothing gives it one. */
export function setting({ instance, service, settings }: Query, name: string): string {
  let text = settings.get(name);
  if (text === undefined) {
    text = (instance.expanded(name, service)?.text ?? '').trim();
    settings.set(name, text);
  }
  return text;
}
