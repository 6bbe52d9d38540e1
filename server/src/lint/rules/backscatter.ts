// Recipients that are taken without being known, and returned to senders who never wrote (LOCAL_RECIPIENT_README).

import { commentOut } from '../../edits/lines.ts';
import type { Instance } from '../../instance/instance.ts';
import { expandedValue, sourceLocation } from '../../instance/words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const backscatter: Rule = {
  code: 'backscatter',
  title: 'Mail for unknown users is taken, and returned',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    yield* localRecipients(instance);
    yield* relayRecipients(instance);
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
    checksRecipients(instance)
  )
    return;
  const at = sourceLocation(instance, value.source);
  if (at === undefined) return;
  yield {
    at,
    message:
      'local_recipient_maps is empty, so every user of $mydestination counts as known. ' +
      'smtpd takes the mail, and Postfix returns what local cannot deliver to senders that are mostly forged. ' +
      'Remove the line, or name the tables of your users.',
    fixes: [
      {
        title: 'Comment out this line',
        edits: commentOut(main.uri, value.source.entry),
        preferred: true,
      },
    ],
  };
}

/** Somebody gets the mail of unknown users, or nobody gets any. */
function isMeant(instance: Instance): boolean {
  const text = (name: string): string => instance.expanded(name)?.text ?? '';
  return text('luser_relay') !== '' || /^(?:error|discard|retry)(?::|$)/.test(text('local_transport'));
}

function* relayRecipients(instance: Instance): Generator<Finding> {
  const value = expandedValue(instance, 'relay_domains');
  if (value?.value.source.kind !== 'entry' || instance.expanded('relay_recipient_maps')?.text !== '') return;
  const names = value.value.raw.split(/[\s,]+/);
  const relays = names.some((word) => /^[\w.-]+\.[a-z]/i.test(word));
  const at = sourceLocation(instance, value.value.source);
  if (!relays || at === undefined || checksRecipients(instance)) return;
  yield {
    at,
    severity: 'information',
    message:
      'relay_recipient_maps is empty, so every user of $relay_domains counts as known. ' +
      'smtpd takes the mail, and Postfix returns what the next server refuses to senders that are mostly forged. ' +
      'Name the tables of its users in relay_recipient_maps, or add reject_unverified_recipient.',
  };
}

/** Where something else looks at each recipient. */
function checksRecipients(instance: Instance): boolean {
  const lists = ['smtpd_recipient_restrictions', 'smtpd_relay_restrictions', 'smtpd_data_restrictions'];
  return lists.some((list) =>
    /\b(?:reject_unverified_recipient|check_recipient_access|check_policy_service)\b/i.test(
      instance.expanded(list)?.text ?? '',
    ),
  );
}
