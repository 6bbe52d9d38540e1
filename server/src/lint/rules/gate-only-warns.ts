// A gate behind warn_if_reject: it is tried, the result is logged, and the mail goes through (smtpd_check.c,
// smtpd_check_reject). smtpd's own test at its start does not count it (has_required).

import { removeWord } from '../../edits/lists.ts';
import { hasGate, softenedGate } from '../../mail/gate.ts';
import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const gateOnlyWarns: Rule = {
  code: 'gate-only-warns',
  title: 'warn_if_reject makes the relay gate harmless',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      const gate = softenedGate(instance, service);
      if (gate === undefined) continue;
      const dies = !hasGate(instance, service);
      // Behind another gate it is a test without danger.
      if (!dies && !(isReachable(instance, service) && relay(context, service, stranger).usual === 'permits'))
        continue;
      const { at, list, warn, name } = gate;
      if (at === undefined) continue;
      const edit = removeWord(instance, list, warn);
      yield {
        at,
        message:
          `Behind warn_if_reject ${name} stops nobody. ` +
          (dies
            ? 'No other word does, and smtpd dies: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of reject_unauth_destination and its kin. '
            : 'Postfix logs reject_warning, and relays the mail of strangers. ') +
          'Remove warn_if_reject.',
        ...(edit && { fixes: [{ title: 'Remove warn_if_reject', edits: [edit], preferred: true }] }),
      };
    }
  },
};
