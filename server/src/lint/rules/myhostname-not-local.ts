// Mail to users of this host's own name, which no list of domains contains (trivial-rewrite, smtp_addr.c).

import { insertWord } from '../../edits/lists.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { domainLists, listHas } from '../shared/own-domains.ts';

export const myhostnameNotLocal: Rule = {
  code: 'myhostname-not-local',
  title: "Mail to this host's own name is not accepted",
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const settings = new ServiceSettings(instance, undefined);
    const host = settings.text('myhostname') ?? '';
    const list = expandedValue(instance, 'mydestination');
    const at = list && sourceLocation(instance, list.value.source);
    // Only a list that contains something is meant to contain the names of this host.
    if (list === undefined || at === undefined || list.expansion.text === '') return;
    if (!instance.entriesByName.has('myhostname') || !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(host)) return;
    if (!settings.lacks('relayhost') || !smtpdScopes(instance).some((each) => isReachable(instance, each)))
      return;
    // Mail to a domain in relay_domains is also sent by SMTP.
    const isDelivered = domainLists.some(
      (each) => each !== 'relay_domains' && listHas(instance, tables, each, host.toLowerCase()) !== false,
    );
    if (isDelivered || !settings.lacks('transport_maps')) return;
    const edit = insertWord(instance, list, '$myhostname');
    const isOrigin = settings.text('myorigin')?.toLowerCase() === host.toLowerCase();
    yield {
      at,
      message:
        `${host} (myhostname) is neither a local nor a virtual domain. ` +
        `Postfix sends mail to users of this host by SMTP, detects that the mail loops back to itself, and returns it${isOrigin ? '. This includes mail from cron to local users' : ''}. ` +
        'Add $myhostname to mydestination.',
      ...(edit && { fixes: [{ title: 'Add $myhostname', edits: [edit], preferred: true }] }),
    };
  },
};
