// How to provoke the messages that the rule pages quote: a test has seen everything that these pages claim. Blocks
// marked `text` are not listed here, because test/rules/pages.test.ts tries all of them.
import { type Ports, supportingServices, type Text } from './harness';

/**
 * What happens to the first example of a page that has a block marked `log`.
 *
 * - `table`: postmap or postalias indexes or reads its tables
 * - `program`: a program reads main.cf
 * - `start`: Postfix starts, or does not
 * - a list: mail goes to these recipients
 * - `own`: a separate test tries it, and reads the page
 */
export type Occasion = 'table' | 'program' | 'start' | 'own' | readonly string[];

export const occasions: Readonly<Record<string, Occasion>> = {
  'bad-bind-address': ['user@example.net'],
  'bad-hostname': 'program',
  'bad-interface-address': 'own',
  'bad-next-hop': ['user@example.org'],
  'bad-pattern-entry': 'table',
  'bad-pipe-arguments': ['user@example.net'],
  'bad-table-entry': 'table',
  'bad-tls-policy': ['user@example.net'],
  'chain-file-order': 'own',
  'chroot-without-files': 'own',
  'compatibility-level': 'start',
  'client-passwords-missing': ['user@example.net'],
  'content-filter-transport': ['user@example.net'],
  'domain-in-two-classes': ['user@example.com'],
  'flags-need-recipient-limit': ['one@example.net', 'two@example.net'],
  'index-out-of-date': 'own',
  'glob-in-pattern': 'table',
  'inet-protocols-mismatch': 'own',
  'inet-service-private': 'start',
  'mailbox-smaller-than-message': ['root@example.com'],
  'maillog-without-postlog': 'start',
  'missing-service': 'own',
  'null-transport': ['user@example.com'],
  'relayhost-is-myself': 'program',
  'single-value': 'program',
  'smtps-without-wrappermode': ['user@example.net'],
  'table-not-indexed': 'table',
  'table-type-unavailable': 'table',
  'unbalanced-braces': 'program',
  'unknown-transport': ['user@example.com'],
  'value-not-expandable': 'program',
  'virtual-delivery-incomplete': ['user@example.com'],
  'wrong-table-format': 'table',
};

/** The rules with this occasion; without an occasion, those whose message mail provokes. */
export function rulesOn(occasion?: Occasion): readonly string[] {
  return Object.entries(occasions)
    .filter(([, each]) => (occasion === undefined ? typeof each !== 'string' : each === occasion))
    .map(([code]) => code);
}

/** The recipients of mail that provokes the rule's message. */
export function recipientsOf(code: string): readonly string[] {
  const occasion = occasions[code];
  return Array.isArray(occasion) ? occasion : [];
}

/** A message that a page quotes in a sentence, and a configuration that provokes it. */
export interface Quoted {
  readonly rule: string;
  /** As quoted on the page, with three dots for text that varies. */
  readonly says: string;
  readonly mainCf: Text;
  /** Additional services. */
  readonly services?: string;
  /** What provokes it; by default, a client that connects and sends to a foreign domain. */
  readonly by?:
    | 'start'
    | 'message to example.com'
    | 'message to example.net'
    | 'reading master.cf again'
    | 'STARTTLS';
}

const relayCheck = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination';
const smtpd = 'smtp inet n - n - - smtpd\n';
const serverWithTls = `${smtpd}10025 inet n - n - - smtpd -o myhostname=relay.example.com\n`;
const pipe = (args: string): string => `${smtpd}filter unix - n n - - pipe ${args}\n`;

const owners = 'virtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000';

