// A restriction about client certificates where smtpd asks for none (smtpd_check.c, permit_tls_clientcerts and
// check_ccert_access).

import { restriction } from '../../catalog/restrictions.ts';
import { setBeside } from '../../edits/setting-edits.ts';
import { everyListWord } from '../../mail/list-words.ts';
import { scopesWithout } from '../../mail/lists.ts';
import { inServices } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const clientCertNotRequested: Rule = {
  code: 'client-cert-not-requested',
  title: 'A check of client certificates that nobody is asked for',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, at } of everyListWord(instance)) {
      if (node.kind !== 'restriction') continue;
      const name = node.name.text.toLowerCase();
      if (restriction(name)?.requires !== 'tls') continue;
      const without = scopesWithout(instance, list, 'smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert');
      if (without.length === 0) continue;
      const edit = setBeside(instance, list, 'smtpd_tls_ask_ccert', 'yes');
      yield {
        at,
        ...(instance.files.master === undefined ? { severity: 'information' as const } : {}),
        message:
          `${name} needs a client's certificate, and no client is asked for one${inServices(without)}. ` +
          `It never matches, and smtpd logs: ${name} is requested, but "smtpd_tls_ask_ccert = no". ` +
          'Set smtpd_tls_ask_ccert = yes.',
        ...(edit && { fixes: [{ title: 'Set smtpd_tls_ask_ccert = yes', edits: [edit], preferred: true }] }),
      };
    }
  },
};
