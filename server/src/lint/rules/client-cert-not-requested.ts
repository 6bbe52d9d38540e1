// A restriction about client certificates in a service that does not request any (smtpd_check.c,
// permit_tls_clientcerts and check_ccert_access).

import { restriction } from '../../catalog/restrictions.ts';
import { setBeside } from '../../edits/setting-edits.ts';
import { scopesWithout } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord } from '../../mail/restriction-words.ts';
import { inServices, logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const clientCertNotRequested: Rule = {
  code: 'client-cert-not-requested',
  title: 'Client certificates are checked but never requested',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of everyRestrictionWord(instance)) {
      if (node.kind !== 'restriction') continue;
      const name = node.name.text.toLowerCase();
      if (restriction(name)?.requires !== 'tls') continue;
      const without = scopesWithout(instance, list, 'smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert');
      if (without.length === 0) continue;
      const edit = setBeside(instance, list, 'smtpd_tls_ask_ccert', 'yes');
      yield {
        at,
        message:
          `${name} needs a client certificate, but smtpd does not request one${inServices(without)}. ` +
          `The restriction never matches, and smtpd logs: ${logText(`${name} is requested, but "smtpd_tls_ask_ccert = no"`)}. ` +
          'Set smtpd_tls_ask_ccert = yes.',
        ...(edit && { fixes: [{ title: 'Set smtpd_tls_ask_ccert = yes', edits: [edit], preferred: true }] }),
      };
    }
  },
};
