// The forms from old articles and old files, one by one: what the hover says that they meant, and the file after it is
// rewritten in the current form. If a rule finds the form, its fix writes the current form.

import { describe, expect, test } from 'vitest';
import data from '../../server/catalog/old-forms.json' with { type: 'json' };
import { actionsAt, type FileTexts, hoverAt, type Options } from '../support/markers.ts';

interface Row {
  /** With the cursor. */
  readonly text: string;
  readonly file?: 'main.cf' | 'master.cf' | 'transport';
  readonly with?: FileTexts;
  readonly options?: Options;
  /** Texts that the hover contains. */
  readonly says: readonly string[];
  /** The action, and the file after it; absent if a person has to decide. */
  readonly action?: string;
  readonly after?: string;
}

const current = (form: string) => `Use the current form: ${form}`;
const old = (version: string): Options => ({ version });

/** By scenario, or by what they are about. */
const chapters: Readonly<Record<string, readonly Row[]>> = {
  'As printed in the article': [
    {
      text: '$my‸networks_style = class\n',
      says: ['With the `$`, the line sets a name that nothing reads', 'Write the name without `$`'],
      action: 'Change to mynetworks_style',
      after: 'mynetworks_style = class\n',
    },
    {
      text: 'mynetworks_style = cl‸ass\n',
      says: ['dangerous'],
      action: 'Change to host',
      after: 'mynetworks_style = host\n',
    },
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth‸_destination\n',
      says: [
        'Before Postfix 2.10, this was the only list',
        'Use `smtpd_relay_restrictions` to decide who can relay',
      ],
      action: current('smtpd_relay_restrictions'),
      after: 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n',
    },
    {
      text: `smtpd_recipient_restrictions =
  permit_mynetworks
  permit_sasl_authenticated
  # strangers stop here
  reject_unauth‸_destination
  reject_rbl_client dnsbl.example.net
`,
      says: ['to prevent strangers from relaying'],
      action: current('smtpd_relay_restrictions'),
      after: `smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
  permit_mynetworks
  permit_sasl_authenticated
  # strangers stop here
  reject_rbl_client dnsbl.example.net
`,
    },
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, permit_mx‸_backup, reject_unauth_destination\n',
      with: { transport: 'example.com smtp:[192.168.1.99]\n.example.com smtp:[192.168.1.99]\n' },
      says: [
        'to store mail for domains whose main server is unavailable',
        'List the domains in `relay_domains`',
        '`relay_recipient_maps`',
      ],
    },
    {
      text: `transport_maps = hash:/etc/postfix/transport
smtpd_recipient_restrictions = permit_mynetworks, permit_mx‸_backup, reject_unauth_destination
`,
      with: { transport: 'example.com smtp:[192.168.1.99]\n.example.com smtp:[192.168.1.99]\n' },
      options: old('2.8'),
      says: ['List the domains in `relay_domains`'],
      action: current('relay_domains = example.com'),
      after: `transport_maps = hash:/etc/postfix/transport
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
relay_domains = example.com
`,
    },
    {
      text: `relay_domains = example.net
smtpd_recipient_restrictions = permit_mynetworks, permit_mx‸_backup, reject_unauth_destination
`,
      says: ['List the domains in `relay_domains`'],
      action: current('relay_domains'),
      after: `relay_domains = example.net
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
`,
    },
    {
      file: 'transport',
      text: 'example.com smtp:mail‸.example.com\n',
      with: { 'main.cf': 'transport_maps = hash:/etc/postfix/transport\n' },
      says: ['MX lookup', 'loops back to myself'],
      action: 'Change to [mail.example.com]',
      after: 'example.com smtp:[mail.example.com]\n',
    },
    {
      text: 'disable_dns‸_lookups = yes\n',
      options: old('2.11'),
      says: ['Without DNS, Postfix finds no MX records', '`smtp_dns_support_level`'],
      action: current('smtp_dns_support_level = disabled'),
      after: 'smtp_dns_support_level = disabled\n',
    },
    {
      text: 'proxy_inter‸faces = 192.168.0.1\nmynetworks = 192.168.0.0/24\n',
      says: ['is not excluded from `mynetworks`', '`!192.0.2.10`'],
    },
    {
      text: 'smtpd_sasl_security_options = noanonymous, no‸plain\n',
      says: [
        'programs that use SASL exit with a fatal error',
        '`noplaintext`',
        '`smtpd_tls_auth_only = yes`',
      ],
      action: 'Change to noplaintext',
      after: 'smtpd_sasl_security_options = noanonymous, noplaintext\n',
    },
    {
      text: 'smtpd_tls_security_level = may\nsmtpd_sasl_security_options = noanonymous, no‸plaintext\n',
      says: ['not to send passwords in cleartext', 'Use `smtpd_tls_auth_only = yes`'],
      action: current('smtpd_tls_auth_only = yes'),
      after:
        'smtpd_tls_security_level = may\nsmtpd_sasl_security_options = noanonymous\nsmtpd_tls_auth_only = yes\n',
    },
    {
      text: 'broken_sasl‸_auth_clients = yes\n',
      says: ['mail clients of the 1990s', 'Remove the line'],
      action: 'Comment out broken_sasl_auth_clients, which is no longer needed',
      after: '#broken_sasl_auth_clients = yes\n',
    },
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, check_sasl‸_authenticated, reject_unauth_destination\n',
      says: ['to permit users who have logged in', 'Use `permit_sasl_authenticated`'],
      action: 'Change to permit_sasl_authenticated',
      after:
        'smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n',
    },
    {
      text: 'smtpd_recipient_restrictions = ‸\\\n  permit_mynetworks, reject_unauth_destination\n',
      says: ['to continue on the next line', 'begins with white space'],
      action: 'Remove the backslash',
      after: 'smtpd_recipient_restrictions =\n  permit_mynetworks, reject_unauth_destination\n',
    },
    {
      text: 'mynetworks = 127.0.0.0/8, ‸\\\n  192.0.2.0/24\n',
      says: ['to continue on the next line'],
      action: 'Remove the backslash',
      after: 'mynetworks = 127.0.0.0/8,\n  192.0.2.0/24\n',
    },
    {
      text: 'content_filter = [127.0‸.0.1]:10024\n',
      says: ['to pass mail to the filter at this address', '`smtp:[127.0.0.1]:10024`'],
      action: 'Change to smtp:[127.0.0.1]:10024',
      after: 'content_filter = smtp:[127.0.0.1]:10024\n',
    },
  ],
  'Logins and TLS': [
    {
      text: 'smtpd_use‸_tls = yes\n',
      options: old('3.5'),
      says: ['Use `smtpd_tls_security_level = may`'],
      action: current('smtpd_tls_security_level = may'),
      after: 'smtpd_tls_security_level = may\n',
    },
    {
      text: 'smtp_use‸_tls = yes\n',
      says: ['Use `smtp_tls_security_level = may`'],
      action: 'Change to smtp_tls_security_level = may',
      after: 'smtp_tls_security_level = may\n',
    },
    {
      file: 'master.cf',
      text: 'submission inet n - n - - smtpd\n  -o smtpd_enforce‸_tls=yes\n',
      options: old('2.3'),
      says: ['Use `smtpd_tls_security_level = encrypt`'],
      action: current('smtpd_tls_security_level = encrypt'),
      after: 'submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n',
    },
    {
      file: 'master.cf',
      text: `submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client‸_restrictions=permit_sasl_authenticated,reject
`,
      with: { 'main.cf': 'smtpd_client_restrictions = reject_rbl_client dnsbl.example.net\n' },
      says: [
        'only users who have logged in can use this service',
        '`-o smtpd_relay_restrictions=permit_sasl_authenticated,reject`',
      ],
      action: current('smtpd_relay_restrictions'),
      after: `submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
`,
    },
    {
      file: 'master.cf',
      text: 'smt‸ps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n',
      says: ['TLS from the first byte', '`submissions`'],
      action: current('submissions'),
      after: 'submissions inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n',
    },
    {
      text: 'smtpd_sasl_path = /var/run/saslauthd‸/mux\n',
      says: ['there is no file with this name', '`pwcheck_method: saslauthd`'],
      action: current('smtpd'),
      after: 'smtpd_sasl_path = smtpd\n',
    },
    {
      text: 'smtpd_sasl_application‸_name = smtpd\n',
      says: ['Use `smtpd_sasl_path` instead.'],
      action: 'Change to smtpd_sasl_path',
      after: 'smtpd_sasl_path = smtpd\n',
    },
    {
      text: 'smtpd_tls_dh2048‸_param_file = /etc/ssl/dh.pem\n',
      says: ['Postfix has never had this parameter', 'choose suitable parameters automatically'],
      action: 'Comment out smtpd_tls_dh2048_param_file, which is no longer needed',
      after: '#smtpd_tls_dh2048_param_file = /etc/ssl/dh.pem\n',
    },
    {
      text: 'start‸_tls = yes\n',
      says: ['Postfix has never had this parameter', '`smtp_tls_security_level = encrypt`'],
      action: current('smtp_tls_security_level = encrypt'),
      after: 'smtp_tls_security_level = encrypt\n',
    },
    {
      text: 'smtpd_tls_cipher‸list = ALL\n',
      says: ['Obsolete', '`smtpd_tls_mandatory_ciphers`'],
      action: 'Comment out smtpd_tls_cipherlist, which is no longer needed',
      after: '#smtpd_tls_cipherlist = ALL\n',
    },
    {
      file: 'master.cf',
      text: 'tlsmgr fi‸fo - - n 300 1 tlsmgr\n',
      says: ['`problem talking to server private/tlsmgr`', '`tlsmgr unix - - n 1000? 1 tlsmgr`'],
      action: current('unix'),
      after: 'tlsmgr unix - - n 300 1 tlsmgr\n',
    },
  ],
  Restrictions: [
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, check_relay‸_domains\n',
      options: old('2.1'),
      says: ['Permitted relaying by the domain of the client', 'reject_unauth_destination'],
      action: current('reject_unauth_destination'),
      after: 'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    },
    {
      text: 'maps_rbl_domains = rbl.example.net\nsmtpd_client_restrictions = reject_maps‸_rbl\n',
      says: ['clients in the DNS blocklists that `maps_rbl_domains` contains', '`reject_rbl_client`'],
      action: 'Change to reject_rbl_client rbl.example.net',
      after:
        'maps_rbl_domains = rbl.example.net\nsmtpd_client_restrictions = reject_rbl_client rbl.example.net\n',
    },
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, permit_naked‸_ip_address, reject_unauth_destination\n',
      says: ['Permitted clients that sent an IP address without brackets', '`permit_sasl_authenticated`'],
      action: 'Remove permit_naked_ip_address',
      after: 'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    },
    {
      text: 'smtpd_recipient_restrictions = permit_mynetworks, permit_auth‸_destination, reject\n',
      says: ['to accept mail only for your own domains', '`reject_unauth_destination`'],
      action: current('reject_unauth_destination'),
      after: 'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    },
    ...(
      [
        ['reject_unknown_client', 'reject_unknown_client_hostname'],
        ['reject_unknown_hostname', 'reject_unknown_helo_hostname'],
        ['reject_invalid_hostname', 'reject_invalid_helo_hostname'],
        ['reject_non_fqdn_hostname', 'reject_non_fqdn_helo_hostname'],
        ['reject_unknown_address', 'reject_unknown_sender_domain'],
        ['reject_rbl', 'reject_rbl_client'],
        ['check_recipient_maps', 'reject_unlisted_recipient'],
      ] as const
    ).map(([was, is]) => ({
      text: `smtpd_recipient_restrictions = permit_mynetworks, ${was}‸\n`,
      options: old('2.3'),
      says: ['ld name of', `\`${is}\``],
      action: `Change to ${is}`,
      after: `smtpd_recipient_restrictions = permit_mynetworks, ${is}\n`,
    })),
  ],
  'Tables and delivery': [
    {
      text: 'virtual‸_maps = hash:/etc/postfix/virtual\n',
      options: old('2.8'),
      says: ['Lookup tables with both virtual domains and virtual aliases', '`virtual_alias_maps`'],
      action: current('virtual_alias_maps = hash:/etc/postfix/virtual'),
      after: 'virtual_alias_maps = hash:/etc/postfix/virtual\n',
    },
    {
      text: 'fallback‸_relay = [mail.example.com]\n',
      options: old('2.8'),
      says: ['Old name of `smtp_fallback_relay`'],
      action: current('smtp_fallback_relay = [mail.example.com]'),
      after: 'smtp_fallback_relay = [mail.example.com]\n',
    },
    {
      text: 'alias_maps = db‸m:/etc/aliases\n',
      says: ['old Unix systems', '`$default_database_type:`'],
      action: current('$default_database_type'),
      after: 'alias_maps = $default_database_type:/etc/aliases\n',
    },
    {
      text: 'alias_maps = ha‸sh:/etc/aliases\n',
      says: ['Some systems no longer include Berkeley DB', 'To switch to `lmdb`'],
    },
    {
      text: 'mailbox_transport = cy‸rus\n',
      says: ['through its `deliver` program', 'LMTP over a socket'],
      action: current('lmtp:unix:/run/cyrus/socket/lmtp'),
      after: 'mailbox_transport = lmtp:unix:/run/cyrus/socket/lmtp\n',
    },
    {
      text: 'mailbox_transport = lmtp:unix:/var/imap‸/socket/lmtp\n',
      says: ['at the path that old packages use', '`unix:/run/cyrus/socket/lmtp`'],
      action: current('unix:/run/cyrus/socket/lmtp'),
      after: 'mailbox_transport = lmtp:unix:/run/cyrus/socket/lmtp\n',
    },
    {
      text: 'unknown_local_recipient_reject_code = 4‸50\n',
      says: ['The default main.cf of Postfix 2.0', '`550`, which is the default'],
      action: 'Comment out this line',
      after: '#unknown_local_recipient_reject_code = 450\n',
    },
    {
      text: 'virtual_mailbox_limit‸_maps = hash:/etc/postfix/quota\n',
      says: ['the VDA patch', "Dovecot's quota plugin"],
      action: 'Comment out virtual_mailbox_limit_maps, which is no longer needed',
      after: '#virtual_mailbox_limit_maps = hash:/etc/postfix/quota\n',
    },
    {
      text: 'program‸_directory = /usr/libexec/postfix\n',
      says: ['Use `daemon_directory`'],
      action: 'Comment out program_directory, which is no longer needed',
      after: '#program_directory = /usr/libexec/postfix\n',
    },
    {
      text: 'connection_cache‸_service = scache\n',
      says: ['`connection_cache_service_name`'],
      action: 'Change to connection_cache_service_name',
      after: 'connection_cache_service_name = scache\n',
    },
    {
      text: 'smtpd_use_pw_server‸ = yes\n',
      says: ["Apple's own Postfix", '`smtpd_sasl_type = dovecot`'],
      action: 'Comment out smtpd_use_pw_server, which is no longer needed',
      after: '#smtpd_use_pw_server = yes\n',
    },
  ],
  'master.cf': [
    {
      file: 'master.cf',
      text: 'cy‸rus unix - n n - - pipe user=cyrus argv=/cyrus/bin/deliver -m ${extension} ${user}\n',
      with: { 'main.cf': 'mailbox_transport = lmtp:unix:/run/cyrus/socket/lmtp\n' },
      says: ['through its `deliver` program', 'LMTP over a socket'],
      action: 'Comment out cyrus, which is not used',
      after: '#cyrus unix - n n - - pipe user=cyrus argv=/cyrus/bin/deliver -m ${extension} ${user}\n',
    },
    {
      file: 'master.cf',
      text: 'uu‸cp unix - n n - - pipe\n  flags=Fqhu user=uucp argv=uux -r -n $nexthop!rmail ($recipient)\n',
      says: ['hardly used today', 'these examples have been commented out'],
      action: 'Comment out uucp, which is not used',
      after:
        '#uucp unix - n n - - pipe\n#  flags=Fqhu user=uucp argv=uux -r -n $nexthop!rmail ($recipient)\n',
    },
    {
      file: 'master.cf',
      text: 'uu‸cp unix - n n - - pipe user=uucp argv=uux\n',
      with: { 'main.cf': 'default_transport = uucp:gateway\n' },
      says: ['unless you send mail this way'],
    },
    {
      file: 'master.cf',
      text: 'qmgr fi‸fo n - n 300 1 qmgr\n',
      says: ['a named pipe', 'Use `unix`'],
      action: current('unix'),
      after: 'qmgr unix n - n 300 1 qmgr\n',
    },
    {
      file: 'master.cf',
      text: 'qmgr fifo n - n 300 1 nq‸mgr\n',
      options: old('2.8'),
      says: ['while it was experimental', '`qmgr`'],
      action: current('qmgr'),
      after: 'qmgr fifo n - n 300 1 qmgr\n',
    },
  ],
};

