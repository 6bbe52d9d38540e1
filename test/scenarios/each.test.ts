// Each scenario, set up on a small server whose configuration differs in a few lines from the default.
import { expect, test } from 'vitest';
import { type Answers, Folder } from './folder.ts';

const server = {
  'main.cf': `# Postfix of example.com
compatibility_level = 3.6
myhostname = mail.example.com
mydestination = $myhostname, $mydomain, localhost
mynetworks = 127.0.0.0/8, 192.0.2.0/24
# as the package has it:
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
`,
  'master.cf': `smtp      inet  n       -       n       -       -       smtpd
#submission inet n       -       n       -       -       smtpd
#  -o syslog_name=postfix/submission
pickup    unix  n       -       n       60      1       pickup
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
`,
};

/** The added lines with `+`, and the removed lines with `-`, of every file. */
async function changes(scenario: string, answers: Answers): Promise<string> {
  const folder = new Folder(server, '3.11');
  const plan = await folder.plan(scenario, answers);
  folder.apply(plan.edit);
  const files = Object.entries(folder.texts).map(([name, text]) => {
    const before = linesOf(server[name as keyof typeof server]);
    const after = linesOf(text);
    const lines = [
      ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
      ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ];
    return lines.length === 0 ? '' : `${name}\n${lines.join('\n')}\n`;
  });
  const conflicts = plan.conflicts.map(({ id, wanted }) => `? ${id}: ${wanted}\n`);
  const tables = plan.tables.map(({ reference }) => `postmap ${reference}\n`);
  return `\n${[...files, ...conflicts, ...tables].join('')}`;
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

test('basic', async () => {
  const answers = {
    myhostname: 'mx.example.com',
    mydestination: '$myhostname, $mydomain, localhost, example.org',
    mynetworks: '127.0.0.0/8, [::1]/128',
  };
  expect(await changes('basic', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - myhostname = mail.example.com
    - mydestination = $myhostname, $mydomain, localhost
    - mynetworks = 127.0.0.0/8, 192.0.2.0/24
    + myhostname = mx.example.com
    + mydestination = $myhostname, $mydomain, localhost, example.org
    + mynetworks = 127.0.0.0/8, [::1]/128
    "
  `);
});

test('plain', async () => {
  expect(await changes('plain', {})).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + smtpd_recipient_restrictions =
    +     permit_mynetworks
    +     permit_sasl_authenticated
    +     reject_non_fqdn_sender
    +     reject_unknown_sender_domain
    "
  `);
});

test('backup-mx', async () => {
  const answers = { domains: 'example.org', recipients: 'user@example.org', lifetime: '10d' };
  expect(await changes('backup-mx', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + relay_domains = example.org
    + relay_recipient_maps = hash:/etc/postfix/relay_recipients
    + maximal_queue_lifetime = 10d
    relay_recipients
    + # Addresses that exist in relay_domains: ADDRESS OK. After a change, run postmap.
    + user@example.org  OK
    postmap hash:/etc/postfix/relay_recipients
    "
  `);
});

test('dmz-relay', async () => {
  const answers = {
    domains: 'example.com',
    server: '203.0.113.99',
    knows: 'list',
    recipients: 'user@example.com',
  };
  expect(await changes('dmz-relay', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - mydestination = $myhostname, $mydomain, localhost
    - mynetworks = 127.0.0.0/8, 192.0.2.0/24
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + mydestination = $myhostname, localhost
    + mynetworks = 127.0.0.0/8, 192.0.2.0/24, 203.0.113.99
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + relay_domains = example.com
    + relay_recipient_maps = hash:/etc/postfix/relay_recipients
    + transport_maps = hash:/etc/postfix/transport
    relay_recipients
    + # Addresses that exist in relay_domains: ADDRESS OK. After a change, run postmap.
    + user@example.com  OK
    transport
    + # Next hops by domain: DOMAIN relay:[HOST]. After a change, run postmap.
    + example.com  relay:[203.0.113.99]
    ? mydestination: $myhostname, localhost
    postmap hash:/etc/postfix/relay_recipients
    postmap hash:/etc/postfix/transport
    "
  `);
});

test('dmz-relay, without a list of addresses', async () => {
  const answers = { domains: 'example.org', server: 'inner.example.com:2525', knows: 'ask' };
  expect(await changes('dmz-relay', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + smtpd_recipient_restrictions =
    +     permit_mynetworks
    +     reject_unverified_recipient
    + relay_domains = example.org
    + transport_maps = hash:/etc/postfix/transport
    transport
    + # Next hops by domain: DOMAIN relay:[HOST]. After a change, run postmap.
    + example.org  relay:[inner.example.com]:2525
    postmap hash:/etc/postfix/transport
    "
  `);
});

test('dialup', async () => {
  expect(
    await changes('dialup', { relayhost: '[smtp.example.net]:587', line: 'networkmanager' }),
  ).toMatchInlineSnapshot(`
    "
    main.cf
    + defer_transports = smtp
    + smtp_dns_support_level = disabled
    + relayhost = [smtp.example.net]:587
    90-postfix
    + #!/bin/sh
    + # NetworkManager: $1 is the interface, $2 is the event.
    + PATH=/usr/sbin:/usr/bin:/sbin:/bin
    + case "$2" in
    +   up)
    +     postconf -e 'smtp_dns_support_level =' 'defer_transports ='
    +     postfix reload
    +     postfix flush
    +     ;;
    +   down)
    +     postconf -e 'smtp_dns_support_level = disabled' 'defer_transports = smtp'
    +     postfix reload
    +     ;;
    + esac
    "
  `);
});

test('nat', async () => {
  const answers = { networks: '127.0.0.0/8, 192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' };
  expect(await changes('nat', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - mynetworks = 127.0.0.0/8, 192.0.2.0/24
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + mynetworks = 127.0.0.0/8, !192.0.2.1, 192.0.2.0/24
    + proxy_interfaces = 203.0.113.25
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    "
  `);
});

test('dyndns', async () => {
  const answers = { myhostname: 'home.example.net', mynetworks: '127.0.0.0/8' };
  expect(await changes('dyndns', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - myhostname = mail.example.com
    - mydestination = $myhostname, $mydomain, localhost
    - mynetworks = 127.0.0.0/8, 192.0.2.0/24
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + myhostname = home.example.net
    + mydestination = $myhostname, localhost
    + mynetworks = 127.0.0.0/8
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    ? mydestination: $myhostname, localhost
    "
  `);
});

test('dyndns-relay', async () => {
  const answers = {
    domains: 'home.example.net',
    server: 'home.example.net',
    recipients: '@home.example.net',
    job: 'timer',
  };
  expect(await changes('dyndns-relay', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + relay_domains = home.example.net
    + relay_recipient_maps = hash:/etc/postfix/relay_recipients
    + transport_maps = hash:/etc/postfix/transport
    + maximal_backoff_time = 15m
    relay_recipients
    + # Addresses that exist in relay_domains: ADDRESS OK. After a change, run postmap.
    + @home.example.net  OK
    transport
    + # Next hops by domain: DOMAIN relay:[HOST]. After a change, run postmap.
    + home.example.net  relay:[home.example.net]
    postfix-retry.service
    + [Unit]
    + Description=Retry the waiting mail for home.example.net
    + [Service]
    + Type=oneshot
    + ExecStart=/usr/sbin/postqueue -s home.example.net
    postfix-retry.timer
    + [Unit]
    + Description=Retry the waiting mail for home.example.net
    + [Timer]
    + OnCalendar=*:0/5
    + [Install]
    + WantedBy=timers.target
    postmap hash:/etc/postfix/relay_recipients
    postmap hash:/etc/postfix/transport
    "
  `);
});

test('smtp-auth, with Dovecot', async () => {
  const answers = {
    sasl: 'dovecot',
    certificate: '/etc/ssl/mail/fullchain.pem',
    key: '/etc/ssl/mail/privkey.pem',
    logins: 'user@example.com user',
  };
  expect(await changes('smtp-auth', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + smtpd_sasl_type = dovecot
    + smtpd_sasl_path = private/auth
    + smtpd_sender_login_maps = hash:/etc/postfix/sender_login
    + smtpd_tls_auth_only = yes
    + smtpd_tls_security_level = may
    + smtpd_tls_chain_files =
    +     /etc/ssl/mail/privkey.pem
    +     /etc/ssl/mail/fullchain.pem
    master.cf
    + submission inet  n       -       n       -       -       smtpd
    +   -o smtpd_tls_security_level=encrypt
    +   -o smtpd_sasl_auth_enable=yes
    +   -o smtpd_client_restrictions=
    +   -o smtpd_helo_restrictions=
    +   -o smtpd_sender_restrictions=reject_sender_login_mismatch
    +   -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    +   -o smtpd_recipient_restrictions=
    +   -o milter_macro_daemon_name=ORIGINATING
    +   -o syslog_name=postfix/submission
    + submissions inet  n       -       n       -       -       smtpd
    +   -o smtpd_tls_wrappermode=yes
    +   -o smtpd_tls_security_level=encrypt
    +   -o smtpd_sasl_auth_enable=yes
    +   -o smtpd_client_restrictions=
    +   -o smtpd_helo_restrictions=
    +   -o smtpd_sender_restrictions=reject_sender_login_mismatch
    +   -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    +   -o smtpd_recipient_restrictions=
    +   -o milter_macro_daemon_name=ORIGINATING
    +   -o syslog_name=postfix/submissions
    sender_login
    + # Logins that can use a sender address: ADDRESS LOGIN. After a change, run postmap.
    + user@example.com  user
    postmap hash:/etc/postfix/sender_login
    "
  `);
});

test('smtp-auth, with Cyrus SASL', async () => {
  const answers = { sasl: 'cyrus', certificate: '/etc/ssl/mail.pem', key: '/etc/ssl/mail.pem' };
  expect(await changes('smtp-auth', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
    + smtpd_tls_auth_only = yes
    + smtpd_tls_security_level = may
    + smtpd_tls_chain_files =
    +     /etc/ssl/mail.pem
    master.cf
    + submission inet  n       -       n       -       -       smtpd
    +   -o smtpd_tls_security_level=encrypt
    +   -o smtpd_sasl_auth_enable=yes
    +   -o smtpd_client_restrictions=
    +   -o smtpd_helo_restrictions=
    +   -o smtpd_sender_restrictions=
    +   -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    +   -o smtpd_recipient_restrictions=
    +   -o milter_macro_daemon_name=ORIGINATING
    +   -o syslog_name=postfix/submission
    + submissions inet  n       -       n       -       -       smtpd
    +   -o smtpd_tls_wrappermode=yes
    +   -o smtpd_tls_security_level=encrypt
    +   -o smtpd_sasl_auth_enable=yes
    +   -o smtpd_client_restrictions=
    +   -o smtpd_helo_restrictions=
    +   -o smtpd_sender_restrictions=
    +   -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    +   -o smtpd_recipient_restrictions=
    +   -o milter_macro_daemon_name=ORIGINATING
    +   -o syslog_name=postfix/submissions
    "
  `);
});

test('pop-before-smtp', async () => {
  expect(await changes('pop-before-smtp', {})).toMatchInlineSnapshot(`
    "
    main.cf
    - smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
    + smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated check_client_access hash:/etc/postfix/pop-before-smtp reject_unauth_destination
    pop-before-smtp
    + # The daemon writes addresses directly to the index of this table.
    postmap hash:/etc/postfix/pop-before-smtp
    "
  `);
});

test('content-filter', async () => {
  const answers = { kind: 'smtp', filter: '10024', back: '10025', processes: '4' };
  expect(await changes('content-filter', answers)).toMatchInlineSnapshot(`
    "
    main.cf
    + content_filter = smtp-amavis:[127.0.0.1]:10024
    + receive_override_options = no_address_mappings
    master.cf
    + smtp-amavis unix  -       -       n       -       4       smtp
    +   -o smtp_send_xforward_command=yes
    +   -o smtp_data_done_timeout=1200
    +   -o smtp_tls_security_level=none
    +   -o max_use=20
    + 127.0.0.1:10025 inet  n       -       n       -       -       smtpd
    +   -o content_filter=
    +   -o mynetworks=127.0.0.0/8
    +   -o smtpd_authorized_xforward_hosts=127.0.0.0/8
    +   -o smtpd_client_restrictions=
    +   -o smtpd_helo_restrictions=
    +   -o smtpd_sender_restrictions=
    +   -o smtpd_relay_restrictions=
    +   -o smtpd_recipient_restrictions=permit_mynetworks,reject
    +   -o smtpd_tls_security_level=none
    +   -o smtpd_milters=
    +   -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters
    "
  `);
});

test('content-filter, as a milter', async () => {
  expect(await changes('content-filter', { kind: 'milter' })).toMatchInlineSnapshot(`
    "
    main.cf
    + smtpd_milters = inet:127.0.0.1:11332
    + non_smtpd_milters = $smtpd_milters
    + milter_default_action = accept
    "
  `);
});

test('mailbox-format', async () => {
  expect(await changes('mailbox-format', { format: 'maildir' })).toMatchInlineSnapshot(`
    "
    main.cf
    + home_mailbox = Maildir/
    "
  `);
  expect(await changes('mailbox-format', { format: 'maildir-spool' })).toMatchInlineSnapshot(`
    "
    main.cf
    + mail_spool_directory = /var/mail/
    "
  `);
  expect(await changes('mailbox-format', { format: 'mbox' })).toMatchInlineSnapshot(`
    "
    "
  `);
});
