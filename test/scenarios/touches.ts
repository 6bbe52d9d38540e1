// What each scenario can change. Setting up a scenario must not change anything else.
import type { scenarios } from './scenarios.ts';

interface Touches {
  /** Parameters in main.cf. */
  readonly settings: readonly string[];
  /** Services in master.cf, as `postconf -M` writes them: `submission/inet`. */
  readonly services?: readonly string[];
}

/** The relay check can be in either list. */
const relayCheck = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'];

/** The lists from which a relayed domain is removed. */
const ownDomains = ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains'];

export const touches: Readonly<Record<(typeof scenarios)[number], Touches>> = {
  basic: { settings: ['myhostname', 'mydestination', 'mynetworks', 'compatibility_level'] },
  plain: { settings: ['inet_interfaces', ...relayCheck] },
  'backup-mx': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'maximal_queue_lifetime',
      ...ownDomains,
      ...relayCheck,
    ],
    services: ['relay/unix'],
  },
  'dmz-relay': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'transport_maps',
      ...ownDomains,
      'mynetworks',
      ...relayCheck,
    ],
    services: ['relay/unix'],
  },
  dialup: { settings: ['defer_transports', 'smtp_dns_support_level', 'relayhost', 'disable_dns_lookups'] },
  nat: { settings: ['inet_interfaces', 'mynetworks', 'proxy_interfaces', ...relayCheck] },
  dyndns: { settings: ['inet_interfaces', 'myhostname', 'mydestination', 'mynetworks', ...relayCheck] },
  'dyndns-relay': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'transport_maps',
      'maximal_backoff_time',
      'fast_flush_domains',
      ...ownDomains,
      ...relayCheck,
    ],
    services: ['relay/unix'],
  },
  'smtp-auth': {
    settings: [
      'inet_interfaces',
      'smtpd_sasl_type',
      'smtpd_sasl_path',
      'smtpd_sasl_security_options',
      'smtpd_sasl_tls_security_options',
      'smtpd_tls_auth_only',
      'smtpd_tls_security_level',
      'smtpd_tls_chain_files',
      'smtpd_tls_cert_file',
      'smtpd_tls_key_file',
      'smtpd_sender_login_maps',
      ...relayCheck,
    ],
    services: ['submission/inet', 'submissions/inet', 'smtps/inet', '587/inet', '465/inet'],
  },
  'pop-before-smtp': { settings: relayCheck },
  'content-filter': {
    settings: [
      'content_filter',
      'receive_override_options',
      'smtpd_milters',
      'non_smtpd_milters',
      'milter_default_action',
    ],
    services: ['smtp-amavis/unix', '127.0.0.1:10025/inet'],
  },
  'mailbox-format': {
    settings: [
      'home_mailbox',
      'mail_spool_directory',
      'mailbox_command',
      'mailbox_command_maps',
      'mailbox_transport',
      'mailbox_transport_maps',
    ],
  },
};
