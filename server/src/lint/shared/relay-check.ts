// What rules report about a service without a relay check (smtpd_check.c, fail_required).

import { atLeast, type Release } from '../../catalog/release.ts';
import { logText } from '../messages.ts';

/** The list that should hold the relay check: smtpd_relay_restrictions since 2.10. */
export function relayCheckList(release: Release): string {
  return hasRelayList(release) ? 'smtpd_relay_restrictions' : 'smtpd_recipient_restrictions';
}

/** The names of all lists in which smtpd looks for a relay check, for use in a sentence. */
export function relayCheckListNames(release: Release): string {
  return hasRelayList(release)
    ? 'smtpd_relay_restrictions or smtpd_recipient_restrictions'
    : 'smtpd_recipient_restrictions';
}

/** What smtpd logs before it exits because these lists have no relay check. */
export function relayCheckLog(release: Release): string {
  return logText(
    hasRelayList(release)
      ? 'in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of: ' +
          'reject_unauth_destination, defer_unauth_destination, reject, defer, defer_if_permit or check_relay_domains'
      : 'parameter "smtpd_recipient_restrictions": specify at least one working instance of: ' +
          'check_relay_domains, reject_unauth_destination, reject, defer or defer_if_permit',
  );
}

function hasRelayList(release: Release): boolean {
  return atLeast(release, '2.10');
}
