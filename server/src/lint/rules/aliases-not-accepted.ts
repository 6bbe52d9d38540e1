// A list of local recipients without the aliases: smtpd rejects mail to the aliases (smtpd_check.c, check_local_rcpt).

import { databaseClient } from '../../catalog/database-keys.ts';
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
    const isUsersOnly = list.nodes.every(isUserList);
    // Other tables may contain the aliases as well. A database usually does not if they are in a file.
    const isDatabase = list.nodes.every((node) => isUserList(node) || isClient(node));
    if (!isDatabase || !isDelivering(instance, 'local')) return;
    if (!new ServiceSettings(instance, undefined).has('alias_maps')) return;
    if (!isUsersOnly && !(instance.entriesByName.has('alias_maps') && hasAliasFile(instance))) return;
    if (!scopesSharing(instance, name).some((service) => rejectsUnknown(instance, service))) return;
    const edit = insertWord(instance, list, '$alias_maps');
    yield {
      at,
      ...(!isUsersOnly && { severity: 'information' }),
      message:
        (isUsersOnly
          ? 'local_recipient_maps contains only the users of this host, so smtpd rejects mail to aliases such as postmaster. '
          : 'local_recipient_maps does not include $alias_maps, so smtpd rejects mail to aliases such as postmaster, unless the database also contains them. ') +
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

/** `mysql:/etc/postfix/users.cf`, also after `proxy:` */
function isClient(node: ValueNode): boolean {
  if (node.kind !== 'table') return false;
  const [inner] = node.tables;
  return inner === undefined ? databaseClient(node.type.text) !== undefined : isClient(inner);
}

/** The aliases are in a file, and not in the same database. */
function hasAliasFile(instance: Instance): boolean {
  const aliases = expandedValue(instance, 'alias_maps')?.nodes ?? [];
  return aliases.some((node) => node.kind === 'table' && !isClient(node) && node.name.text.startsWith('/'));
}
