// The effect of each access restriction on a message, as in generic_checks() (smtpd_check.c). A restriction that
// depends on DNS, on a server, or on an unreadable table has several outcomes, unless everything about the session is
// known: then a journey assumes what the others decide.

import { atLeast } from '../catalog/release.ts';
import { restriction } from '../catalog/restrictions.ts';
import type { Endpoint, ValueNode } from '../syntax/value.ts';
import { accessCheck } from './access-outcomes.ts';
import { addressChecks } from './address-checks.ts';
import { clientChecks } from './client-checks.ts';
import { dnsListChecks } from './dns-lists.ts';
import { goesOn, type Outcome, permits, refuses, unknown } from './outcomes.ts';
import { type Check, type Query, setting } from './query.ts';
import { decide, pending, refusal, reject, serverError } from './refusals.ts';
import { rejectedText } from './replies.ts';
import type { Session } from './session.ts';
import { tableResult } from './table-result.ts';

/** Undefined for a word that is not a restriction in this release. */
export function restrictionOutcomes(question: Query, node: ValueNode): readonly Outcome[] | undefined {
  if (node.kind === 'table') {
    const { bareTable } = question.stage;
    return bareTable === undefined ? serverError(question) : accessCheck(bareTable)?.(question, node);
  }
  if (node.kind !== 'restriction') return unknown;
  const name = node.name.text.toLowerCase();
  const facts = restriction(name);
  const { release } = question.instance;
  if (facts === undefined || !atLeast(release, facts.since)) return undefined;
  // "support for restriction … has been removed"
  if (facts.removed !== undefined && atLeast(release, facts.removed)) return serverError(question);
  const judge = accessCheck(name) ?? (Object.hasOwn(checks, name) ? checks[name] : undefined);
  return judge?.(question, node.argument) ?? unknown;
}

const checks: Readonly<Record<string, Check>> = {
  permit: () => permits,
  reject: (question) => reject(question, 'reject_code', '5.7.1', () => textAbout(question, 'Access denied')),
  defer: (question) => reject(question, 'defer_code', '4.3.2', () => textAbout(question, 'Try again later')),
  // If a later restriction permits, smtpd_check_rcpt() defers the message.
  defer_if_permit: (question) =>
    question.session === undefined ? refuses : pending('permit', requested(question, 'defer_if_permit')),
  defer_if_reject: (question) =>
    question.session === undefined ? goesOn : pending('reject', requested(question, 'defer_if_reject')),
  warn_if_reject: () => goesOn,
  sleep: (question, argument) =>
    argument?.kind === 'word' && /^\d+$/.test(argument.text) ? goesOn : serverError(question),
  // Has no effect on a client that follows the protocol.
  reject_unauth_pipelining: () => goesOn,
  check_policy_service: (question, argument) =>
    argument?.kind === 'endpoint' && argument.text.includes(':')
      ? policyAnswer(question, argument)
      : serverError(question),
  ...clientChecks,
  ...dnsListChecks,
  ...addressChecks,
};

function textAbout({ about }: Query, why: string): string {
  return about === undefined ? why : rejectedText(about, why);
}

function requested(question: Query, name: string): ReturnType<typeof refusal> {
  return refusal(question, 450, '4.7.0', textAbout(question, `${name} requested`));
}

/** A policy server answers with the result of an access table. */
function policyAnswer(question: Query, { text, settings }: Endpoint): readonly Outcome[] {
  const { about } = question;
  const answers = (answer: string) => ({
    answer: `It answers ${answer}.`,
    outcomes: (session: Session) =>
      about === undefined ? unknown : tableResult(question, session, about, { text: answer }),
  });
  const own = settings.map((word) => /^default_action\s*=\s*(.*)$/s.exec(word.text)?.[1]);
  const fallback =
    own.find((action) => action !== undefined) ?? setting(question, 'smtpd_policy_service_default_action');
  return decide(
    question,
    unknown,
    () => ({ decider: 'server', question: `what the policy server ${text} answers` }),
    [
      answers('DUNNO'),
      answers('OK'),
      answers('REJECT'),
      answers('DEFER_IF_PERMIT'),
      { ...answers(fallback), answer: 'It does not answer.' },
    ],
  );
}
