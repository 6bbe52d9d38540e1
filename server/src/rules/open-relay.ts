// A service that relays for strangers, by evaluation of its lists.

import { isGate } from '../catalog/restrictions.ts';
import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { expandedValue } from '../instance/words.ts';
import { type Decision, smtpdServices, strangerRelay } from '../mail/relay.ts';
import { gateLocation } from './no-relay-gate.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const openRelay: Rule = {
  code: 'open-relay',
  title: 'Strangers can relay through this service',
  severity: 'error',
  *check({ instance }: RuleContext): Generator<Finding> {
    const seen = new Set<string>();
    const { master } = instance.files;
    for (const service of master === undefined ? [undefined] : smtpdServices(instance)) {
      const answer = strangerRelay(instance, service);
      if (answer.verdict !== 'permits' && answer.verdict !== 'may') continue;
      const decision =
        answer.decisions.findLast((d) => d.verdict === answer.verdict) ?? answer.decisions.at(-1);
      const swallowed = decision === undefined ? swallowedGate(instance, service) : undefined;
      const at = decision?.location ?? swallowed?.at ?? gateLocation(instance, service);
      const key = `${at?.uri} ${at?.start}`;
      if (at === undefined || seen.has(key)) continue;
      seen.add(key);
      const where = service === undefined ? '' : ` (service ${service.key})`;
      yield {
        at,
        severity: answer.verdict === 'permits' ? 'error' : 'information',
        message:
          answer.verdict === 'permits' ? permitted(decision, swallowed, where) : perhaps(decision, where),
      };
    }
  },
};

function permitted(
  decision: Decision | undefined,
  swallowed: SwallowedGate | undefined,
  where: string,
): string {
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
  return `A stranger can send mail to any domain through this server${where}: ${way}. Postfix relays it and logs nothing special. ${advice}`;
}

interface SwallowedGate {
  readonly by: string;
  readonly gate: string;
  readonly at: Location | undefined;
}

/** A gate that is there to see, and that the word in front takes for its argument. */
function swallowedGate(instance: Instance, service: PlacedService | undefined): SwallowedGate | undefined {
  for (const list of ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions']) {
    const value = expandedValue(instance, list, service);
    for (const node of value?.nodes ?? []) {
      if (value === undefined || node.kind !== 'restriction' || node.argument === undefined) continue;
      const gate = value.expansion.text.slice(node.argument.start, node.argument.end);
      if (isGate(gate, instance.release)) return { by: node.name.text, gate, at: value.locate(node) };
    }
  }
  return undefined;
}

function perhaps(decision: Decision | undefined, where: string): string {
  const word = decision?.word ?? '';
  return (
    `Whether a stranger can relay${where} depends on "${word}" in ${decision?.parameter ?? ''}, which stands before every gate: ` +
    'if it permits, Postfix relays the mail. ' +
    'Put reject_unauth_destination in front of it, or make sure that it never answers OK to strangers.'
  );
}
