// Whether Postfix takes responsibility for a recipient's domain: permit_auth_destination() (smtpd_check.c).

import { type Query, setting } from './query.ts';

/** `error`: a lookup fails. */
export function isAuthorizedDestination(question: Query): boolean | 'error' {
  const { session, mail } = question;
  if (session === undefined) return mail.destination === 'local';
  const { address, domainClass, routed, kind } = session.lookups.resolve(
    session.recipient ?? '',
    session.sender,
  );
  if (kind === 'failure') return 'error';
  if (!address.includes('@')) return true;
  if (routed && setting(question, 'allow_untrusted_routing') !== 'yes') return false;
  return domainClass !== 'default';
}
