// TLS is enabled in smtpd(8), but there is no certificate (smtpd.c).

import type { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

const certificates = [
  'smtpd_tls_cert_file',
  'smtpd_tls_eccert_file',
  'smtpd_tls_dcert_file',
  'smtpd_tls_chain_files',
];
const levels = ['smtpd_tls_wrappermode', 'smtpd_tls_security_level', 'smtpd_enforce_tls', 'smtpd_use_tls'];

export const tlsWithoutCertificate: Rule = {
  code: 'tls-without-certificate',
  title: 'TLS is enabled without a certificate',
  severity: 'error',
  smtpd: {
    reads: [...certificates, ...levels],
    *check(settings) {
      const finding = findingFor(settings);
      if (finding !== undefined) yield finding;
    },
  },
};

function findingFor(settings: SmtpdSettings): Finding | undefined {
  const { level } = settings;
  const known = certificates.filter(
    (name) => settings.text(name) !== undefined || name.endsWith('chain_files'),
  );
  const lacksAll = known.length === certificates.length && certificates.every((name) => !settings.has(name));
  if ((level !== 'may' && level !== 'encrypt') || !lacksAll) return undefined;
  const at = levels
    .filter((name) => settings.is(name) || name.endsWith('level'))
    .map((name) => settings.at(name));
  const place = at.find((each) => each !== undefined);
  if (place === undefined) return undefined;
  const answer = 'answers STARTTLS with "454 4.7.0 TLS not available due to local problem"';
  const effect = settings.is('smtpd_tls_wrappermode')
    ? 'closes each connection without a greeting'
    : level === 'encrypt'
      ? `${answer} and accepts no mail`
      : answer;
  return {
    at: place,
    message:
      'TLS is enabled, but no certificate is configured. ' +
      `smtpd ${effect}, and warns: ${logText("No server certs available. TLS won't be enabled")}. ` +
      'Set smtpd_tls_chain_files, or smtpd_tls_cert_file and smtpd_tls_key_file.',
  };
}
