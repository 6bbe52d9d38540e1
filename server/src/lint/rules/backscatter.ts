// Mail that is accepted for unknown recipients, and bounced to forged senders (LOCAL_RECIPIENT_README).

import { commentOut } from '../../edits/lines.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const backscatter: Rule = {
  code: 'backscatter',
  title: 'Mail for unknown users is accepted and bounced later',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    yield* localRecipients(instance);
    yield* relayRecipients(instance);
    yield* virtualRecipients(instance);
  },
};

function* localRecipients(instance: Instance): Generator<Finding> {
  const value = instance.value('local_recipient_maps');
  const { main } = instance.files;
  if (value?.source.kind !== 'entry' || value.raw !== '' || main === undefined) return;
  const destinations = instance.expanded('mydestination');
  if (
    destinations === undefined ||
    destinations.text === '' ||
    isMeant(instance) ||
    checksRecipients(instance, withoutPolicy)
  )
    return;
  const at = sourceLocation(instance, value.source);
  if (at === undefined) return;
  const isOwn = hasOwnUsers(instance);
  yield {
    at,
    // A policy server can check recipients, but most check something else.
    ...(checksRecipients(instance) ? { severity: 'information' as const } : {}),
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

function* relayRecipients(instance: Instance): Generator<Finding> {
  const value = expandedValue(instance, 'relay_domains');
  if (value?.value.source.kind !== 'entry' || instance.expanded('relay_recipient_maps')?.text !== '') return;
  const names = value.value.raw.split(/[\s,]+/);
  const relays = names.some((word) =>
    /^(?:[\w.-]+\.[a-z]|(?:proxy:)?(?:hash|lmdb|cdb|btree|texthash|mysql|pgsql|sqlite|ldap|mongodb):)/i.test(
      word,
    ),
  );
  const at = sourceLocation(instance, value.value.source);
  if (!relays || at === undefined || checksRecipients(instance)) return;
  yield {
    at,
    severity: 'information',
    message:
      'relay_recipient_maps is empty, so smtpd accepts mail for any user in $relay_domains. ' +
      'Mail that the next server rejects is bounced, mostly to forged senders. ' +
      'Set relay_recipient_maps to the tables that contain the users of that server, or add reject_unverified_recipient.',
  };
}

function* virtualRecipients(instance: Instance): Generator<Finding> {
  const value = expandedValue(instance, 'virtual_mailbox_domains');
  const text = (name: string): string | undefined => instance.expanded(name)?.text;
  if (value?.value.source.kind !== 'entry' || text('virtual_mailbox_maps') !== '') return;
  const { text: domains, problems, undefinedNames } = value.expansion;
  if (domains.trim() === '' || problems.length > 0 || undefinedNames.length > 0) return;
  const at = sourceLocation(instance, value.value.source);
  const isClosed = /^(?:error|discard|retry)(?::|$)/.test(text('virtual_transport') ?? '');
  const hasOwnMaps = instance.services.some(
    (service) => instance.overridesOf(service, 'virtual_mailbox_maps').length > 0,
  );
  if (at === undefined || isClosed || hasOwnMaps || checksRecipients(instance)) return;
  yield {
    at,
    message:
      'virtual_mailbox_maps is empty, so smtpd accepts mail for any user in $virtual_mailbox_domains. ' +
      'Mail for users who do not exist is bounced later, mostly to forged senders. ' +
      'Set virtual_mailbox_maps to the tables that contain your users, or add reject_unverified_recipient.',
  };
}

/** Whether a restriction checks each recipient. */
function checksRecipients(instance: Instance, checks = withPolicy): boolean {
  const lists = ['smtpd_recipient_restrictions', 'smtpd_relay_restrictions', 'smtpd_data_restrictions'];
  return lists.some((list) => checks.test(instance.expanded(list)?.text ?? ''));
}

const withPolicy = /\b(?:reject_unverified_recipient|check_recipient_access|check_policy_service)\b/i;
const withoutPolicy = /\b(?:reject_unverified_recipient|check_recipient_access)\b/i;
