// What smtpd does with the answer of an access table: check_table_result() (smtpd_check.c).

import type { AccessAction } from '../syntax/tables/actions.ts';
import { actionIn, effectOf } from './access-entries.ts';
import { error, goesOn, type Outcome, permits } from './outcomes.ts';
import { type Query, setting } from './query.ts';
import { pending, refusal, reject, serverError } from './refusals.ts';
import { type About, rejectedText, splitStatus, statusFor } from './replies.ts';
import type { AccessFound, DelegatedActions, Session } from './session.ts';
import type { Reply } from './trace/model.ts';
import type { Placed } from './trace/stages.ts';

/** The one outcome of an answer. If it is a list of restrictions, the list is evaluated. */
export function tableResult(
  question: Query,
  session: Session,
  about: About,
  { text, entry }: AccessFound,
): readonly Outcome[] {
  const places = session.places;
  if (entry !== undefined) session.places = [entry, ...places];
  const ways = outcomesOf(question, session, about, text);
  session.places = places;
  const answer = { text, ...(entry && { entry }) };
  return ways.map((way) => ({ ...way, answer: way.answer ?? answer }));
}

function outcomesOf(question: Query, session: Session, about: About, text: string): readonly Outcome[] {
  const action = actionIn(text);
  if (action === undefined) return error;
  switch (effectOf(action)) {
    case 'permits':
      return permits;
    case 'list':
      return question.list({ text }, about);
    case 'error':
      return serverError(question);
    case 'discards':
      if (!canDelegate(question, session)) return goesOn;
      session.does('accepts the mail and discards it');
      return [{ end: 'discards', usual: true }];
    default:
      return refusalOrNote(question, session, about, action);
  }
}

function refusalOrNote(
  question: Query,
  session: Session,
  about: About,
  action: AccessAction,
): readonly Outcome[] {
  switch (action.kind) {
    case 'reject':
      return rejected(question, about, 'access_map_reject_code', '5.7.1', action);
    case 'defer':
      return rejected(question, about, 'access_map_defer_code', '4.7.1', action);
    case 'reply':
      return rejected(question, about, Number(action.code.text), `${action.code.text[0]}.7.1`, action);
    case 'defer-if-permit':
      return pending('permit', pendingReply(question, about, action));
    case 'defer-if-reject':
      return pending('reject', pendingReply(question, about, action));
    case 'hangup':
      return [{ end: 'refuses', usual: true, hard: true, hangsUp: true }];
    default:
      delegate(question, session, action);
      return goesOn;
  }
}

type Explained = Extract<
  AccessAction,
  { kind: 'reject' | 'defer' | 'reply' | 'defer-if-permit' | 'defer-if-reject' }
>;

function rejected(
  question: Query,
  about: About,
  code: number | string,
  otherwise: string,
  action: Explained,
): readonly Outcome[] {
  const { status, text } = statusAndText(action, otherwise);
  const why = (): string => rejectedText(about, text || 'Access denied');
  return reject(question, code, statusFor(about.kind, status), why);
}

function pendingReply(question: Query, about: About, action: Explained): Reply {
  const { status, text } = statusAndText(action, '4.7.1');
  const why = rejectedText(about, text || 'Service unavailable');
  return refusal(question, 'access_map_defer_code', statusFor(about.kind, status), why);
}

function statusAndText({ status, text }: Explained, otherwise: string): { status: string; text: string } {
  return splitStatus([status?.text, text?.text].filter((part) => part !== undefined).join(' '), otherwise);
}

/** Actions for which the list goes on. */
function delegate(question: Query, session: Session, action: AccessAction): void {
  const { actions, places } = session;
  const placed = (value: string): Placed<string> => ({ value, at: places });
  const add = <Name extends 'filter' | 'redirect' | 'hold'>(
    name: Name,
    what: string,
    value: string,
  ): void => {
    if (!canDelegate(question, session)) return;
    session.does(what);
    (actions as Record<Name, DelegatedActions[Name]>)[name] = placed(value);
  };
  switch (action.kind) {
    case 'filter': {
      if (action.problem !== undefined || action.transport === undefined) return;
      const target = `${action.transport.text}:${action.destination?.text ?? ''}`;
      add('filter', `sends the mail through the content filter ${target}`, target);
      return;
    }
    case 'redirect':
      if (action.problem === undefined && action.address !== undefined)
        add(
          'redirect',
          `sends the mail to ${action.address.text} instead of its recipients`,
          action.address.text,
        );
      return;
    case 'hold':
      if (actions.hold === undefined) add('hold', 'puts the mail on hold', action.text?.text ?? '');
      return;
    case 'bcc':
      if (action.problem !== undefined || action.address === undefined) return;
      if (!canDelegate(question, session)) return;
      session.does(`sends a copy of the mail to ${action.address.text}`);
      actions.bcc.push(placed(action.address.text));
      return;
    case 'prepend': {
      if (session.sender === undefined || session.command === 'END-OF-MESSAGE') return;
      if (action.problem !== undefined || action.header === undefined) return;
      const line = `${action.header.text}: ${action.text?.text ?? ''}`;
      session.does(`adds the header line ${line}`);
      actions.prepend.push(placed(line));
      return;
    }
    case 'warn':
    case 'info':
      session.does(`logs ${action.kind.toUpperCase()} ${action.text?.text ?? ''}`.trim());
      return;
    default:
      return;
  }
}

/** can_delegate_action(): cleanup must get the mail, and the mail must have begun. */
function canDelegate(question: Query, session: Session): boolean {
  return setting(question, 'smtpd_proxy_filter') === '' && session.sender !== undefined;
}
