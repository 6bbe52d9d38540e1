// A list of local recipients without the aliases: smtpd rejects mail to the aliases (smtpd_check.c, check_local_rcpt).

import { insertWord } from '../../edits/lists.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { isDelivering } from '../../mail/mailbox-agents.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { scopesSharing } from '../../mail/smtpd-services.ts';
import type { ValueNode } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const aliasesNotAccepted: Rule = {
  code: 'aliases-not-accepted',
  title: 'Mail to aliases is rejected',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    const list = expandedValue(instance, name);
    const at = list && sourceLocation(instance, list.value.source);
    if (list === undefined || at === undefined || list.nodes.length === 0) return;
    // Other tables may contain the aliases as well.
    if (!list.nodes.every(isUserList) || !isDelivering(instance, 'local')) return;
    if (!new ServiceSettings(instance, undefined).has('alias_maps')) return;
    if (!scopesSharing(instance, name).some((service) => rejectsUnknown(instance, service))) return;
    const edit = insertWord(instance, list, '$alias_maps');
    yield {
      at,
      message:
        'local_recipient_maps contains only the users of this host, so smtpd rejects mail to aliases such as postmaster. ' +
        `smtpd answers: ${logText('User unknown in local recipient table')}. ` +
        'Add $alias_maps.',
      ...(edit && { fixes: [{ title: 'Add $alias_maps', edits: [edit], preferred: true }] }),
    };
  },
};

const name = 'local_recipient_maps';

function rejectsUnknown(instance: Instance, service: PlacedService | undefined): boolean {
  const settings = new ServiceSettings(instance, service);
  return (
    settings.is('smtpd_reject_unlisted_recipient') &&
    !/no_unknown_recipient_checks/.test(settings.text('receive_override_options') ?? '')
  );
}

/** `unix:passwd.byname`, also after `proxy:` */
function isUserList(node: ValueNode): boolean {
  if (node.kind !== 'table') return false;
  const [inner] = node.tables;
  return inner === undefined
    ? node.type.text === 'unix' && node.name.text === 'passwd.byname'
    : node.type.text === 'proxy' && isUserList(inner);
}
