// Random settings of smtpd(8): lists of restrictions, access tables, and what smtpd checks by itself.
import type { Random } from './random';
import type { Settings } from './systems';

const clients = ['192.0.2.5', '203.0.113.9', '198.51.100.7', '2001:db8::7'] as const;
const names = ['client.example.org', 'mail.sub.example.net', 'host', ''] as const;
const helos = [
  'client.example.org',
  'mail.sub.example.net',
  'host',
  '[203.0.113.9]',
  '[IPv6:2001:db8::7]',
  '[300.1.1.1]',
  '203.0.113.9',
  'bad..name',
  'under_score.example.com',
  'dot.example.com.',
  '-x.example.com',
  '',
] as const;
const senders = [
  'ann@example.org',
  'Ann@Example.ORG',
  'bob@sub.example.net',
  'ann+list@example.com',
  'ann@example.com',
  'nobody@example.com',
  'info@box.example',
  'none@box.example',
  'sales@alias.example',
  'ann@relay.example',
  'ann@host',
  'ann',
  'ann@[203.0.113.9]',
  'ann@gone.example.net',
  'ann@example..net',
  'a b@example.org',
  '"a b"@example.org',
  '',
] as const;
const recipients = [
  'ann@example.com',
  'ann+list@example.com',
  'Bob@Example.com',
  'nobody@example.com',
  'postmaster@example.com',
  'postmaster',
  'ann',
  'info@box.example',
  'none@box.example',
  'sales@alias.example',
  'none@alias.example',
  'ann@relay.example',
  'none@sub.relay.example',
  'ann@example.net',
  'ann@gone.example.net',
  'ann%example.net@example.com',
  'x@example.net@example.com',
  'example.net!ann@mail.example.com',
  '"ann@example.net"@example.com',
  'ann@[127.0.0.1]',
  'ann@[192.0.2.1]',
  'ann@moved.example',
  'ann@error.example',
  'ann@retry.example',
  'double-bounce@example.com',
  'ann@192.0.2.1',
  'ann@-bad.example.net',
  'a@b c@d',
  'ann@host',
  '',
] as const;

export interface SmtpdMail {
  readonly client: string;
  readonly name?: string;
  readonly login?: string;
  readonly helo?: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly size?: number;
}

export function someMail(random: Random, mayLogIn: boolean): SmtpdMail {
  const name = random.pick(names);
  const helo = random.pick(helos);
  const some = random.chance(0.75) ? random.pick(recipients) : 'ann@example.com';
  return {
    client: random.pick(clients),
    ...(name !== '' && { name }),
    ...(mayLogIn && random.chance(0.25) && { login: random.pick(['alice', 'bob', 'ann']) }),
    ...(helo !== '' && { helo }),
    sender: random.pick(senders),
    recipients: random.chance(0.2) ? [some, random.pick(recipients)] : [some],
    ...(random.chance(0.1) && { size: random.pick([1000, 50_000_000]) }),
  };
}

/** The settings of main.cf, which all services share. */
export const mainCf = `
compatibility_level = 3.6
mydestination = example.com, mail.example.com
virtual_alias_domains = alias.example
virtual_alias_maps = texthash:$config_directory/aliases-map
virtual_mailbox_domains = box.example
virtual_mailbox_maps = texthash:$config_directory/boxes
relay_domains = relay.example
relay_recipient_maps = texthash:$config_directory/relayed
local_recipient_maps = texthash:$config_directory/users
canonical_maps = texthash:$config_directory/canonical
relocated_maps = texthash:$config_directory/relocated
transport_maps = texthash:$config_directory/transport
mynetworks = 127.0.0.0/8, 192.0.2.0/24
smtpd_sasl_auth_enable = yes
smtpd_tls_security_level = none
smtpd_error_sleep_time = 0
smtpd_policy_service_try_limit = 1
smtpd_policy_service_timeout = 1s
address_verify_map =
address_verify_poll_count = 1
local_transport = discard:
virtual_transport = discard:
recipient_delimiter = +
in_flow_delay = 0
`;

export const sharedTables: Readonly<Record<string, string>> = {
  'aliases-map': 'sales@alias.example ann@example.com\n',
  boxes: 'info@box.example info/\n',
  relayed: 'ann@relay.example x\n',
  users: 'ann x\nbob x\n',
  canonical: 'old@example.com ann@example.com\n',
  relocated: 'ann@moved.example new@example.org\n',
  transport:
    'error.example error:5.1.6 this one has moved\nretry.example retry:4.2.1 not today\nmoved.example error:gone\n',
};

