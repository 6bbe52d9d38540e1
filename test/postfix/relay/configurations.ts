// Configurations of one smtpd service each, for relay.test.ts: its overrides (`name = value`, one per line) of the
// main.cf there. The real smtpd determines what is true of each.

/** Tables that the configurations refer to as `$config_directory/NAME`; a table with a type prefix is indexed. */
export const tables = {
  'hash:senders': `
example.org           OK
spam@example.org      REJECT
.example.org          REJECT
other@                REJECT
<>                    REJECT no bounces
`,
  'hash:clients': `
203.0.113             OK
198.51.100.7          REJECT
unknown               DUNNO
`,
  'hash:clients-by-network': `
203.0.113             OK
192.0                 REJECT go away
`,
  'hash:helo-names': `
example.org           REJECT
client.example.org    12345
`,
  'hash:recipients': `
example.net           OK
user@example.com      REJECT unknown here
`,
  'hash:recipient-users': `
user@                 OK
`,
  'hash:recipient-parents': `
net                   RELAY
com                   DEFER not now
`,
  'hash:logins': `
alice                 REJECT locked
`,
  'hash:lists': `
example.org           permit_mynetworks, reject
example.net           strangers
`,
  'hash:odd-actions': `
a@example.org         DEFER_IF_PERMIT wait
example.org           DEFER_IF_REJECT wait
`,
  'hash:discard': `
example.org           DISCARD
`,
  'hash:filter': `
example.org           FILTER smtp:[127.0.0.1]:9
`,
  'hash:codes': `
example.org           450 4.7.1 later
`,
  'hash:tables-inside': `
example.org           hash:/etc/postfix/other
`,
  doubled: `
example.org           REJECT
example.org           OK
`,
  'clients.cidr': `
203.0.113.8           REJECT
203.0.113.0/29        REJECT
203.0.113.8/29        OK
0.0.0.0/0             REJECT
`,
  'outside.cidr': `
!192.0.2.0/24         REJECT outsiders
`,
  'block.cidr': `
if 203.0.113.0/24
203.0.113.9           DUNNO
endif
0.0.0.0/0             OK
`,
  'senders.regexp': `
/^someone@/           REJECT
/@example\\.org$/      OK
/./                   REJECT
`,
  'case.regexp': `
/^A@EXAMPLE/i         REJECT
/^A@EXAMPLE/          OK
`,
  'judged-by-regexp.regexp': `
/^(a+)+@example/      OK
`,
  'all.pcre': `
/^/                   DUNNO
/@example/            OK
`,
} as const;

const relayCheck = 'reject_unauth_destination';
const relay = 'smtpd_relay_restrictions =';
const recipient = 'smtpd_recipient_restrictions =';
/** Only the list that is tried, followed by the relay check. */
const before = (words: string): string => `${relay} ${words}, ${relayCheck}\n${recipient}`;
const table = (name: string, type = 'hash'): string => `${type}:$config_directory/${name}`;