export const quotedInPassing: readonly Quoted[] = [
  {
    rule: 'access-needs-table',
    says: 'unexpected dictionary: { inline:{a=b} }',
    mainCf: 'smtpd_client_restrictions = check_client_access { inline:{a=b} }',
  },
  {
    rule: 'alias-only-for-itself',
    says: 'User unknown in virtual alias table',
    mainCf:
      'mydestination = localhost\nmyorigin = example.net\nvirtual_alias_domains = example.net\nvirtual_alias_maps = inline:{user@example.net=user}',
    by: 'message to example.net',
  },
  {
    rule: 'alias-loop',
    says: '451 4.6.0 Alias expansion error',
    mainCf:
      'virtual_alias_maps = inline:{user@example.net=other@example.net, other@example.net=user@example.net}',
    by: 'message to example.net',
  },
  {
    rule: 'alias-loop',
    says: 'alias database loop for',
    mainCf:
      'myorigin = example.net\nmydestination = example.net\nlocal_recipient_maps =\nalias_maps = inline:{user=other, {other=\\other, user}}',
    by: 'message to example.net',
  },
  {
    rule: 'alias-not-address',
    says: 'unknown user: "lmtp:[192.0.2.1]:8024"',
    mainCf:
      'mydestination = mail.example.com\nlocal_recipient_maps =\nvirtual_alias_maps = inline:{user@example.net=lmtp:[192.0.2.1]:8024}',
    by: 'message to example.net',
  },
  {
    rule: 'alias-without-mailbox',
    says: 'unknown user:',
    mainCf:
      'virtual_transport = virtual\nvirtual_mailbox_domains = example.net\nvirtual_mailbox_base = /nowhere\nvirtual_mailbox_maps = inline:{other@example.net=other/}\nvirtual_alias_maps = inline:{user@example.net=user@example.net}',
    by: 'message to example.net',
  },
  {
    rule: 'aliases-not-accepted',
    says: 'User unknown in local recipient table',
    mainCf:
      'mydestination = example.com\nlocal_recipient_maps = unix:passwd.byname\nalias_maps = inline:{user=root}',
    by: 'message to example.com',
  },
  {
    rule: 'bad-address-pattern',
    says: '451 4.3.0 … Temporary lookup failure',
    mainCf: `mynetworks = 127.0.0.0/8, 192.0.2.0 /24\n${relayCheck}`,
  },
  {
    rule: 'bad-address-pattern',
    says: "no pattern after '!'",
    mainCf: `mynetworks = 127.0.0.0/8 ! 192.0.2.1\n${relayCheck}`,
  },
  {
    rule: 'bad-address-pattern',
    says: 'unsupported dictionary type: 2001',
    mainCf: `smtpd_client_event_limit_exceptions = 2001:db8::1\n${relayCheck}`,
  },
  {
    rule: 'bad-inline-table',
    says: '451 4.3.5 … Server configuration error',
    mainCf: `${relayCheck}\nsmtpd_client_restrictions = check_client_access inline:{ example.org = REJECT }`,
  },
  {
    rule: 'bad-milter-service',
    says: 'invalid transport name: tcp in Milter service: tcp:127.0.0.1:5000',
    mainCf: `${relayCheck}\nsmtpd_milters = tcp:127.0.0.1:5000`,
  },
  {
    rule: 'bad-milter-service',
    says: 'Milter service needs transport:endpoint instead of "127.0.0.1"',
    mainCf: `${relayCheck}\nsmtpd_milters = 127.0.0.1`,
  },
  {
    rule: 'bad-number',
    says: 'invalid smtpd_recipient_limit parameter value 0 < 1',
    mainCf: 'smtpd_recipient_limit = 0',
  },
  {
    rule: 'bad-pipe-arguments',
    says: 'missing argv= command-line attribute',
    mainCf: 'default_transport = filter',
    services: pipe('user=nobody'),
    by: 'message to example.net',
  },
  {
    rule: 'bad-pipe-arguments',
    says: 'unknown flag: x (ignored)',
    mainCf: 'default_transport = filter',
    services: pipe('flags=x user=nobody argv=/bin/true'),
    by: 'message to example.net',
  },
  {
    rule: 'bad-pipe-arguments',
    says: 'unknown attribute name: flag=R',
    mainCf: 'default_transport = filter',
    services: pipe('flag=R user=nobody argv=/bin/true'),
    by: 'message to example.net',
  },
  {
    rule: 'bad-pipe-arguments',
    says: 'user= command-line attribute specifies root privileges',
    mainCf: 'default_transport = filter',
    services: pipe('user=root argv=/bin/true'),
    by: 'message to example.net',
  },
  {
    rule: 'default-transport-error',
    says: 'Recipient address rejected: [relay.example.com]',
    mainCf: `${relayCheck}\nrelayhost = [relay.example.com]\ndefault_transport = error`,
    by: 'message to example.net',
  },
  {
    rule: 'bad-service-field',
    says: 'field "chroot": bad value: "yes"',
    mainCf: '',
    services: 'smtp inet n - yes - - smtpd\n',
    by: 'reading master.cf again',
  },
  {
    rule: 'bad-service-type',
    says: 'bad transport type: tcp',
    mainCf: '',
    services: 'smtp tcp n - n - - smtpd\n',
    by: 'reading master.cf again',
  },
  { rule: 'bad-time', says: 'invalid smtpd_timeout: 0 (min 1)', mainCf: 'smtpd_timeout = 0' },
  {
    rule: 'bad-tls-level',
    says: 'smtpd_tls_security_level: unsupported TLS level "verify", using "encrypt"',
    mainCf: 'smtpd_tls_security_level = verify',
  },
  {
    rule: 'bad-tls-policy',
    says: 'invalid security level "encript"',
    mainCf: withPolicy('encript'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'invalid attribute name: "policy"',
    mainCf: withPolicy('secure policy=sts'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'attribute "match" invalid at security level "encrypt"',
    mainCf: withPolicy('encrypt match=example.net'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'attribute "match" has empty value',
    mainCf: withPolicy('secure match='),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'attribute "ciphers" is specified multiple times',
    mainCf: withPolicy('encrypt ciphers=high ciphers=high'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'attribute "connection_reuse" has bad value: "maybe"',
    mainCf: withPolicy('encrypt connection_reuse=maybe'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'Invalid TLS protocol list "TLSv9": aborting TLS session',
    mainCf: withPolicy('encrypt protocols=TLSv9'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'invalid cipher grade: "hig"',
    mainCf: withPolicy('encrypt ciphers=hig'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'Cannot start TLS: handshake failure',
    mainCf: withPolicy('encrypt ciphers=hig'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  {
    rule: 'bad-tls-policy',
    says: 'configured at fingerprint security level, but with no fingerprints to match.',
    mainCf: withPolicy('fingerprint'),
    services: serverWithTls,
    by: 'message to example.net',
  },
  { rule: 'banner-without-hostname', says: '220 ESMTP ready', mainCf: 'smtpd_banner = ESMTP ready' },
  {
    rule: 'bare-table-restriction',
    says: '451 4.3.5 Server configuration error',
    mainCf: `${relayCheck}\nsmtpd_data_restrictions = cidr:/etc/postfix/clients.cidr`,
    by: 'message to example.com',
  },
  {
    rule: 'bare-table-restriction',
    says: 'specify one of (check_client_access, check_reverse_client_hostname_access, check_helo_access, check_sender_access, check_recipient_access, check_etrn_access) before Data command restriction "cidr:/etc/postfix/clients.cidr"',
    mainCf: `${relayCheck}\nsmtpd_data_restrictions = cidr:/etc/postfix/clients.cidr`,
    by: 'message to example.com',
  },
  {
    rule: 'chroot-depends-on-version',
    says: 'using backwards-compatible default setting chroot=y',
    mainCf: 'compatibility_level = 0',
    services: 'smtp inet n - - - - smtpd\n',
    by: 'start',
  },
  {
    rule: 'inet-service-private',
    says: 'inet service cannot be private',
    mainCf: '',
    services: 'smtp inet - - n - - smtpd\n',
    by: 'reading master.cf again',
  },
  {
    rule: 'mail-loop',
    says: 'relayhost configuration problem',
    mainCf: 'default_transport = smtp\nrelayhost = [127.0.0.1]',
    by: 'message to example.net',
  },
  {
    rule: 'mail-loop',
    says: 'mail for 127.0.0.1 loops back to myself',
    mainCf: 'transport_maps = inline:{example.net=smtp:[127.0.0.1]}',
    by: 'message to example.net',
  },
  {
    rule: 'master-field-count',
    says: 'missing "command" field',
    mainCf: '',
    services: 'smtp inet n - n - -\n',
    by: 'reading master.cf again',
  },
  {
    rule: 'no-sasl-mechanism',
    says: 'SASL authentication failure: No worthy mechs found',
    mainCf: toItself('smtp_sasl_security_options = noplaintext, noanonymous'),
    services: `${smtpd}10025 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o myhostname=relay.example.com\n`,
    by: 'message to example.net',
  },
  {
    rule: 'no-sasl-mechanism',
    says: 'no mechanism available',
    mainCf: toItself('smtp_sasl_security_options = noplaintext, noanonymous'),
    services: `${smtpd}10025 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o myhostname=relay.example.com\n`,
    by: 'message to example.net',
  },
  {
    rule: 'policy-service-argument',
    says: 'need service transport:endpoint instead of "private/policy"',
    mainCf: `${relayCheck}\nsmtpd_recipient_restrictions = check_policy_service private/policy`,
  },
  {
    rule: 'policy-service-argument',
    says: 'invalid transport name: 127.0.0.1 in service: 127.0.0.1:10023',
    mainCf: `${relayCheck}\nsmtpd_recipient_restrictions = check_policy_service 127.0.0.1:10023`,
  },
  {
    rule: 'proxy-not-approved',
    says: 'proxymap service is not configured for table "unix:passwd.byname"',
    mainCf: `${relayCheck}\nlocal_recipient_maps = proxy:unix:passwd.byname $alias_maps\nproxy_read_maps = $canonical_maps`,
  },
  {
    rule: 'restriction-class-loop',
    says: 'killed by signal 11',
    mainCf: `${relayCheck}\nsmtpd_restriction_classes = own\nown = own\nsmtpd_recipient_restrictions = own`,
  },
  {
    rule: 'session-cache-directory',
    says: 'request to update table btree:/etc/postfix/smtp_scache in non-postfix directory /etc/postfix',
    mainCf: 'smtp_tls_session_cache_database = btree:/etc/postfix/smtp_scache',
    services: `${smtpd}tlsmgr unix - - n 1 1 tlsmgr\n`,
    by: 'start',
  },
  {
    rule: 'session-cache-directory',
    says: 'redirecting the request to postfix-owned data_directory',
    mainCf: 'smtp_tls_session_cache_database = btree:/etc/postfix/smtp_scache',
    services: `${smtpd}tlsmgr unix - - n 1 1 tlsmgr\n`,
    by: 'start',
  },
  {
    rule: 'unknown-pipe-macro',
    says: 'unknown macro name: "subject"',
    mainCf: 'default_transport = filter',
    services: pipe('user=nobody argv=/bin/true ${subject}'),
    by: 'message to example.net',
  },
  {
    rule: 'unknown-pipe-macro',
    says: 'mail system configuration error',
    mainCf: 'default_transport = filter',
    services: pipe('user=nobody argv=/bin/true ${subject}'),
    by: 'message to example.net',
  },
  {
    rule: 'tls-without-certificate',
    says: '454 4.7.0 TLS not available due to local problem',
    mainCf: `${relayCheck}\nsmtpd_tls_security_level = may`,
    by: 'STARTTLS',
  },
  {
    rule: 'tls-without-certificate',
    says: 'Wrapper-mode request dropped from',
    mainCf: `${relayCheck}\nsmtpd_tls_wrappermode = yes`,
  },
  {
    rule: 'socket-outside-chroot',
    says: 'connect to Milter service unix:/var/spool/postfix/filter/socket: No such file or directory',
    mainCf: `${relayCheck}\nsmtpd_milters = unix:/var/spool/postfix/filter/socket`,
  },
  {
    rule: 'socket-outside-chroot',
    says: '451 4.7.1 Service unavailable - try again later',
    mainCf: `${relayCheck}\nsmtpd_milters = unix:/var/spool/postfix/filter/socket`,
  },
  {
    rule: 'socket-outside-chroot',
    says: 'connect to /nowhere/policy: No such file or directory',
    mainCf: `${relayCheck}\nsmtpd_recipient_restrictions = check_policy_service unix:/nowhere/policy`,
    by: 'message to example.com',
  },
  {
    rule: 'stray-brace',
    says: '451 4.3.0 <user@example.com>: Temporary lookup failure',
    mainCf: `${relayCheck}\nvirtual_alias_maps = texthash:\${config_directory}}/aliases`,
    by: 'message to example.com',
  },
  {
    rule: 'transport-to-same-domain',
    says: 'mail for … loops back to myself',
    mainCf:
      'smtp_dns_support_level = disabled\nsmtp_host_lookup = native\ntransport_maps = inline:{example.net=smtp:localhost}',
    by: 'message to example.net',
  },
  {
    rule: 'unbalanced-braces',
    says: `syntax error after '}' in "{ myorigin = a }x"`,
    mainCf: '',
    services: 'smtp inet n - n - - smtpd -o { myorigin = a }x\n',
    by: 'reading master.cf again',
  },
  {
    rule: 'unbalanced-braces',
    says: `missing '}' in "{ a b"`,
    mainCf: '',
    services: pipe('user=a argv=/b { a b'),
    by: 'reading master.cf again',
  },
  {
    rule: 'unbalanced-braces',
    says: `milter service syntax error: missing '}' in "{ inet:127.0.0.1:8891"`,
    mainCf: 'smtpd_milters = { inet:127.0.0.1:8891',
  },
  {
    rule: 'unbalanced-braces',
    says: 'policy service syntax error: inet:127.0.0.1:10023',
    mainCf: 'smtpd_client_restrictions = check_policy_service {inet:127.0.0.1:10023}x',
  },
  {
    rule: 'unbalanced-braces',
    says: `syntax error after '}' in "{timeout=5s}x" in "timeout=5s"`,
    mainCf: 'smtpd_client_restrictions = check_policy_service { inet:127.0.0.1:1, {timeout=5s}x }',
  },
  {
    rule: 'unknown-sasl-option',
    says: 'unknown xsasl_dovecot_server_create value "noplain" in "noanonymous, noplain"',
    mainCf: 'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous, noplain',
  },
  {
    rule: 'unknown-sasl-option',
    says: 'SASL per-connection initialization failed',
    mainCf: 'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\nsmtpd_sasl_security_options = noplain',
  },
  {
    rule: 'unknown-transport',
    says: 'mail transport unavailable',
    mainCf: 'default_transport = dovcot',
    by: 'message to example.net',
  },
  {
    rule: 'virtual-delivery-incomplete',
    says: 'bad string length 0 < 1: virtual_mailbox_base =',
    mainCf: `virtual_mailbox_domains = example.net\nvirtual_mailbox_maps = inline:{user@example.net=user}\n${owners}`,
    by: 'message to example.net',
  },
  {
    rule: 'virtual-delivery-incomplete',
    says: 'bad uid 50 in virtual_uid_maps',
    mainCf:
      'virtual_mailbox_domains = example.net\nvirtual_mailbox_base = /nowhere\nvirtual_mailbox_maps = inline:{user@example.net=user}\nvirtual_uid_maps = static:50\nvirtual_gid_maps = static:50',
    by: 'message to example.net',
  },
];

/** A client that logs in to a server on the same machine, which offers PLAIN and LOGIN. */
function toItself(setting: string): Text {
  return (ports: Ports) => `default_transport = smtp
relayhost = [127.0.0.1]:${ports['10025']}
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = inline:{[127.0.0.1]:${ports['10025']}=user:password}
${setting}
`;
}

/** A client with a TLS policy for a server on the same machine, which offers STARTTLS. */
function withPolicy(policy: string): Text {
  return (ports: Ports) => `default_transport = smtp
relayhost = [127.0.0.1]:${ports['10025']}
smtp_tls_security_level = may
smtp_tls_policy_maps = inline:{ {[127.0.0.1]:${ports['10025']} = ${policy}} }
smtpd_tls_cert_file = none
smtpd_tls_security_level = may
`;
}

/** The services of a case, in addition to the usual ones. */
export function masterCfOf({ services = smtpd }: Quoted): string {
  return `${services}${supportingServices}`;
}
