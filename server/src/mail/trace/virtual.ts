// virtual(8): mailboxes of domains that are not the host's own (virtual/mailbox.c).

import type { Location } from '../../instance/instance.ts';
import { bounced, type Delivery, deferred, doesNotStart, ended, note } from './delivery.ts';
import { findAddress } from './maps.ts';
import type { TracedRecipient } from './model.ts';

const misconfigured = '4.3.5 mail system configuration error';

export function virtualAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { recipient, program } = delivery;
  const base = program.text('virtual_mailbox_base');
  if (!base.startsWith('/'))
    return doesNotStart(
      delivery,
      base === ''
        ? 'bad string length 0 < 1: virtual_mailbox_base ='
        : `do not specify relative pathname: virtual_mailbox_base = ${base}`,
      program.at('virtual_mailbox_base'),
    );
  const user = recipient.address.toLowerCase();
  const mailbox = findAddress(delivery, 'virtual_mailbox_maps', user);
  if (mailbox.kind === 'error') return deferred(delivery, misconfigured, mailbox.at, mailbox.condition);
  if (mailbox.kind === 'none')
    return bounced(delivery, `5.1.1 unknown user: "${user}"`, program.at('virtual_mailbox_maps'));
  const path = `${base}/${mailbox.text ?? '?'}`;
  note(delivery, {
    what: path.endsWith('/') ? 'Looks up the maildir.' : 'Looks up the mailbox file.',
    before: user,
    after: path,
    condition: mailbox.condition,
    at: [...mailbox.at, ...program.at('virtual_mailbox_base')],
  });
  const uid = owner(delivery, 'virtual_uid_maps', user);
  const gid = uid && owner(delivery, 'virtual_gid_maps', user);
  if (uid === undefined || gid === undefined) return deferred(delivery, misconfigured);
  if (uid.number !== undefined && uid.number < program.number('virtual_minimum_uid')) {
    note(delivery, {
      what: `The user ID ${uid.number} is less than virtual_minimum_uid.`,
      at: [...uid.at, ...program.at('virtual_minimum_uid')],
    });
    return deferred(delivery, misconfigured, uid.at);
  }
  if (gid.number !== undefined && gid.number <= 0) return deferred(delivery, misconfigured, gid.at);
  note(delivery, {
    what: `Writes the mail with the user ID ${uid.number ?? '?'} and the group ID ${gid.number ?? '?'}.`,
    after: path,
    at: [...uid.at, ...gid.at],
  });
  return [ended(delivery, 'delivered', { mailbox: path })];
}

interface Owner {
  /** Undefined if only the table knows. */
  readonly number: number | undefined;
  readonly at: readonly Location[];
}

/** The entry of virtual_uid_maps or virtual_gid_maps; undefined without one. */
function owner(delivery: Delivery, parameter: string, user: string): Owner | undefined {
  const found = findAddress(delivery, parameter, user);
  if (found.kind !== 'found') {
    note(delivery, {
      what: `${parameter} has no entry for ${user}.`,
      condition: found.condition,
      at: delivery.program.at(parameter),
    });
    return undefined;
  }
  if (found.condition)
    note(delivery, {
      what: `${parameter} has an entry for ${user}.`,
      condition: found.condition,
      at: found.at,
    });
  return { number: found.text === undefined ? undefined : leadingNumber(found.text), at: found.at };
}

/** atol() */
function leadingNumber(text: string): number {
  return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}