/** What DNS has. All other names do not exist. */
export const zone = {
  a: {
    'client.example.org': '203.0.113.9',
    'example.org': '203.0.113.10',
    'sub.example.net': '203.0.113.11',
    'example.net': '203.0.113.12',
    'mail.sub.example.net': '198.51.100.7',
    '9.113.0.203.bl.example.net': '127.0.0.2',
    '7.100.51.198.bl.example.net': '127.0.0.4',
    'example.org.rhsbl.example.net': '127.0.0.2',
    'sub.example.net.rhsbl.example.net': '127.0.0.2',
    'client.example.org.rhsbl.example.net': '127.0.0.2',
    '9.113.0.203.wl.example.net': '127.0.0.3',
  },
  mx: { 'example.org': [[10, 'client.example.org']], 'relay.example': [[10, 'mail.example.com']] },
} as const;

const texts = ['', ' go away', ' 5.7.9 not here', ' 5.1.1 who', ' 4.1.7 odd sender', ' spam'] as const;

function someAction(random: Random, classes: readonly string[]): string {
  return random.pick<() => string>([
    () => 'OK',
    () => 'RELAY',
    () => 'DUNNO',
    () => '1234',
    () => `REJECT${random.pick(texts)}`,
    () => `reject${random.pick(texts)}`,
    () => `DEFER${random.pick(texts)}`,
    () =>
      `${random.pick(['450', '550', '421', '554', '521'])} ${random.pick(['later', '5.7.1 no', '4.1.8 hm'])}`,
    () => '550',
    () => `DEFER_IF_PERMIT${random.pick(texts)}`,
    () => `DEFER_IF_REJECT${random.pick(texts)}`,
    () => 'FILTER discard:x',
    () => 'FILTER x',
    () => 'HOLD for now',
    () => 'WARN look',
    () => 'INFO look',
    () => 'DISCARD',
    () => 'PREPEND X-Seen: yes',
    () => 'BCC copy@example.com',
    () => 'REDIRECT ann@example.com',
    () => 'permit_mynetworks, reject',
    () => 'reject_unauth_destination permit',
    () => 'warn_if_reject reject, permit_mynetworks',
    () => 'defer_if_permit',
    () => (classes.length > 0 ? random.pick(classes) : 'DUNNO'),
    () => 'no_such_word',
    () => 'hash:/etc/postfix/x',
  ])();
}

const keys: Readonly<Record<string, readonly string[]>> = {
  client: [
    ...clients,
    '203.0.113',
    '198.51',
    '2001:db8',
    'client.example.org',
    'example.org',
    '.example.org',
    'net',
    'unknown',
    'host',
  ],
  helo: [
    'client.example.org',
    'example.org',
    '.example.org',
    'host',
    '203.0.113.9',
    'example.com',
    'dot.example.com.',
    'dot.example.com',
  ],
  sender: [
    'ann@example.org',
    'example.org',
    '.example.net',
    'net',
    'ann@',
    'ann@example.com',
    'ann+list@example.com',
    'bob@',
    '<>',
    'host',
    'example.com',
    'a b@example.org',
    '"a b"@example.org',
  ],
  recipient: [
    'ann@example.com',
    'example.com',
    'ann@',
    'nobody@',
    'example.net',
    'net',
    '.relay.example',
    'relay.example',
    'box.example',
    'ann+list@example.com',
    'ann@example.net',
  ],
  sasl: ['alice', 'bob'],
};

export class SomeSettings {
  readonly tables: Record<string, string> = {};
  readonly settings: Record<string, string> = {};
  private readonly classes: string[] = [];
  private count = 0;

  constructor(
    private readonly random: Random,
    private readonly number: number,
  ) {
    this.build();
  }

  get result(): Settings {
    return this.settings;
  }

  private maybe(name: string, probability: number, value: () => string): void {
    if (this.random.chance(probability)) this.settings[name] = value();
  }

