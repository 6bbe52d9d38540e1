// A server that accepts mail from strangers on port 25, and requires TLS (RFC 3207, section 4).

import type { Instance, Location } from '../../instance/instance.ts';
import { portOf } from '../../instance/service-fields.ts';
import { strangerToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const tlsRequiredOnPort25: Rule = {
  code: 'tls-required-on-port-25',
  title: 'TLS is required on port 25',
  severity: 'information',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      const takesMail = service === undefined || service.type === 'pass' || portOf(service) === '25';
      if (!takesMail || !isReachable(instance, service)) continue;
      const settings = new SmtpdSettings(instance, service);
      if (settings.level !== 'encrypt' || settings.is('smtpd_tls_wrappermode')) continue;
      const at = place(settings);
      // A server for known clients can require TLS of them.
      if (at === undefined || relay(context, service, strangerToUs).usual !== 'permits') continue;
      yield {
        at,
        message:
          'Port 25 requires TLS, but not every server that sends mail to you supports TLS. ' +
          'smtpd answers 530 if the client does not use TLS, and the sender gets a bounce. ' +
          remedy(instance, at),
      };
    }
  },
};

function remedy(instance: Instance, at: Location): string {
  if (at.uri !== instance.files.master?.uri)
    return 'Set smtpd_tls_security_level = may in main.cf, and encrypt only for the services on ports 587 and 465.';
  return new SmtpdSettings(instance, undefined).level === 'may'
    ? 'Remove this option: main.cf sets may.'
    : 'Write -o smtpd_tls_security_level=may instead.';
}

function place(settings: SmtpdSettings): Location | undefined {
  const parameter = settings.lacks('smtpd_tls_security_level')
    ? 'smtpd_enforce_tls'
    : 'smtpd_tls_security_level';
  return settings.at(parameter);
}
