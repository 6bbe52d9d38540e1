// A path at which smtpd(8) does not find Dovecot's authentication socket (xsasl_dovecot_server.c).

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { isOnLoopback, SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

const reads = [
  'smtpd_sasl_auth_enable',
  'smtpd_sasl_type',
  'smtpd_sasl_path',
  'smtpd_tls_auth_only',
  'smtpd_tls_security_level',
  'smtpd_tls_wrappermode',
  'smtpd_enforce_tls',
  'smtpd_use_tls',
];

export const saslSocketPath: Rule = {
  code: 'sasl-socket-path',
  title: "smtpd cannot find Dovecot's authentication socket",
  severity: 'warning',
  dependsOnServices: true,
  smtpd: {
    reads,
    *check(settings) {
      if (!settings.is('smtpd_sasl_auth_enable')) return;
      if (settings.text('smtpd_sasl_type') === 'cyrus') yield* withCyrus(settings);
      if (settings.text('smtpd_sasl_type') !== 'dovecot') return;
      if (needsNoSocket(settings)) return;
      yield* defaultPath(settings);
      yield* pathInChroot(settings);
    },
  },
};

/**
 * Programs on the same host, such as a content filter that returns mail, usually do not use STARTTLS. Until then, smtpd
 * does not connect to Dovecot if logins need TLS (smtpd.c, smtpd_proto).
 */
function needsNoSocket(settings: SmtpdSettings): boolean {
  return (
    isOnLoopback(settings.service) &&
    (settings.is('smtpd_tls_auth_only') || settings.level === 'encrypt') &&
    !settings.is('smtpd_tls_wrappermode')
  );
}

function* defaultPath(settings: SmtpdSettings): Generator<Finding> {
  const at = settings.at('smtpd_sasl_type') ?? settings.at('smtpd_sasl_auth_enable');
  if (
    settings.at('smtpd_sasl_path') !== undefined ||
    settings.text('smtpd_sasl_path') !== 'smtpd' ||
    at === undefined
  )
    return;
  yield {
    at,
    message:
      'smtpd_sasl_path is not set, and its default "smtpd" is not a Dovecot socket. ' +
      `smtpd exits when it has to offer AUTH, and logs: ${logText(connectFailed('smtpd'))}. ` +
      'Set smtpd_sasl_path = private/auth, or use the path from your Dovecot configuration.',
  };
}

/** Cyrus SASL takes the path as the name of its configuration file, and smtpd logs nothing (xsasl_cyrus_server.c). */
function* withCyrus(settings: SmtpdSettings): Generator<Finding> {
  const at = settings.at('smtpd_sasl_path');
  const path = settings.text('smtpd_sasl_path') ?? '';
  if (at === undefined || !/(?:^inet:|dovecot|\/auth[\w.-]*$)/.test(path)) return;
  const type = settings.at('smtpd_sasl_type');
  yield {
    at,
    message:
      `${path} is a socket of Dovecot, but smtpd_sasl_type is ${type === undefined ? 'not set, so it is cyrus' : 'cyrus'}. ` +
      'smtpd then uses Cyrus SASL instead of Dovecot, and users cannot log in. ' +
      'Set smtpd_sasl_type = dovecot.',
    ...(type && { related: [{ at: type, message: 'The type' }] }),
  };
}

function connectFailed(path: string): string {
  return `SASL: Connect to Dovecot auth socket '${path}' failed: No such file or directory`;
}

/** In a chroot, `/` is the queue directory. */
function* pathInChroot(settings: SmtpdSettings): Generator<Finding> {
  const { instance } = settings;
  const path = settings.text('smtpd_sasl_path') ?? '';
  const chrooted = instance.services.find(
    (service) =>
      isChrooted(service) &&
      (settings.service === undefined ? !overridesOne(instance, service) : settings.service === service) &&
      !needsNoSocket(new SmtpdSettings(instance, service)),
  );
  // In the chroot, /private and /public are directories of the queue.
  if (!/^\/(?!private\/|public\/)/.test(path) || chrooted === undefined) return;
  const value = expandedValue(instance, 'smtpd_sasl_path', settings.service);
  const at = value?.locate({ start: 0, end: path.length });
  if (value === undefined || at === undefined) return;
  const queue = `${instance.expanded('queue_directory')?.text ?? ''}/`;
  const better = path.startsWith(queue) ? path.slice(queue.length) : undefined;
  yield {
    at,
    message:
      `Service ${chrooted.key} is chrooted, so smtpd looks for ${path} below the queue directory. ` +
      `If the socket does not exist, smtpd exits when it has to offer AUTH, and logs: ${logText(connectFailed(path))}. ` +
      (better === undefined
        ? 'Configure Dovecot to create a socket in the queue directory, and write private/auth.'
        : `Write ${better}.`),
    ...(better !== undefined &&
      !value.value.raw.includes('$') && {
        fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }],
      }),
  };
}

/** Such a service has a check of its own. */
function overridesOne(instance: Instance, service: PlacedService): boolean {
  return reads.some((name) => instance.overridesOf(service, name).length > 0);
}

function isChrooted({ program, item }: PlacedService): boolean {
  return program === 'smtpd' && item.fields[4]?.text === 'y';
}
