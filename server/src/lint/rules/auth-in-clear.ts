// Logins over unencrypted connections (SASL_README, smtpd_sasl_proto.c).

import { atLeast } from '../../catalog/release.ts';
import { setParameter } from '../../edits/parameters.ts';
import type { Location } from '../../instance/instance.ts';
import { portOf } from '../../instance/service-fields.ts';
import { isOnLoopback, SmtpdSettings, smtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

const reads = [
  'smtpd_sasl_auth_enable',
  'smtpd_tls_auth_only',
  'smtpd_tls_security_level',
  'smtpd_tls_wrappermode',
  'smtpd_sasl_security_options',
  'smtpd_use_tls',
  'smtpd_enforce_tls',
] as const;

export const authInClear: Rule = {
  code: 'auth-in-clear',
  title: 'Clients can log in without TLS',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    const exposed = smtpdSettings(instance, reads).flatMap((settings) => {
      const at = isExposed(settings) && !isReportedForMain(settings) ? place(settings) : undefined;
      return at === undefined ? [] : [{ settings, at }];
    });
    // These have the TLS settings of main.cf, so the same setting there is missing for all of them.
    const [first, ...others] = exposed
      .filter(({ settings }) => !hasOwnTls(settings))
      .sort((a, b) => Number(isInternal(a.settings)) - Number(isInternal(b.settings)));
    if (first !== undefined) yield finding(first, others);
    for (const each of exposed) if (hasOwnTls(each.settings)) yield finding(each, []);
  },
};

interface Exposed {
  readonly settings: SmtpdSettings;
  readonly at: Location;
}

function finding({ settings, at }: Exposed, others: readonly Exposed[]): Finding {
  const { level, service, instance } = settings;
  const entry = instance.entriesOf('smtpd_sasl_auth_enable').at(-1);
  // Without a certificate, no one could log in after the fix.
  const isShared = service === undefined && level === 'may' && !settings.lacksCertificate;
  const edit = isShared ? setParameter(instance, 'smtpd_tls_auth_only', 'yes', entry) : undefined;
  return {
    at,
    ...(isDeliberate(settings) || isInternal(settings) ? { severity: 'information' } : {}),
    message:
      `Clients can log in${level === 'may' ? ' before TLS is active' : ', but TLS is off'}. ` +
      'smtpd offers AUTH on unencrypted connections, so passwords can be read in transit. ' +
      advice(settings),
    ...(others.length > 0 && {
      related: others.map((other) => ({ at: other.at, message: 'Clients can also log in here' })),
    }),
    ...(edit && {
      fixes: [{ title: 'Set smtpd_tls_auth_only = yes', edits: [edit], preferred: true }],
    }),
  };
}

/** AUTH only over TLS, and everything that TLS needs. */
function advice(settings: SmtpdSettings): string {
  const { level, instance } = settings;
  const set = `set ${level === 'may' ? '' : 'smtpd_tls_security_level = may and '}smtpd_tls_auth_only = yes.`;
  if (!settings.lacksCertificate) return `S${set.slice(1)}`;
  const files = atLeast(instance.release, '3.4')
    ? 'smtpd_tls_chain_files'
    : 'smtpd_tls_cert_file and smtpd_tls_key_file';
  return `Configure a certificate (${files}), and ${set}`;
}

/** A service on such a port is for other programs of the same system, and not for users. */
const firstInternalPort = 10_000;

function isInternal({ service }: SmtpdSettings): boolean {
  return service !== undefined && Number(portOf(service)) >= firstInternalPort;
}

function isExposed(settings: SmtpdSettings): boolean {
  const { level, service } = settings;
  if (!settings.is('smtpd_sasl_auth_enable') || isOnLoopback(service)) return false;
  if (settings.text('smtpd_tls_auth_only') === undefined || settings.is('smtpd_tls_auth_only')) return false;
  if (level !== 'none' && level !== 'may') return false;
  // With noplaintext, the password itself is never sent.
  return !/noplaintext/i.test(settings.text('smtpd_sasl_security_options') ?? 'noplaintext');
}

/** The service only repeats what main.cf sets: the finding there gives the advice for both. */
function isReportedForMain(settings: SmtpdSettings): boolean {
  const { instance, service, level } = settings;
  if (service === undefined || hasOwnTls(settings)) return false;
  const main = smtpdSettings(instance, reads).find((each) => each.service === undefined);
  return main?.at('smtpd_sasl_auth_enable') !== undefined && isExposed(main) && main.level === level;
}

function hasOwnTls(settings: SmtpdSettings): boolean {
  const { instance, service } = settings;
  const overridden = reads.filter(
    (name) =>
      name !== 'smtpd_sasl_auth_enable' &&
      service !== undefined &&
      instance.overridesOf(service, name).length > 0,
  );
  const main = new SmtpdSettings(instance, undefined);
  // The service repeats what main.cf says, so smtpd_tls_auth_only in main.cf is what both lack.
  const isRepeated = (name: string): boolean =>
    name === 'smtpd_tls_auth_only'
      ? false
      : ofLevel.has(name)
        ? settings.level === 'may' && main.level === 'may'
        : settings.text(name) === main.text(name);
  return overridden.some((name) => !isRepeated(name));
}

const ofLevel: ReadonlySet<string> = new Set([
  'smtpd_tls_security_level',
  'smtpd_tls_wrappermode',
  'smtpd_use_tls',
  'smtpd_enforce_tls',
]);

/** The override of the service if one matters, or else the setting that allows logins. */
function place(settings: SmtpdSettings): Location | undefined {
  const own = ['smtpd_tls_auth_only', 'smtpd_sasl_auth_enable', 'smtpd_tls_security_level']
    .map((name) => settings.at(name))
    .find((at) => at !== undefined && at.uri === settings.instance.files.master?.uri);
  return own ?? settings.at('smtpd_sasl_auth_enable');
}

/** The configuration sets `no` explicitly. */
function isDeliberate(settings: SmtpdSettings): boolean {
  return settings.at('smtpd_tls_auth_only') !== undefined;
}
