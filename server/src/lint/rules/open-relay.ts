// A service that relays for strangers, by evaluation of its lists.

import { isGate } from '../../catalog/restrictions.ts';
import type { Fix } from '../../edits/edit.ts';
import { insertWord } from '../../edits/lists.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { gateLists, gateLocation } from '../../mail/gate.ts';
import { listValue } from '../../mail/lists.ts';
import { stranger } from '../../mail/mail.ts';
import { type RelayAnswer, relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Decision } from '../../mail/ways.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const openRelay: Rule = {
  code: 'open-relay',
  title: 'Strangers can relay through this service',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      const answer = relay(context, service, stranger);
      if (answer.verdict === 'dies' || !isReachable(instance, service)) continue;
      const finding = answer.usual === 'permits' ? open(instance, service, answer) : perhaps(service, answer);
      if (finding === undefined) continue;
      yield finding;
    }
  },
};

function open(
  instance: Instance,
  service: PlacedService | undefined,
  { usualDecision: decision }: RelayAnswer,
): Finding | undefined {
  const swallowed = decision === undefined ? swallowedGate(instance, service) : undefined;
  const at = decision?.location ?? swallowed?.at ?? gateLocation(instance, service);
  if (at === undefined) return undefined;
  const way =
    swallowed !== undefined
      ? `${swallowed.by} takes ${swallowed.gate} for its argument, and no list refuses it`
      : decision === undefined
        ? 'no list refuses it'
        : `${decision.parameter} comes to "${decision.word}" before a gate`;
  const advice =
    swallowed === undefined
      ? 'Put reject_unauth_destination in front, in smtpd_relay_restrictions.'
      : `Give ${swallowed.by} the argument that it lacks, or remove it.`;
  const fix = decision && gateInFront(instance, service, decision);
  return {
    at,
    message: `A stranger can send mail to any domain through this server${whereOf(service)}: ${way}. Postfix relays it and logs nothing special. ${advice}`,
    ...(fix && { fixes: [fix] }),
  };
}

/** A word that lets in whoever comes, and stands in the list itself. */
function gateInFront(
  instance: Instance,
  service: PlacedService | undefined,
  { parameter, word }: Decision,
): Fix | undefined {
  const list = gateLists.some((name) => name === parameter)
    ? listValue(instance, service, parameter)
    : undefined;
  const node = list?.nodes.find(({ start, end }) => list.expansion.text.slice(start, end) === word);
  const edit = list && node && insertWord(instance, list, 'reject_unauth_destination', node);
  return edit ? { title: `Put reject_unauth_destination in front of ${word}`, edits: [edit] } : undefined;
}

interface SwallowedGate {
  readonly by: string;
  readonly gate: string;
  readonly at: Location | undefined;
}

/** A gate that is there to see, and that the word in front takes for its argument. */
function swallowedGate(instance: Instance, service: PlacedService | undefined): SwallowedGate | undefined {
  for (const name of gateLists) {
    const list = listValue(instance, service, name);
    for (const node of list?.nodes ?? []) {
      if (list === undefined || node.kind !== 'restriction' || node.argument === undefined) continue;
      const gate = list.expansion.text.slice(node.argument.start, node.argument.end);
      if (isGate(gate, instance.release)) return { by: node.name.text, gate, at: list.locate(node) };
    }
  }
  return undefined;
}

/** Rules of their own say more about these. */
const judgedElsewhere = /^(?:permit_mx_backup|check_relay_domains)$/i;

/**
 * A word that may permit, in one of the two lists, while nothing else refuses. Where its table can be read and
 * has an OK, that line is marked (access-ok-before-gate).
 */
function perhaps(service: PlacedService | undefined, { lists }: RelayAnswer): Finding | undefined {
  const refusing = lists.filter(({ ways }) =>
    ways.every(({ end }) => end === 'refuses' || end === 'discards'),
  );
  if (refusing.length > 0) return undefined;
  for (const { parameter, ways } of lists) {
    if (!gateLists.some((name) => name === parameter)) continue;
    const decision = ways.find(({ end }) => end === 'permits')?.decision;
    if (decision === undefined || decision.answer !== undefined || judgedElsewhere.test(decision.word))
      continue;
    if (decision.location === undefined) continue;
    return {
      at: decision.location,
      severity: 'information',
      message:
        `Whether a stranger can relay${whereOf(service)} depends on "${decision.word}" in ${decision.parameter}, which stands before every gate: ` +
        'if it permits, Postfix relays the mail. ' +
        'Put reject_unauth_destination in front of it, or make sure that it never answers OK to strangers.',
    };
  }
  return undefined;
}

function whereOf(service: PlacedService | undefined): string {
  return service === undefined ? '' : ` (service ${service.key})`;
}
