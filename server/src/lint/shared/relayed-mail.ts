// The mail that shows that a service relays for strangers, for findings about relaying.

import type { Location, PlacedService } from '../../instance/instance.ts';
import {
  describeMail,
  mailForKey,
  type RelayedMail,
  relayedMail,
  riskOf,
} from '../../mail/counterexample.ts';
import { stranger } from '../../mail/mail.ts';
import type { AccessKey } from '../../mail/pattern-match.ts';
import { relay } from '../../mail/relay.ts';
import type { Configuration, Finding, RelatedPlace } from '../rule.ts';

type Shown = Required<Pick<Finding, 'related'>> & Pick<Finding, 'mail'>;

/** The mail, or why the service is a risk although no such mail is known. */
export function shownByMail(
  context: Configuration,
  service: PlacedService | undefined,
  at: Location,
  others: readonly RelatedPlace[] = [],
): Shown {
  const mail = relayedMail(context.tables, service);
  return mail === undefined
    ? { related: [...others, { at, message: riskOf(relay(context, service, stranger)) }] }
    : shown(mail, at, others);
}

/** The mail that an entry of an access table permits. */
export function shownByEntry(
  context: Configuration,
  service: PlacedService | undefined,
  { word, key, at }: { readonly word: string; readonly key: AccessKey; readonly at: Location },
  others: readonly RelatedPlace[] = [],
): Shown {
  const mail = mailForKey(context, service, word, key);
  return mail === undefined ? { related: others } : shown(mail, at, others);
}

function shown(mail: RelayedMail, at: Location, others: readonly RelatedPlace[]): Shown {
  return {
    mail: mail.request,
    related: [...others, { at, message: `This message is relayed: ${describeMail(mail)}` }],
  };
}
