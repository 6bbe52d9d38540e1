// TLS is enabled in smtpd(8), but there is no certificate (smtpd.c).

import type { Location } from '../../instance/instance.ts';
import { certificateParameters, type SmtpdSettings, smtpdSettings } from '../../mail/smtpd-settings.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

const levels = ['smtpd_tls_wrappermode', 'smtpd_tls_security_level', 'smtpd_enforce_tls', 'smtpd_use_tls'];

export const tlsWithoutCertificate: Rule = {
  code: 'tls-without-certificate',
  title: 'TLS is enabled without a certificate',
  severity: 'error',
  dependsOnServices: true,
  *configuration({ instance }): Generator<Finding> {
    const found = smtpdSettings(instance, [...certificateParameters, ...levels]).flatMap((settings) => {
      const at = hasUselessTls(settings) ? enabledAt(settings) : undefined;
      return at === undefined ? [] : [{ settings, at }];
    });
    // A certificate in main.cf is for all services.
    const [first, ...others] = found;
    if (first === undefined) return;
    yield {
      at: first.at,
      message:
        'TLS is enabled, but no certificate is configured. ' +
        `smtpd ${effect(first.settings)}, and warns: ${logText("No server certs available. TLS won't be enabled")}. ` +
        'Set smtpd_tls_chain_files, or smtpd_tls_cert_file and smtpd_tls_key_file.',
      ...(others.length > 0 && {
        related: others.map(({ at }) => ({ at, message: 'TLS is also enabled here' })),
      }),
    };
  },
};

function hasUselessTls(settings: SmtpdSettings): boolean {
  const { level } = settings;
  return (level === 'may' || level === 'encrypt') && settings.lacksCertificate;
}

function enabledAt(settings: SmtpdSettings): Location | undefined {
  return levels
    .filter((name) => settings.is(name) || name.endsWith('level'))
    .map((name) => settings.at(name))
    .find((each) => each !== undefined);
}

function effect(settings: SmtpdSettings): string {
  if (settings.is('smtpd_tls_wrappermode')) return 'closes each connection without a greeting';
  const answer = 'answers STARTTLS with "454 4.7.0 TLS not available due to local problem"';
  return settings.level === 'encrypt' ? `${answer} and accepts no mail` : answer;
}