describe.each(Object.entries(chapters))('%s', (_, rows) => {
  test.each(rows.map((row) => [row.text.trim().replace(/\s+/g, ' '), row] as const))(
    '%s',
    async (__, row) => {
      const files = { ...row.with, [row.file ?? 'main.cf']: row.text };
      const hover = await hoverAt(files, row.options);
      for (const text of row.says) expect(hover).toContain(text);
      const actions = Object.entries(await actionsAt(files, row.options));
      const own = actions.filter(([title]) => !title.startsWith('Set compatibility_level'));
      if (row.action === undefined) expect(own).toEqual([]);
      else expect(Object.fromEntries(own)[row.action]).toBe(row.after);
    },
  );
});

describe('is right in a release that had no other form', () => {
  test.each([
    ['smtpd_recipient_restrictions = permit_mynetworks, reject_unauth‸_destination\n', '2.9'],
    ['smtpd_client_restrictions = reject_unknown‸_client\n', '2.2'],
    ['smtpd_use‸_tls = yes\n', '2.2'],
    ['disable_dns‸_lookups = yes\n', '2.10'],
    ['unknown_local_recipient_reject_code = 4‸50\n', '2.0'],
  ])('%s in %s', async (text, version) => {
    expect(await hoverAt(text, { version })).not.toContain('*Meant:*');
    expect(await actionsAt(text, { version })).toEqual({});
  });
});

