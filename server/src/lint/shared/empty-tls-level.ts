// What the SMTP client logs if its TLS level is empty (smtp.c, check_legacy_defaults in mail_params.c).

import { atLeast } from '../../catalog/release.ts';
import type { ClientSettings } from '../../mail/smtp-client.ts';
import { logText } from '../messages.ts';

/**
 * The second half of a sentence about a client that does not use TLS. Since Postfix 3.11, the client logs that the level
 * is empty if that is only the default of an older compatibility_level.
 */
export function logOfClientWithoutTls(settings: ClientSettings): string {
  const parameter = 'smtp_tls_security_level';
  const isOldDefault =
    atLeast(settings.instance.release, '3.11') &&
    settings.at(parameter) === undefined &&
    settings.lacks(parameter);
  return isOldDefault
    ? `smtp logs: ${logText(`using backwards-compatible default setting ${parameter}=(empty)`)}`
    : 'Postfix logs no warning';
}
