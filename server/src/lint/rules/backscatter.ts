// Mail that is accepted for unknown recipients, and bounced to forged senders (LOCAL_RECIPIENT_README).

import { commentOut } from '../../edits/lines.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { receivingServices } from '../shared/receiving-services.ts';

export const backscatter: Rule = {
  code: 'backscatter',
  title: 'Mail for unknown users is accepted and bounced later',
  severity: 'warning',
  dependsOnServices: true,
  *configuration(context: Configuration): Generator<Finding> {
    yield* localRecipients(context);
    yield* relayRecipients(context);
    yield* virtualRecipients(context);
  },
};

function* localRecipients(context: Configuration): Generator<Finding> {
  const { instance } = context;
  const value = instance.value('local_recipient_maps');
  const { main } = instance.files;
  if (value?.source.kind !== 'entry' || value.raw !== '' || main === undefined) return;
  const destinations = instance.expanded('mydestination');
  if (
    destinations === undefined ||
    destinations.text === '' ||
    isMeant(instance) ||
    checksRecipients(context, 'local_recipient_maps', withoutPolicy)
  )
    return;
  const at = sourceLocation(instance, value.source);
  if (at === undefined) return;
  const isOwn = hasOwnUsers(instance);
  yield {
    at,
    // A policy server can check recipients, but most check something else.
    ...(checksRecipients(context, 'local_recipient_maps') ? { severity: 'information' as const } : {}),
    message:
      'local_recipient_maps is empty, so smtpd accepts mail for any user in $mydestination. ' +
      'Mail for users who do not exist is bounced later, mostly to forged senders. ' +
      (isOwn
        ? 'List the tables that contain your users.'
        : 'Remove the line to restore the default, or list the tables that contain your users.'),
    ...(!isOwn && {
      fixes: [
        {
          title: 'Comment out this line',
          edits: commentOut(main.uri, value.source.entry),
          preferred: true,
        },
      ],
    }),
  };
}

/** Another program delivers the mail. It can have users that the default, system users and aliases, does not contain. */
function hasOwnUsers(instance: Instance): boolean {
  const text = (name: string): string => instance.expanded(name)?.text ?? '';
  return (
    [
      'mailbox_transport',
      'mailbox_transport_maps',
      'mailbox_command_maps',
      'fallback_transport',
      'fallback_transport_maps',
    ].some((name) => text(name) !== '') || !/^local(?::|$)/.test(text('local_transport'))
  );
}

/** A user gets the mail for unknown users, or there is no local delivery. */
function isMeant(instance: Instance): boolean {
  const text = (name: string): string => instance.expanded(name)?.text ?? '';
  return text('luser_relay') !== '' || /^(?:error|discard|retry)(?::|$)/.test(text('local_transport'));
}

function* relayRecipients(context: Configuration): Generator<Finding> {
  const { instance } = context;
  const value = expandedValue(instance, 'relay_domains');
  if (value?.value.source.kind !== 'entry' || instance.expanded('relay_recipient_maps')?.text !== '') return;
  const names = value.value.raw.split(/[\s,]+/);
  const relays = names.some((word) =>
    /^(?:[\w.-]+\.[a-z]|(?:proxy:)?(?:hash|lmdb|cdb|btree|texthash|mysql|pgsql|sqlite|ldap|mongodb):)/i.test(
      word,
    ),
  );
  const at = sourceLocation(instance, value.value.source);
  if (!relays || at === undefined || checksRecipients(context, 'relay_recipient_maps')) return;
  yield {
    at,
    severity: 'information',
    message:
      'relay_recipient_maps is empty, so smtpd accepts mail for any user in $relay_domains. ' +
      'Mail that the next server rejects is bounced, mostly to forged senders. ' +
      'Set relay_recipient_maps to the tables that contain the users of that server, or add reject_unverified_recipient.',
  };
}

function* virtualRecipients(context: Configuration): Generator<Finding> {
  const { instance } = context;
  const value = expandedValue(instance, 'virtual_mailbox_domains');
  const text = (name: string): string | undefined => instance.expanded(name)?.text;
  if (value?.value.source.kind !== 'entry' || text('virtual_mailbox_maps') !== '') return;
  const { text: domains, problems, undefinedNames } = value.expansion;
  if (domains.trim() === '' || problems.length > 0 || undefinedNames.length > 0) return;
  const at = sourceLocation(instance, value.value.source);
  const isClosed = /^(?:error|discard|retry)(?::|$)/.test(text('virtual_transport') ?? '');
  if (at === undefined || isClosed || checksRecipients(context, 'virtual_mailbox_maps')) return;
  yield {
    at,
    message:
      'virtual_mailbox_maps is empty, so smtpd accepts mail for any user in $virtual_mailbox_domains. ' +
      'Mail for users who do not exist is bounced later, mostly to forged senders. ' +
      'Set virtual_mailbox_maps to the tables that contain your users, or add reject_unverified_recipient.',
  };
}

/** Whether each service that uses the table, and that other servers can send mail to, checks each recipient. */
function checksRecipients(context: Configuration, table: string, checks = withPolicy): boolean {
  const lists = ['smtpd_recipient_restrictions', 'smtpd_relay_restrictions', 'smtpd_data_restrictions'];
  return receivingServices(context, table).every((service) =>
    lists.some((list) => checks.test(context.instance.expanded(list, service)?.text ?? '')),
  );
}

const withPolicy = /\b(?:reject_unverified_recipient|check_recipient_access|check_policy_service)\b/i;
const withoutPolicy = /\b(?:reject_unverified_recipient|check_recipient_access)\b/i;
