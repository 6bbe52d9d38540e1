// A service that relays for strangers, by evaluation of its lists.

import type { Location } from '../instance/instance.ts';
import { type Decision, smtpdServices, strangerRelay } from '../mail/relay.ts';
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
      const decision = answer.decisions.findLast((d) => d.verdict === answer.verdict) ?? answer.decisions.at(-1);
      const at: Location | undefined =
        decision?.location ??
        (master && service ? { uri: master.uri, start: service.start, end: service.start + (service.item.fields[7]?.end ?? 0) } : undefined);
      const key = `${at?.uri} ${at?.start}`;
      if (at === undefined || seen.has(key)) continue;
      seen.add(key);
      const where = service === undefined ? '' : ` (service ${service.key})`;
      yield {
        at,
        severity: answer.verdict === 'permits' ? 'error' : 'information',
        message: answer.verdict === 'permits' ? permitted(decision, where) : perhaps(decision, where),
      };
    }
  },
};

function permitted(decision: Decision | undefined, where: string): string {
  const way = decision === undefined ? 'no list refuses it' : `${decision.parameter} comes to "${decision.word}" before a gate`;
  return (
    `A stranger can send mail to any domain through this server${where}: ${way}. ` +
    'Postfix relays it and logs nothing special. ' +
    'Put reject_unauth_destination in front, in smtpd_relay_restrictions.'
  );
}

function perhaps(decision: Decision | undefined, where: string): string {
  const word = decision?.word ?? '';
  return (
    `Whether a stranger can relay${where} depends on "${word}" in ${decision?.parameter ?? ''}, which stands before every gate: ` +
    'if it permits, Postfix relays the mail. ' +
    'Put reject_unauth_destination in front of it, or make sure that it never answers OK to strangers.'
  );
}
