// smtpd services that other hosts connect to and that do not offer TLS, or do not require it from users (smtpd.c).

import { fieldOf, placedServices, portOf } from '../../instance/service-fields.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { hasTemplatedNames } from '../templates.ts';

export const incomingWithoutTls: Rule = {
  code: 'incoming-without-tls',
  title: 'Mail arrives unencrypted',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { main } = instance.files;
    // A template may fill in the settings.
    if (main === undefined || hasTemplatedNames(main.tree.text, main.uri)) return;
    for (const [uri, service] of placedServices(instance)) {
      const isServer = service.program === 'smtpd' && (service.type === 'inet' || service.type === 'pass');
      if (!isServer || !isReachable(instance, service)) continue;
      const settings = new ServiceSettings(instance, service);
      const level = levelOf(settings);
      const port = service.type === 'pass' ? '25' : portOf(service);
      const { at } = fieldOf(uri, service, 'service');
      if (port === '25' && level === 'none' && !settings.is('smtpd_sasl_auth_enable')) {
        yield {
          at,
          message:
            'TLS is off for mail from other servers. ' +
            'They send all mail unencrypted, because smtpd does not offer TLS. ' +
            'Set smtpd_tls_security_level = may, smtpd_tls_cert_file, and smtpd_tls_key_file.',
        };
      } else if (port === '587' && level === 'may' && settings.is('smtpd_sasl_auth_enable')) {
        yield {
          at,
          message:
            'TLS is optional on port 587. ' +
            `A mail program that is not configured for TLS sends its mail ${settings.is('smtpd_tls_auth_only') ? '' : 'and its password '}unencrypted, or cannot log in. ` +
            'Add -o smtpd_tls_security_level=encrypt.',
        };
      }
    }
  },
};

/** Undefined if it is unknown. */
function levelOf(settings: ServiceSettings): 'none' | 'may' | 'strong' | undefined {
  if (settings.is('smtpd_tls_wrappermode')) return 'strong';
  const level = settings.text('smtpd_tls_security_level')?.toLowerCase();
  if (level === '')
    return settings.is('smtpd_enforce_tls') ? 'strong' : settings.is('smtpd_use_tls') ? 'may' : 'none';
  if (level === 'none' || level === 'may') return level;
  return level === undefined ? undefined : 'strong';
}
