// What each scenario is about: nothing else may change when it is set up.
import type { scenarios } from './scenarios.ts';

interface Touches {
  /** Parameters of main.cf. */
  readonly settings: readonly string[];
  /** Services of master.cf, as `postconf -M` writes them: `submission/inet`. */
  readonly services?: readonly string[];
}

export const touches: Readonly<Record<(typeof scenarios)[number], Touches>> = {
  basic: { settings: ['myhostname', 'mydestination', 'mynetworks', 'compatibility_level'] },
  plain: { settings: ['inet_interfaces', 'smtpd_relay_restrictions', 'smtpd_recipient_restrictions'] },
  'backup-mx': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'maximal_queue_lifetime',
      'mydestination',
      'smtpd_relay_restrictions',
      'smtpd_recipient_restrictions',
    ],
    services: ['relay/unix'],
  },
  'dmz-relay': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'transport_maps',
      'mydestination',
      'mynetworks',
      'smtpd_relay_restrictions',
      'smtpd_recipient_restrictions',
    ],
    services: ['relay/unix'],
  },
  dialup: { settings: ['defer_transports', 'smtp_dns_support_level', 'relayhost', 'disable_dns_lookups'] },
  nat: { settings: ['mynetworks', 'proxy_interfaces', 'smtpd_relay_restrictions'] },
  dyndns: { settings: ['myhostname', 'mydestination', 'mynetworks', 'smtpd_relay_restrictions'] },
  'dyndns-relay': {
    settings: [
      'inet_interfaces',
      'relay_domains',
      'relay_recipient_maps',
      'transport_maps',
      'maximal_backoff_time',
      'mydestination',
      'smtpd_relay_restrictions',
    ],
    services: ['relay/unix'],
  },
  'smtp-auth': {
    settings: [
      'smtpd_sasl_type',
      'smtpd_sasl_path',
      'smtpd_sasl_local_domain',
      'smtpd_tls_auth_only',
      'smtpd_tls_security_level',
      'smtpd_tls_chain_files',
      'smtpd_sender_login_maps',
      'smtpd_relay_restrictions',
    ],
    services: ['submission/inet', 'submissions/inet', 'smtps/inet', '587/inet', '465/inet'],
  },
  'pop-before-smtp': { settings: ['smtpd_relay_restrictions'] },
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
  'mailbox-format': { settings: ['home_mailbox', 'mail_spool_directory', 'mailbox_command'] },
};