describe('the relay check stays in its list', () => {
  const relayCheck = 'reject_unauth‸_destination\n';
  test.each<[string, string | FileTexts]>([
    [
      'if other clients may relay',
      `smtpd_recipient_restrictions = permit_mynetworks, permit_tls_clientcerts, ${relayCheck}`,
    ],
    [
      'if another list refers to it',
      `smtpd_recipient_restrictions = permit_mynetworks, ${relayCheck}own = $smtpd_recipient_restrictions\n`,
    ],
    [
      'if users can log in but not relay',
      {
        'main.cf': `smtpd_sasl_auth_enable = yes\nsmtpd_recipient_restrictions = permit_mynetworks, ${relayCheck}`,
        'master.cf': 'smtp inet n - n - - smtpd\n',
      },
    ],
    [
      'if a service has its own list, and the relay list is empty',
      {
        'main.cf': `compatibility_level = 0\nsmtpd_recipient_restrictions = permit_mynetworks, ${relayCheck}`,
        'master.cf':
          '10025 inet n - n - - smtpd\n  -o smtpd_recipient_restrictions=permit_tls_clientcerts,reject\n',
      },
    ],
  ])('%s', async (_, files) => {
    expect(await actionsAt(files)).not.toHaveProperty([current('smtpd_relay_restrictions')]);
  });
});

