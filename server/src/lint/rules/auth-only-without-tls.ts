// Logins only over TLS, while TLS is off (smtpd.c, ehlo_cmd).

import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Finding, Rule } from '../rule.ts';

export const authOnlyWithoutTls: Rule = {
  code: 'auth-only-without-tls',
  title: 'Logins need TLS, which is off',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }): Generator<Finding> {
    const withLogins = smtpdScopes(instance)
      .map((service) => new SmtpdSettings(instance, service))
      .filter((settings) => settings.is('smtpd_sasl_auth_enable'));
    // If users can log in to one service, the others may be meant to have no logins.
    if (withLogins.some((settings) => settings.level !== 'none' || !settings.is('smtpd_tls_auth_only')))
      return;
    for (const { service } of withLogins) {
      const source = instance.value('smtpd_tls_auth_only', service)?.source;
      const at = source && nameLocation(instance, source);
      if (at === undefined) continue;
      const enable = source?.kind === 'entry' ? source.entry : undefined;
      const isOverridden = service && instance.overridesOf(service, 'smtpd_tls_security_level').length > 0;
      const hasCertificate = !new SmtpdSettings(instance, service).lacksCertificate;
      const edit =
        enable !== undefined && hasCertificate && isOverridden !== true
          ? setParameter(instance, 'smtpd_tls_security_level', 'may', enable)
          : undefined;
      yield {
        at,
        message:
          'smtpd_tls_auth_only allows logins only over TLS, but TLS is off, so no one can log in. ' +
          'smtpd never offers AUTH, and logs no warning. ' +
          `Set smtpd_tls_security_level = may${hasCertificate ? '' : ', and configure a certificate'}.`,
        ...(edit && {
          fixes: [{ title: 'Set smtpd_tls_security_level = may', edits: [edit], preferred: true }],
        }),
      };
    }
  },
};
