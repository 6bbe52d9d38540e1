// Groups of related parameters. A new parameter is inserted after the last one of its group.

import type { Instance, PlacedEntry } from '../../instance/instance.ts';

const families: readonly (readonly string[])[] = [
  ['compatibility_level'],
  [
    'myhostname',
    'mydomain',
    'myorigin',
    'mydestination',
    'mynetworks_style',
    'mynetworks',
    'proxy_interfaces',
  ],
  ['relay_domains', 'relay_recipient_maps', 'relay_transport', 'transport_maps'],
  ['relayhost', 'defer_transports', 'smtp_dns_support_level', 'disable_dns_lookups'],
  ['maximal_queue_lifetime', 'bounce_queue_lifetime', 'maximal_backoff_time', 'minimal_backoff_time'],
  ['home_mailbox', 'mail_spool_directory', 'mailbox_command', 'mailbox_transport'],
  ['content_filter', 'receive_override_options'],
  ['smtpd_milters', 'non_smtpd_milters', 'milter_default_action', 'milter_protocol'],
  [
    'smtpd_sasl_type',
    'smtpd_sasl_path',
    'smtpd_sasl_local_domain',
    'smtpd_sasl_auth_enable',
    'smtpd_sender_login_maps',
  ],
  ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'],
];

/** The last related entry; undefined if main.cf has none. */
export function lastRelated(instance: Instance, name: string): PlacedEntry | undefined {
  const family = families.find((names) => names.includes(name)) ?? [];
  // smtpd_tls_…, smtpd_sasl_…, smtpd_…
  const parts = name.split('_');
  const prefixes = [parts.slice(0, 2).join('_'), parts[0]].map((prefix) => `${prefix}_`);
  const last = (isRelated: (other: string) => boolean): PlacedEntry | undefined =>
    instance.entries.findLast(({ item }) => isRelated(item.name.text));
  return (
    last((other) => family.includes(other)) ??
    (/^(?:smtpd|smtp|milter)_/.test(name)
      ? prefixes
          .map((prefix) => last((other) => other.startsWith(prefix)))
          .find((entry) => entry !== undefined)
      : undefined)
  );
}
