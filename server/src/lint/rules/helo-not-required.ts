// Checks of the HELO name, which a client can bypass by sending no HELO (smtpd_check.c, generic_checks).

import { setParameter } from '../../edits/parameters.ts';
import { scopesOf } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

const required = 'smtpd_helo_required';

export const heloNotRequired: Rule = {
  code: 'helo-not-required',
  title: 'Clients can bypass HELO checks',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { main } = instance.files;
    if (main === undefined) return;
    for (const { list, node, at } of everyRestrictionWord(instance)) {
      if (node.kind !== 'restriction' || !checksHelo.test(node.name.text)) continue;
      const scopes = scopesOf(instance, list).filter((service) => isReachable(instance, service));
      const isOff = scopes.some(
        (service) => new ServiceSettings(instance, service).text(required)?.toLowerCase() === 'no',
      );
      if (!isOff) continue;
      const edit = setParameter(instance, required, 'yes');
      yield {
        at,
        message:
          `Clients that send no HELO or EHLO command bypass ${node.name.text}, because ${required} is off. ` +
          'smtpd then skips the restriction and logs nothing. ' +
          `Set ${required} = yes.`,
        ...(edit && { fixes: [{ title: `Set ${required} = yes`, edits: [edit], preferred: true }] }),
      };
      // One finding is enough for all of them.
      return;
    }
  },
};

const checksHelo =
  /^(?:reject_(?:invalid|non_fqdn|unknown)_(?:helo_)?hostname|reject_rhsbl_helo|check_helo_\w*access)$/i;
