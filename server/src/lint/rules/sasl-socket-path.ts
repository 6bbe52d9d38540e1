// A path for Dovecot's login service at which smtpd(8) does not find it (xsasl_dovecot_server.c).

import type { PlacedService } from '../../instance/instance.ts';
import { expandedValue } from '../../instance/words.ts';
import type { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Finding, Rule } from '../rule.ts';

export const saslSocketPath: Rule = {
  code: 'sasl-socket-path',
  title: "smtpd does not find Dovecot's login service",
  severity: 'warning',
  smtpd: {
    reads: ['smtpd_sasl_auth_enable', 'smtpd_sasl_type', 'smtpd_sasl_path'],
    *check(settings) {
      if (!settings.is('smtpd_sasl_auth_enable') || settings.text('smtpd_sasl_type') !== 'dovecot') return;
      yield* defaultPath(settings);
      yield* pathInJail(settings);
    },
  },
};

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
      'smtpd_sasl_path is not set, and its default "smtpd" is no socket of Dovecot. ' +
      "smtpd dies when it is to offer logins, and logs: SASL: Connect to Dovecot auth socket 'smtpd' failed. " +
      'Set smtpd_sasl_path = private/auth, or the path that Dovecot has for it.',
  };
}

/** In a jail, `/` is the queue directory. */
function* pathInJail(settings: SmtpdSettings): Generator<Finding> {
  const { instance } = settings;
  const path = settings.text('smtpd_sasl_path') ?? '';
  const jailed = instance.services.find(
    (service) => isJailed(service) && (settings.service === undefined || settings.service === service),
  );
  if (!path.startsWith('/') || jailed === undefined) return;
  const value = expandedValue(instance, 'smtpd_sasl_path', settings.service);
  const at = value?.locate({ start: 0, end: path.length });
  if (value === undefined || at === undefined) return;
  const queue = `${instance.expanded('queue_directory')?.text ?? ''}/`;
  const better = path.startsWith(queue) ? path.slice(queue.length) : undefined;
  yield {
    at,
    message:
      `The service ${jailed.key} is chrooted, and for it the queue directory is /. ` +
      `smtpd does not find ${path} there, and logs: SASL: Connect to Dovecot auth socket '${path}' failed. ` +
      (better === undefined
        ? 'Let Dovecot have a socket in the queue directory, and write private/auth.'
        : `Write ${better}.`),
    ...(better !== undefined &&
      !value.value.raw.includes('$') && {
        fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }],
      }),
  };
}

function isJailed({ program, item }: PlacedService): boolean {
  return program === 'smtpd' && item.fields[4]?.text === 'y';
}