export const configurations: readonly string[] = [
  // Tables written in place.
  ...[
    'inline:{203.0.113.9=OK}',
    'inline:{203.0.113.9=OK}x',
    'inline:{ foo = OK }',
    'cidr:{{203.0.113.8/29 OK}}',
    'cidr:{{!192.0.2.0/24 REJECT}, {0.0.0.0/0 OK}}',
    'regexp:{ {if /^203/} {/[.]9$$/ OK} {endif} {/./ REJECT} }',
    'regexp:{ /^203/ OK }',
    'unionmap:{static:OK}',
    'pipemap:{inline:{203.0.113.9=OK}}',
    'pipemap:{foo}',
    'randmap:{OK}',
    'fail:anything',
    'static:{permit_mynetworks, permit_sasl_authenticated}',
  ].map((inPlace) => before(`check_client_access ${inPlace}`)),
  ...['cidr:{{192.0.2.0/24 x}}', 'cidr:{{203.0.113.0/24 x}}', 'static:x', 'fail:x', 'inline:{x}'].map(
    (inPlace) => `mynetworks = ${inPlace}\n${relay} permit_mynetworks, ${relayCheck}\n${recipient}`,
  ),
  // Plain lists.
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination\n${recipient}`,
  `${relay}\n${recipient} permit_mynetworks, ${relayCheck}`,
  `${relay}\n${recipient} permit_mynetworks, permit_auth_destination, reject`,
  `${relay} permit_mynetworks, defer\n${recipient}`,
  `${relay} Permit_MyNetworks REJECT\n${recipient} permit`,
  `${relay} ${relayCheck}\n${recipient} permit_mynetworks, reject`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} permit_mynetworks, permit_sasl_authenticated, reject`,
  `${relay} permit_mynetworks, defer_if_permit\n${recipient}`,
  `${relay} defer_if_reject, permit_mynetworks, ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} defer_if_permit, permit`,
  `${relay} sleep 0, permit_mynetworks, ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, ${relayCheck}, permit\n${recipient}`,
  // Relay checks that are in the list, but do not work.
  `${relay} permit_mynetworks, reject_rbl_client, ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, reject_rhsbl_sender ${relayCheck}\n${recipient}`,
  `${relay}\n${recipient} warn_if_reject ${relayCheck}, reject_rbl_client, reject`,
  `${relay} warn_if_reject ${relayCheck}, permit_mynetworks, ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} warn_if_reject reject`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} warn_if_reject no_such_restriction`,
  // smtpd does not start.
  `${relay} permit_mynetworks\n${recipient}`,
  `${relay} permit, reject\n${recipient}`,
  `${relay} warn_if_reject ${relayCheck}\n${recipient}`,
  `${relay} permit_mynetworks, check_policy_service reject\n${recipient}`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} check_policy_service 127.0.0.1:9`,
  `smtpd_restriction_classes = nobody_defines_me\n${before('permit_mynetworks')}`,
  `mynetworks = 127.0.0.0/8, ::1/128\n${before('permit_mynetworks')}`,
  // Unknown words, and missing arguments.
  `${before('permit_mynetworks, check_sasl_authenticated')}`,
  `${before('permit_mynetworks, check_client_access /etc/postfix/clients')}`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} check_sender_access`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} reject_rbl_client`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} sleep soon`,
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} check_policy_service`,
  // Classes.
  `smtpd_restriction_classes = strangers\nstrangers = reject_unauth_pipelining, ${relayCheck}\n${relay} permit_mynetworks, strangers\n${recipient}`,
  `smtpd_restriction_classes = everybody\neverybody = permit\n${relay}\n${recipient} everybody, ${relayCheck}`,
  `smtpd_restriction_classes = outer inner\nouter = inner\ninner = permit_mynetworks, reject\n${relay} outer\n${recipient}`,
  `smtpd_restriction_classes = soft\nsoft = reject\n${relay} warn_if_reject soft, permit_mynetworks, ${relayCheck}\n${recipient}`,
  `smtpd_restriction_classes = soft\nsoft = warn_if_reject reject, permit_mynetworks\n${relay} soft, ${relayCheck}\n${recipient}`,
  // The earlier lists.
  `smtpd_client_restrictions = permit_mynetworks, reject\n${before('permit_mynetworks')}`,
  `smtpd_client_restrictions = permit_sasl_authenticated, reject\n${before('permit_sasl_authenticated')}`,
  `smtpd_client_restrictions = ${relayCheck}\n${before('permit')}`,
  `smtpd_client_restrictions = ${relayCheck}\nsmtpd_delay_reject = no\n${relay}\n${recipient} permit_auth_destination, reject_rbl_client, reject`,
  `smtpd_delay_reject = no\nsmtpd_client_restrictions = permit_mynetworks, reject\n${before('permit_mynetworks')}`,
  `smtpd_delay_reject = no\nsmtpd_sender_restrictions = check_sender_access ${table('senders')}, reject\n${before('permit_mynetworks')}`,
  `smtpd_helo_restrictions = check_helo_access ${table('helo-names')}\n${before('permit_mynetworks')}`,
  `smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname\n${before('permit_mynetworks')}`,
  `smtpd_sender_restrictions = ${table('codes')}\n${before('permit_mynetworks')}`,
  `smtpd_sender_restrictions = reject_non_fqdn_sender\n${before('permit_mynetworks')}`,
  // Access tables.
  before(`check_sender_access ${table('senders')}`),
  before(`check_client_access ${table('clients')}`),
  before(`check_client_access ${table('clients-by-network')}`),
  before(`check_helo_access ${table('helo-names')}`),
  before(`check_recipient_access ${table('recipients')}`),
  before(`${table('recipients')}`),
  before(`check_recipient_access ${table('recipient-users')}`),
  before(`check_recipient_access ${table('recipient-parents')}`),
  `parent_domain_matches_subdomains =\n${before(`check_recipient_access ${table('recipient-parents')}`)}`,
  before(`check_sasl_access ${table('logins')}, permit_sasl_authenticated`),
  `smtpd_restriction_classes = strangers\nstrangers = permit_mynetworks, ${relayCheck}\n${relay} check_sender_access ${table('lists')}, ${relayCheck}\n${recipient}`,
  `smtpd_restriction_classes = strangers\nstrangers = permit\n${relay} check_recipient_access ${table('lists')}, ${relayCheck}\n${recipient}`,
  `smtpd_sender_restrictions = check_sender_access ${table('odd-actions')}\n${before('permit_mynetworks')}`,
  `smtpd_sender_restrictions = check_sender_access ${table('discard')}\n${before('permit_mynetworks')}`,
  before(`check_sender_access ${table('filter')}, permit_mynetworks`),
  before(`warn_if_reject check_sender_access ${table('codes')}, permit_mynetworks`),
  before(`warn_if_reject check_sender_access ${table('tables-inside')}, permit_mynetworks`),
  before(`check_sender_access ${table('doubled', 'texthash')}`),
  before(`check_client_access ${table('clients.cidr', 'cidr')}`),
  before(`check_client_access ${table('outside.cidr', 'cidr')}, permit`),
  before(`check_client_access ${table('block.cidr', 'cidr')}`),
  before(`check_sender_access ${table('senders.regexp', 'regexp')}`),
  before(`check_sender_access ${table('case.regexp', 'regexp')}`),
  before(`check_sender_access ${table('judged-by-regexp.regexp', 'regexp')}`),
  before(`check_sender_access ${table('all.pcre', 'pcre')}, permit_mynetworks`),
  before('check_sender_access static:OK'),
  before('check_sender_access inline:{example.org=OK}'),
  before('check_sender_access inline:{{example.org = REJECT for now}}'),
  before(`check_reverse_client_hostname_access ${table('clients')}`),
  before(`check_client_access ${table('no-such-table')}`),
  before(`check_client_access proxy:${table('clients')}`),
  // Who is in mynetworks.
  `mynetworks = !192.0.2.5, 192.0.2.0/24\n${before('permit_mynetworks')}`,
  `mynetworks = 127.0.0.0/8, 0.0.0.0/0\n${before('permit_mynetworks')}`,
  `mynetworks = !0.0.0.0/0\n${before('permit_mynetworks')}`,
  `mynetworks = 192.0.2.0/24 # 203.0.113.0/24\n${before('permit_mynetworks')}`,
  `mynetworks = 192.0.2.0/24, 203.0.113.1/24\n${before('permit_mynetworks')}`,
  `mynetworks = 203.0.113.9\n${before('permit_mynetworks')}`,
  `mynetworks = [2001:db8::]/32, 192.0.2.0/24\n${before('permit_mynetworks')}`,
  `mynetworks = 2001:db8::/32, 192.0.2.0/24\n${before('permit_mynetworks')}`,
  `mynetworks = 192.0.2.0 /24\n${before('permit_mynetworks')}`,
  `mynetworks = ${table('outside.cidr', 'cidr')}\n${before('permit_mynetworks')}`,
  // Blocklists, certificates, senders that belong to others.
  `${relay} permit_mynetworks, ${relayCheck}\n${recipient} permit_mynetworks, reject_rbl_client dnsbl.example.net`,
  before('permit_dnswl_client dnswl.example.net'),
  before('permit_tls_clientcerts, permit_tls_all_clientcerts, permit_mynetworks'),
  before('reject_plaintext_session, permit_mynetworks'),
  before('reject_unknown_client_hostname, permit_mynetworks'),
  before('permit_mx_backup, permit_mynetworks'),
  before('permit_naked_ip_address, permit_mynetworks'),
  `${relay} permit_mynetworks, check_relay_domains\n${recipient}`,
  before('reject_maps_rbl, permit_mynetworks'),
  before('reject_authenticated_sender_login_mismatch, permit_sasl_authenticated'),
  before('reject_known_sender_login_mismatch, permit_sasl_authenticated'),
  `smtpd_sasl_auth_enable = no\n${before('reject_sender_login_mismatch, permit_sasl_authenticated')}`,
  before('check_ccert_access hash:$config_directory/clients, permit_mynetworks'),
  before(
    'check_ccert_access { hash:$config_directory/clients {search_order = issuer_cn} }, permit_mynetworks',
  ),
  before('check_ccert_access { hash:$config_directory/clients {search_order = bad} }, permit_mynetworks'),
  before('warn_if_reject check_ccert_access { hash:$config_directory/clients foo=bar }, permit_mynetworks'),
  before('check_client_access { hash:$config_directory/clients }, permit_mynetworks'),
  before('warn_if_reject check_client_access { hash:$config_directory/clients }, permit_mynetworks'),
  before('warn_if_reject check_sender_access { hash:$config_directory/clients }, permit_mynetworks'),
  before('check_sender_mx_access { hash:$config_directory/clients }, permit_mynetworks'),
  before('check_helo_access { hash:$config_directory/clients }, permit_mynetworks'),
  before(
    'check_client_access hash:$config_directory/none, check_recipient_access { hash:$config_directory/clients}x',
  ),
  before('check_ccert_access { inline:{a=b} }, check_sender_access { inline:{a=b}, {search_order=x} }'),
  before('warn_if_reject check_client_access inline:{foo}, permit_mynetworks'),
  before('warn_if_reject check_sender_access inline:{foo}, permit_mynetworks'),
  before(`warn_if_reject check_sender_access ${table('doubled', 'texthash')}, permit_mynetworks`),
  before('check_sender_mx_access static:OK, permit_mynetworks'),
  before('reject_unverified_sender, permit_mynetworks'),
  before('reject_unlisted_sender, reject_unlisted_recipient, permit_mynetworks'),
  // What smtpd does by itself.
  `smtpd_relay_before_recipient_restrictions = no\n${relay} permit_mynetworks, ${relayCheck}\n${recipient} check_sender_access ${table('discard')}`,
  `default_transport = error:no mail to the world\n${before('permit_mynetworks')}`,
  `smtpd_reject_unlisted_sender = yes\n${before('permit_mynetworks')}`,
  'compatibility_level = 0',
  `compatibility_level = 0\n${recipient} permit_mynetworks, ${relayCheck}`,
];
