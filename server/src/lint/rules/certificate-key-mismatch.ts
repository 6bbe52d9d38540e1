// A certificate and a private key that, by their names, do not belong together (tls_certkey.c).

import type { Instance } from '../../instance/instance.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const certificateKeyMismatch: Rule = {
  code: 'certificate-key-mismatch',
  title: 'Private key does not belong to the certificate',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const prefix of ['smtpd', 'smtp', 'lmtp'] as const) {
      const services = instance.services.filter(
        (service) =>
          service.program === prefix &&
          ['cert', 'key'].some(
            (part) => instance.overridesOf(service, `${prefix}_tls_${part}_file`).length > 0,
          ),
      );
      for (const service of [undefined, ...services]) {
        const finding = findingFor(instance, new ServiceSettings(instance, service), prefix);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

function findingFor(
  instance: Instance,
  settings: ServiceSettings,
  prefix: 'smtpd' | 'smtp' | 'lmtp',
): Finding | undefined {
  const [certParameter, keyParameter] = [`${prefix}_tls_cert_file`, `${prefix}_tls_key_file`];
  const [cert, key] = [settings.text(certParameter) ?? '', settings.text(keyParameter) ?? ''];
  const at = settings.at(keyParameter) ?? settings.at(certParameter);
  const chains = `${prefix}_tls_chain_files`;
  if (at === undefined || cert === '' || key === '' || cert.toLowerCase() === 'none') return undefined;
  // The files of this parameter take precedence.
  if (instance.catalog.knows(chains) && !settings.lacks(chains)) return undefined;
  const why = problemOf(cert, key);
  if (why === undefined) return undefined;
  const other = settings.at(keyParameter) === undefined ? undefined : settings.at(certParameter);
  return {
    at,
    message: `${why.what}. ${consequences[prefix]}. ${why.advice}.`,
    ...(other && { related: [{ at: other, message: 'The certificate' }] }),
  };
}

const consequences = {
  smtpd:
    'Postfix disables TLS, and smtpd answers STARTTLS with "454 4.7.0 TLS not available due to local problem"',
  smtp: 'The SMTP client disables TLS, and logs a warning',
  lmtp: 'The LMTP client disables TLS, and logs a warning',
} as const;

interface Problem {
  readonly what: string;
  readonly advice: string;
}

function problemOf(cert: string, key: string): Problem | undefined {
  if (isSnakeoil(cert) !== isSnakeoil(key)) {
    const [placeholder, mine] = isSnakeoil(cert) ? ['certificate', key] : ['private key', cert];
    if (cert === key) return undefined;
    return {
      what: `The ${placeholder} is the placeholder that Debian installs, and ${mine} does not belong to it`,
      advice: `Specify the ${placeholder} that belongs to ${mine}`,
    };
  }
  if (cert === key && isSnakeoil(cert)) {
    return {
      what: `${cert} does not contain the private key`,
      advice: 'Set the parameter for the key to /etc/ssl/private/ssl-cert-snakeoil.key',
    };
  }
  const [certLineage, keyLineage] = [lineageOf(cert), lineageOf(key)];
  if (certLineage !== undefined && keyLineage !== undefined && certLineage !== keyLineage) {
    return {
      what: `The certificate is that of ${certLineage}, but the private key is that of ${keyLineage}`,
      advice: 'Take both files from the same directory',
    };
  }
  return /\/privkey\.pem$/.test(cert) && /\/(?:fullchain|cert)\.pem$/.test(key)
    ? {
        what: 'The file names of the certificate and the private key are exchanged',
        advice: `Use ${key} for the certificate, and ${cert} for the key`,
      }
    : undefined;
}

function isSnakeoil(path: string): boolean {
  return /\/ssl-cert-snakeoil\.(?:pem|key)$/.test(path);
}

/** certbot keeps one certificate, with its own key, in each directory. */
function lineageOf(path: string): string | undefined {
  return /^\/etc\/letsencrypt\/live\/([^/]+)\/[^/]+\.pem$/.exec(path)?.[1];
}