  private build(): void {
    const { random, settings } = this;
    const yesNo = (): string => (random.chance(0.5) ? 'yes' : 'no');
    if (random.chance(0.4)) {
      this.classes.push(`class${this.number}`);
      settings.smtpd_restriction_classes = `class${this.number}`;
      settings[`class${this.number}`] = this.words('class', 1 + random.below(3)).join(', ');
    }
    for (const stage of ['client', 'helo', 'sender', 'recipient'] as const)
      this.maybe(`smtpd_${stage}_restrictions`, 0.5, () => this.words(stage, 1 + random.below(4)).join(', '));
    this.maybe('smtpd_data_restrictions', 0.25, () => this.words('data', 1 + random.below(2)).join(', '));
    this.maybe('smtpd_end_of_data_restrictions', 0.25, () =>
      this.words('data', 1 + random.below(2)).join(', '),
    );
    const relay = [...this.words('relay', random.below(3)), 'permit_mynetworks'];
    settings.smtpd_relay_restrictions = [
      ...relay,
      'permit_sasl_authenticated',
      random.pick([
        'reject_unauth_destination',
        'reject_unauth_destination',
        'defer_unauth_destination',
        'reject',
      ]),
    ].join(', ');
    this.maybe('smtpd_delay_reject', 0.3, yesNo);
    this.maybe('smtpd_helo_required', 0.3, yesNo);
    this.maybe('strict_rfc821_envelopes', 0.3, yesNo);
    this.maybe('smtpd_reject_unlisted_sender', 0.3, yesNo);
    this.maybe('smtpd_reject_unlisted_recipient', 0.3, yesNo);
    this.maybe('soft_bounce', 0.1, yesNo);
    this.maybe('show_user_unknown_table_name', 0.2, yesNo);
    this.maybe('allow_untrusted_routing', 0.2, yesNo);
    this.maybe('smtpd_relay_before_recipient_restrictions', 0.2, yesNo);
    this.maybe('parent_domain_matches_subdomains', 0.3, () => random.pick(['', 'smtpd_access_maps']));
    this.maybe('recipient_delimiter', 0.2, () => random.pick(['-', '']));
    this.maybe('smtpd_recipient_limit', 0.1, () => '1');
    this.maybe('message_size_limit', 0.2, () => random.pick(['0', '20000', '60000000']));
    this.maybe('smtpd_null_access_lookup_key', 0.1, () => 'null');
    this.maybe('receive_override_options', 0.15, () =>
      random.pick(['no_unknown_recipient_checks', 'no_address_mappings']),
    );
    this.maybe('local_recipient_maps', 0.15, () => '');
    this.maybe('unverified_sender_reject_code', 0.1, () => '550');
    this.maybe('reject_tempfail_action', 0.2, () => random.pick(['defer', 'defer_if_permit']));
    this.maybe('smtpd_sender_login_maps', 0.5, () =>
      this.table(
        'logins',
        ['ann@example.org', 'example.org', '@example.com', 'bob@sub.example.net', 'ann@host'],
        () => random.pick(['alice', 'alice, bob', 'Bob', 'carol']),
      ),
    );
    this.maybe('smtpd_sasl_auth_enable', 0.1, () => 'no');
    this.maybe('mynetworks', 0.2, () =>
      random.pick([
        '127.0.0.0/8',
        '203.0.113.0/24',
        '127.0.0.0/8, !203.0.113.9, 203.0.113.0/24',
        '127.0.0.0/8 192.0.2.1/24',
      ]),
    );
    this.maybe('smtpd_tls_security_level', 0.05, () => 'encrypt');
    this.maybe('rbl_reply_maps', 0.2, () =>
      this.table('replies', ['bl.example.net', 'rhsbl.example.net'], () =>
        random.pick([
          '$rbl_code 5.7.3 $rbl_class [$rbl_what] is on $rbl_domain',
          'bad reply',
          '421 come back, $client_name',
          '550 $sender_domain $recipient ${rbl_reason?x}',
        ]),
      ),
    );
    for (const code of [
      'reject_code',
      'relay_domains_reject_code',
      'access_map_reject_code',
      'non_fqdn_reject_code',
      'invalid_hostname_reject_code',
      'unknown_client_reject_code',
      'unknown_local_recipient_reject_code',
      'maps_rbl_reject_code',
      'unknown_address_reject_code',
      'defer_code',
      'plaintext_reject_code',
    ])
      this.maybe(code, 0.05, () => random.pick(['450', '550', '521', '421', '999']));
  }

  private words(stage: string, count: number): string[] {
    const words: string[] = [];
    for (let i = 0; i < count; i++) {
      if (this.random.chance(0.12)) words.push('warn_if_reject');
      words.push(this.word(stage));
    }
    return words;
  }

