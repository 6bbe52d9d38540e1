// A path at which smtpd(8) does not find Dovecot's authentication socket (xsasl_dovecot_server.c).

import { expandedValue } from '../../instance/expanded-values.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const saslSocketPath: Rule = {
  code: 'sasl-socket-path',
  title: "smtpd cannot find Dovecot's authentication socket",
  severity: 'warning',
  smtpd: {
    reads: ['smtpd_sasl_auth_enable', 'smtpd_sasl_type', 'smtpd_sasl_path'],
    *check(settings) {
      if (!settings.is('smtpd_sasl_auth_enable') || settings.text('smtpd_sasl_type') !== 'dovecot') return;
      yield* defaultPath(settings);
      yield* pathInChroot(settings);
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
      'smtpd_sasl_path is not set, and its default "smtpd" is not a Dovecot socket. ' +
      `smtpd exits when it has to offer AUTH, and logs: ${logText(connectFailed('smtpd'))}. ` +
      'Set smtpd_sasl_path = private/auth, or use the path from your Dovecot configuration.',
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
    (service) => isChrooted(service) && (settings.service === undefined || settings.service === service),
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
      `If the socket is not there, smtpd exits and logs: ${logText(connectFailed(path))}. ` +
      (better === undefined
        ? 'Configure Dovecot to create a socket in the queue directory, and write private/auth.'
        : `Write ${better}.`),
    ...(better !== undefined &&
      !value.value.raw.includes('$') && {
        fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }],
      }),
  };
}

function isChrooted({ program, item }: PlacedService): boolean {
  return program === 'smtpd' && item.fields[4]?.text === 'y';
}
