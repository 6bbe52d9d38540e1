// A relay check after warn_if_reject: smtpd evaluates it and logs the result, but does not reject the mail (smtpd_check.c,
// smtpd_check_reject). When smtpd starts and looks for a relay check, it skips this one (has_required).

import { removeWord } from '../../edits/lists.ts';
import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { hasRelayCheck, softenedRelayCheck } from '../../mail/relay-check.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { relayCheckLog } from '../shared/relay-check.ts';
import { shownByMail } from '../shared/relayed-mail.ts';

export const gateOnlyWarns: Rule = {
  code: 'gate-only-warns',
  title: 'Relay check is disabled by warn_if_reject',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      const softened = softenedRelayCheck(instance, service);
      if (softened === undefined) continue;
      const exits = !hasRelayCheck(instance, service);
      // If another relay check works, this one is a harmless trial.
      if (
        !exits &&
        !(isReachable(instance, service) && relay(context, service, stranger).usual === 'permits')
      )
        continue;
      const { at, list, warn, name } = softened;
      if (at === undefined) continue;
      const edit = removeWord(instance, list, warn);
      yield {
        at,
        message:
          `After warn_if_reject, ${name} only logs a warning and does not reject mail. ` +
          (exits
            ? `There is no other relay check, so smtpd exits with: ${relayCheckLog(instance.release)}. `
            : `Postfix logs ${logText('reject_warning')} and relays mail for strangers. `) +
          'Remove warn_if_reject.',
        ...(!exits && shownByMail(context, service, at)),
        ...(edit && { fixes: [{ title: 'Remove warn_if_reject', edits: [edit], preferred: true }] }),
      };
    }
  },
};