  private word(stage: string): string {
    const { random } = this;
    const others = [
      ...[
        'permit',
        'reject',
        'defer',
        'defer_if_permit',
        'defer_if_reject',
        'reject_unauth_pipelining',
        'sleep 0',
        'no_such_restriction',
      ],
      ...[
        'permit_mynetworks',
        'permit_sasl_authenticated',
        'reject_unknown_client_hostname',
        'reject_unknown_reverse_client_hostname',
        'reject_plaintext_session',
      ],
      ...[
        'reject_invalid_helo_hostname',
        'reject_non_fqdn_helo_hostname',
        'reject_unknown_helo_hostname',
        'permit_naked_ip_address',
      ],
      ...[
        'reject_non_fqdn_sender',
        'reject_unknown_sender_domain',
        'reject_unlisted_sender',
        'reject_sender_login_mismatch',
        'reject_known_sender_login_mismatch',
        'reject_authenticated_sender_login_mismatch',
        'reject_unauthenticated_sender_login_mismatch',
      ],
      ...[
        'reject_non_fqdn_recipient',
        'reject_unknown_recipient_domain',
        'reject_unlisted_recipient',
        'permit_auth_destination',
        'reject_unauth_destination',
        'permit_mx_backup',
        'reject_multi_recipient_bounce',
      ],
      ...[
        'reject_rbl_client bl.example.net',
        'reject_rbl_client bl.example.net=127.0.0.4',
        'reject_rhsbl_sender rhsbl.example.net',
        'reject_rhsbl_client rhsbl.example.net',
        'reject_rhsbl_helo rhsbl.example.net',
        'reject_rhsbl_recipient rhsbl.example.net',
        'permit_dnswl_client wl.example.net',
      ],
      ...['check_policy_service inet:127.0.0.1:9', 'check_sender_access', 'reject_rbl_client'],
      ...this.classes.filter((name) => this.settings[name] !== undefined),
    ];
    if (random.chance(0.5)) return random.pick(others);
    return this.access(
      random.pick([
        'client',
        'client',
        'helo',
        'sender',
        'sender',
        'recipient',
        'recipient',
        'reverse',
        'sasl',
        'bare',
        'server',
      ]),
      stage,
    );
  }

  private access(about: string, stage: string): string {
    const { random } = this;
    switch (about) {
      case 'reverse':
        return `check_reverse_client_hostname_access ${this.accessTable('client')}`;
      case 'bare':
        return this.accessTable(['relay', 'data', 'class'].includes(stage) ? 'recipient' : stage);
      case 'server':
        return `check_${random.pick(['sender', 'helo', 'client', 'recipient'])}_${random.pick(['mx', 'ns', 'a'])}_access ${this.accessTable('client')}`;
      default:
        return `check_${about}_access ${this.accessTable(about)}`;
    }
  }

  private accessTable(about: string): string {
    const { random } = this;
    const some = keys[about] ?? [];
    const action = (): string => someAction(random, this.classes);
    switch (random.below(8)) {
      case 0:
        return `static:${random.pick(['OK', 'DUNNO', 'REJECT'])}`;
      case 1:
        return `inline:{${random.pick(some).replace(/[ "]/g, '')}=${random.pick(['OK', 'REJECT', 'DUNNO', 'DEFER'])}}`;
      case 2:
        return about === 'client' ? this.cidr(action) : this.patterns('pcre', action);
      case 3:
        return this.patterns('regexp', action);
      default:
        return this.table(about, some, action);
    }
  }

  private file(name: string, text: string): string {
    const file = `${name}-${this.number}-${this.count++}`;
    this.tables[file] = text;
    return `$config_directory/${file}`;
  }

  private table(name: string, some: readonly string[], value: () => string): string {
    const lines = this.random.some(some, 0.35).map((key) => `${key.replace(/ /g, '_')}\t${value()}\n`);
    return `texthash:${this.file(name, lines.join(''))}`;
  }

  private cidr(action: () => string): string {
    const lines = this.random.some(
      ['203.0.113.0/24', '192.0.2.5', '2001:db8::/32', '0.0.0.0/0', '!203.0.113.0/24'],
      0.4,
    );
    return `cidr:${this.file('cidr', lines.map((key) => `${key} ${action()}\n`).join(''))}`;
  }

  private patterns(type: string, action: () => string): string {
    const lines = this.random.some(
      ['/example\\.org$/', '/^ann/', '/^(.*)@example\\.(com|net)$/', '/./', '!/example/', '/unknown/'],
      0.3,
    );
    return `${type}:${this.file(type, lines.map((key) => `${key} ${action()}\n`).join(''))}`;
  }
}
