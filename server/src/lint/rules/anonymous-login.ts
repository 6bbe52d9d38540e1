// Security options without noanonymous: anyone can log in. permit_sasl_authenticated does not permit such a client
// (smtpd_sasl_proto.c, permit_sasl_auth), but milters and policy services are told about a login.

import { insertWord } from '../../edits/lists.ts';
import { expandedValue, nameLocation } from '../../instance/expanded-values.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Finding, Rule } from '../rule.ts';

export const anonymousLogin: Rule = {
  code: 'anonymous-login',
  title: 'Anonymous logins are allowed',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }) {
    for (const client of ['smtp', 'lmtp']) {
      const main = new ServiceSettings(instance, undefined);
      const name = `${client}_sasl_security_options`;
      const value = instance.value(name);
      const at = value && nameLocation(instance, value.source);
      const words = main
        .text(name)
        ?.split(/[\s,]+/)
        .filter((word) => word !== '');
      if (at === undefined || words === undefined || !main.is(`${client}_sasl_auth_enable`)) continue;
      if (!words.every((word) => options.test(word)) || words.some((word) => /^noanonymous$/i.test(word)))
        continue;
      const list = expandedValue(instance, name);
      const edit = list && insertWord(instance, list, 'noanonymous');
      yield {
        at,
        severity: 'information',
        message:
          `${name} does not contain noanonymous. ` +
          'If a server offers the mechanism ANONYMOUS, Postfix may use it instead of the password. ' +
          'Add noanonymous.',
        ...(edit && { fixes: [{ title: 'Add noanonymous', edits: [edit], preferred: true }] }),
      };
    }
  },
  smtpd: {
    reads: [
      'smtpd_sasl_auth_enable',
      'smtpd_sasl_security_options',
      'smtpd_sasl_tls_security_options',
      'smtpd_sasl_type',
      'smtpd_tls_auth_only',
      'smtpd_tls_security_level',
      'smtpd_tls_wrappermode',
      'smtpd_use_tls',
      'smtpd_enforce_tls',
    ],
    *check(settings) {
      if (!settings.is('smtpd_sasl_auth_enable')) return;
      const needsTls = settings.level === 'encrypt' || settings.is('smtpd_tls_auth_only');
      // With TLS only, the options for sessions without TLS do not matter, and the other way round.
      if (!needsTls || refersToOther(settings)) yield* check(settings, 'smtpd_sasl_security_options');
      if (settings.level !== 'none') yield* check(settings, 'smtpd_sasl_tls_security_options');
    },
  },
};

function refersToOther({ instance, service }: SmtpdSettings): boolean {
  const raw = instance.value('smtpd_sasl_tls_security_options', service)?.raw ?? '';
  return raw.includes('smtpd_sasl_security_options');
}

const options = /^(?:forward_secrecy|mutual_auth|noactive|noanonymous|nodictionary|noplaintext)$/i;

function* check(settings: SmtpdSettings, name: string): Generator<Finding> {
  const { instance, service } = settings;
  const source = instance.value(name, service)?.source;
  const at = source && nameLocation(instance, source);
  const words = settings
    .text(name)
    ?.split(/[\s,]+/)
    .filter((word) => word !== '');
  if (at === undefined || words === undefined) return;
  // Another rule reports unknown words, which make smtpd allow no logins.
  if (!words.every((word) => options.test(word)) || words.some((word) => /^noanonymous$/i.test(word))) return;
  const isDovecot = settings.text('smtpd_sasl_type') === 'dovecot';
  const value = expandedValue(instance, name, service);
  const edit = value && insertWord(instance, value, 'noanonymous');
  yield {
    at,
    // Dovecot decides which mechanisms exist, and by default ANONYMOUS is not one of them. Without main.cf, the type of
    // the SASL library is not known.
    ...(isDovecot || instance.files.main === undefined ? { severity: 'information' as const } : {}),
    message:
      `${name} lacks noanonymous, so clients can log in without a password. ` +
      `smtpd offers the ANONYMOUS mechanism${isDovecot ? ' if Dovecot does' : instance.files.main === undefined ? ' if the SASL library does' : ''}; permit_sasl_authenticated ignores such a login, but Milters and policy services do not. ` +
      'Add noanonymous.',
    ...(edit && { fixes: [{ title: 'Add noanonymous', edits: [edit], preferred: true }] }),
  };
}
