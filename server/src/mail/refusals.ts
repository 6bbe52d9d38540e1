// The outcomes in which smtpd refuses a mail, with the reply if everything about the session is known; and the outcomes
// that something outside the configuration decides.

import { error, type Outcome, refuses } from './outcomes.ts';
import { type Query, setting } from './query.ts';
import { rejection } from './replies.ts';
import type { Session } from './session.ts';
import type { Decider, Reply } from './trace/model.ts';

/** The value of a parameter for the code of a reply, such as `reject_code`. */
export function replyCode(question: Query, parameter: string): number {
  const code = setting(question, parameter);
  return /^\d{1,9}$/.test(code) ? Number(code) : 0;
}

/** @param code the code, or the parameter that has it */
export function refusal(question: Query, code: number | string, status: string, text: string): Reply {
  return rejection(typeof code === 'number' ? code : replyCode(question, code), status, text);
}

/** smtpd_check_reject(): a rejection that warn_if_reject turns into a warning. */
export function reject(
  question: Query,
  code: number | string,
  status: string,
  text: () => string,
): readonly Outcome[] {
  if (question.session === undefined) return refuses;
  return [{ end: 'refuses', usual: true, reply: refusal(question, code, status, text()) }];
}

/** reject_dict_retry() */
export function lookupFailure({ session }: Query, name: string): readonly Outcome[] {
  if (session === undefined) return error;
  return [
    {
      end: 'refuses',
      usual: true,
      hard: true,
      reply: rejection(451, '4.3.0', `<${name}>: Temporary lookup failure`),
    },
  ];
}

/** reject_server_error() */
export function serverError({ session }: Pick<Query, 'session'>): readonly Outcome[] {
  if (session === undefined) return error;
  const reply = rejection(451, '4.3.5', 'Server configuration error');
  return [{ end: 'refuses', usual: true, hard: true, reply }];
}

/** defer_if_permit and defer_if_reject: the list goes on. */
export function pending(when: 'permit' | 'reject', reply: Reply): readonly Outcome[] {
  return [{ end: 'goes-on', usual: true, pending: { when, reply } }];
}

/**
 * A rejection after a temporary error, which usually lets the list go on (DEFER_IF_PERMIT2).
 * @param parameter the one that chooses between the two, such as unknown_address_tempfail_action
 */
export function deferUnless(question: Query, parameter: string, reply: Reply): readonly Outcome[] {
  return setting(question, parameter).toLowerCase() === 'defer_if_permit'
    ? pending('permit', reply)
    : [{ end: 'refuses', usual: true, reply }];
}

export interface Alternative {
  /** A sentence: `It is listed.` */
  readonly answer: string;
  outcomes(session: Session): readonly Outcome[];
}

/**
 * What something outside the configuration decides.
 * @param otherwise the outcomes if the session is not known
 * @param alternatives the usual one first
 */
export function decide(
  { session }: Query,
  otherwise: readonly Outcome[],
  question: () => { readonly decider: Decider; readonly question: string },
  alternatives: readonly [Alternative, ...Alternative[]],
): readonly Outcome[] {
  if (session === undefined) return otherwise;
  const [first, ...others] = alternatives;
  const option = (value: Alternative) => ({ answer: value.answer, value });
  return session.ask(question(), [option(first), ...others.map(option)]).outcomes(session);
}