test('a list next to a separate relay list does not change', async () => {
  const text =
    'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth‸_destination\n';
  expect(await hoverAt(text)).not.toContain('*Meant:*');
});

test('text that a template fills in is not rewritten', async () => {
  const files = { 'main.cf.j2': 'smtpd_use‸_tls = {{ tls }}\n' };
  expect(await actionsAt(files, { version: '3.5' })).toEqual({});
  const certain = { 'main.cf.j2': 'myhostname = {{ name }}\nsmtpd_use‸_tls = yes\n' };
  expect(await actionsAt(certain, { version: '3.5' })).toHaveProperty([
    current('smtpd_tls_security_level = may'),
  ]);
});

test('every form in the catalog has a row in this file', async () => {
  const rows = Object.values(chapters).flat();
  const hovers = await Promise.all(
    rows.map((row) => hoverAt({ ...row.with, [row.file ?? 'main.cf']: row.text }, row.options)),
  );
  const pages = hovers.join('\n');
  const texts = rows.map(({ text }) => text.replace('‸', '')).join('\n');
  const missing = data.forms.filter(({ form, meant }) =>
    meant === undefined ? !form.some((word) => texts.includes(word)) : !pages.includes(meant),
  );
  expect(missing).toEqual([]);
});

test('the forms are sorted, without duplicates', () => {
  const keys = data.forms.map(({ kind, form: [first = ''] }) => `${kind} ${first}`);
  expect(keys).toEqual([...keys].sort());
  for (const { form } of data.forms) expect(form).toEqual([...form].sort());
});
