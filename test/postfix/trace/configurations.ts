// Random but plausible configurations, and mails for them. The transports are real ones of Postfix, or record what they
// get: a pipe(8) service whose command prints the next hop and the sender, which pipe logs.
import { supportingServices } from '../harness';

export interface RandomConfiguration {
  readonly mainCf: string;
  readonly masterCf: string;
  readonly tables: Readonly<Record<string, string>>;
  readonly mails: readonly RandomMail[];
}

export interface RandomMail {
  /** The service of master.cf; undefined for sendmail. */
  readonly service?: string;
  readonly client?: string;
  readonly login?: string;
  readonly helo: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly headers: readonly string[];
}

/** Choices that depend on nothing but the seed. */
export class Dice {
  /** @param next a number from 0 up to, but not including, 1 */
  constructor(private readonly next: () => number) {}

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined && list.length === 0) throw new Error('nothing to pick from');
    return item as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  some<T>(list: readonly T[], probability = 0.5): T[] {
    return list.filter(() => this.chance(probability));
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}

/** Users that every Debian has, and names that are nobody's. */
export const systemUsers = ['games', 'news', 'mail'];
const names = [...systemUsers, 'alice', 'bob', 'sales', 'list', 'owner-list', 'postmaster', 'info'];
const domains = {
  local: ['example.com', 'mail.example.com', 'localhost.example.com'],
  alias: ['alias.example', 'alias2.example'],
  mailbox: ['box.example'],
  relay: ['relay.example', 'sub.relay.example'],
  foreign: ['example.net', 'mx.example.net', 'example.org'],
};
const allDomains = Object.values(domains).flat();

/** The transports that record. */
const recorders = ['smtp', 'relay', 'lmtp', 'uucp', 'filter', 'slow'];

const recorder = (name: string): string =>
  `${name} unix - n n - - pipe flags=q user=nobody null_sender= argv=/bin/echo at=\${nexthop} from=<\${sender}>\n`;

const masterCf = (overrides: string): string => {
  const services = supportingServices
    .split('\n')
    .filter((line) => !/^(?:smtp|relay|lmtp)\s/.test(line))
    .join('\n');
  return [
    `smtp inet n - n - - smtpd\n${overrides}`,
    'submission inet n - n - - smtpd\n  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n  -o smtpd_sasl_auth_enable=yes\n',
    'reinject inet n - n - - smtpd\n  -o content_filter=\n  -o smtpd_proxy_filter=\n  -o smtpd_relay_restrictions=permit_mynetworks,reject\n  -o smtpd_authorized_xforward_hosts=127.0.0.0/8\n  -o receive_override_options=no_address_mappings,no_header_body_checks\n',
    services,
    'scan unix - - n - - smtp\n',
    ...recorders.map(recorder),
  ].join('');
};

/** Builds one configuration: a list of settings, and the tables that they name. */
class Builder {
  private readonly settings: string[] = [];
  private count = 0;
  readonly tables: Record<string, string> = {};

  constructor(private readonly dice: Dice) {}

  set(name: string, value: string): void {
    this.settings.push(`${name} = ${value}`);
  }

  maybe(probability: number, name: string, value: () => string): void {
    if (this.dice.chance(probability)) this.set(name, value());
  }

  /** A table with these lines, and its reference. */
  table(about: string, lines: readonly (readonly [key: string, value: string])[]): string {
    const { dice } = this;
    // Two lists can have such a table.
    const name = `${about}${++this.count}`;
    const distinct = [...new Map(lines).entries()];
    const type = dice.pick(['hash', 'texthash', 'texthash', 'inline', 'regexp']);
    switch (type) {
      case 'inline':
        if (distinct.length > 0 && distinct.every(([key, value]) => !/[{}=]/.test(key + value)))
          return `inline:{ ${distinct.map(([key, value]) => `{ ${key} = ${value} }`).join(', ')} }`;
        break;
      case 'regexp': {
        const patterns = distinct.filter(([key]) => /^[^@]+@[^@]+$/.test(key));
        this.tables[`${name}.regexp`] = patterns
          .map(([key, value]) => `/^${key.replace(/[.+*]/g, '\\$&')}$/ ${value}\n`)
          .join('');
        return `regexp:$config_directory/${name}.regexp`;
      }
      case 'hash':
        this.tables[`hash:${name}`] = distinct.map(([key, value]) => `${key} ${value}\n`).join('');
        return `hash:$config_directory/${name}`;
    }
    this.tables[name] = distinct.map(([key, value]) => `${key} ${value}\n`).join('');
    return `texthash:$config_directory/${name}`;
  }

  get mainCf(): string {
    return `${this.settings.join('\n')}\n`;
  }
}

/** @param filter the port of a content filter, which returns mail to the service `reinject` */
export function randomConfiguration(dice: Dice, mails: number, filter: number): RandomConfiguration {
  const build = new Builder(dice);
  base(build, dice);
  rewriting(build, dice);
  aliases(build, dice);
  routing(build, dice);
  delivery(build, dice);
  const overrides = access(build, dice, filter);
  checks(build, dice);
  return {
    mainCf: build.mainCf,
    masterCf: masterCf(overrides),
    tables: build.tables,
    mails: Array.from({ length: mails }, () => randomMail(dice)),
  };
}

function address(dice: Dice, pool: readonly string[] = allDomains): string {
  const extension = dice.chance(0.2) ? dice.pick(['+spam', '+a+b', '-x', '+']) : '';
  return `${dice.pick(names)}${extension}@${dice.pick(pool)}`;
}

/** Addresses and other keys of tables. */
function keys(dice: Dice, count: number): string[] {
  return Array.from({ length: count }, () =>
    dice.chance(0.75) ? address(dice) : dice.chance(0.5) ? `@${dice.pick(allDomains)}` : dice.pick(names),
  );
}

function base(build: Builder, dice: Dice): void {
  const level = dice.pick(['0', '2', '3.6']);
  build.set('compatibility_level', level);
  // Without it, smtpd does not start at this level.
  if (level === '0') build.set('smtpd_relay_restrictions', 'permit_mynetworks, reject_unauth_destination');
  build.set('myhostname', 'mail.example.com');
  // Otherwise, mail for a program that exits with a fatal error waits one minute for each attempt.
  build.set('service_throttle_time', '1s');
  build.set('transport_retry_time', '1s');
  build.maybe(0.5, 'mydomain', () => 'example.com');
  build.maybe(0.4, 'myorigin', () => dice.pick(['$mydomain', '$myhostname', 'example.org']));
  build.set('mynetworks', '127.0.0.0/8, 192.0.2.0/24');
  build.maybe(0.8, 'mydestination', () =>
    dice.pick(['$myhostname, example.com, localhost.$mydomain, localhost', 'example.com', '', '$myhostname']),
  );
  build.maybe(0.4, 'recipient_delimiter', () => dice.pick(['+', '-', '+-']));
  build.maybe(0.3, 'propagate_unmatched_extensions', () =>
    dice.pick(['', 'canonical', 'virtual', 'canonical, virtual, alias, forward, include', 'alias']),
  );
  build.maybe(0.1, 'soft_bounce', () => 'yes');
  build.maybe(0.15, 'append_dot_mydomain', () => dice.pick(['yes', 'no']));
  build.maybe(0.1, 'append_at_myorigin', () => 'yes');
  build.maybe(0.1, 'allow_percent_hack', () => dice.pick(['yes', 'no']));
  build.maybe(0.1, 'swap_bangpath', () => dice.pick(['yes', 'no']));
  build.maybe(0.15, 'enable_original_recipient', () => dice.pick(['yes', 'no']));
  build.maybe(0.1, 'parent_domain_matches_subdomains', () =>
    dice.pick(['', 'transport_maps, relay_domains']),
  );
}

function rewriting(build: Builder, dice: Dice): void {
  const maps = (name: string, probability: number): void => {
    build.maybe(probability, name, () =>
      build.table(
        name,
        keys(dice, 1 + dice.below(3)).map((key) => [
          key,
          dice.chance(0.8) ? address(dice) : dice.pick([...names, `@${dice.pick(allDomains)}`]),
        ]),
      ),
    );
  };
  maps('canonical_maps', 0.2);
  maps('sender_canonical_maps', 0.2);
  maps('recipient_canonical_maps', 0.15);
  build.maybe(0.1, 'canonical_classes', () =>
    dice.pick(['envelope_sender', 'envelope_recipient', 'header_sender']),
  );
  build.maybe(0.2, 'masquerade_domains', () =>
    dice.pick(['example.com', 'relay.example', '!mail.example.com example.com']),
  );
  build.maybe(0.1, 'masquerade_exceptions', () => 'root, mail');
  build.maybe(0.1, 'masquerade_classes', () =>
    dice.pick(['envelope_sender', 'envelope_sender, envelope_recipient']),
  );
  build.maybe(0.1, 'always_bcc', () => address(dice, domains.foreign));
  maps('sender_bcc_maps', 0.1);
  maps('recipient_bcc_maps', 0.1);
}

function aliases(build: Builder, dice: Dice): void {
  build.maybe(0.5, 'virtual_alias_domains', () => domains.alias.join(', '));
  build.maybe(0.6, 'virtual_alias_maps', () =>
    build.table('virtual', [
      ...keys(dice, 1 + dice.below(5)).map(
        (key) => [key, Array.from({ length: 1 + dice.below(3) }, () => target(dice)).join(', ')] as const,
      ),
      ...(dice.chance(0.3)
        ? [['@alias.example', dice.pick(['@example.com', 'bob', '@alias2.example'])] as const]
        : []),
    ]),
  );
  if (dice.chance(0.7)) {
    // A texthash: table has no colons. A colon becomes part of the key.
    const type = dice.pick(['hash', 'hash', 'texthash']);
    const colon = () => (type === 'hash' || dice.chance(0.2) ? ':' : '');
    const lines = dice
      .some(['alice', 'bob', 'sales', 'list', 'info', 'games', 'postmaster'], 0.5)
      .map((name) => `${name}${colon()} ${aliasValue(dice)}\n`);
    // An owner who is not an alias: if the list were among its members, bounces would never end.
    const owner = dice.chance(0.4)
      ? [`owner-list${colon()} ${dice.pick(['news', 'mail', 'bob@example.net'])}\n`]
      : [];
    build.tables[type === 'hash' ? 'hash:aliases' : 'aliases'] = [...lines, ...owner].join('');
    build.set('alias_maps', `${type}:$config_directory/aliases`);
  }
  build.maybe(0.1, 'require_home_directory', () => 'yes');
}

function target(dice: Dice): string {
  return dice.chance(0.7) ? address(dice) : dice.pick(names);
}

function aliasValue(dice: Dice): string {
  const one = (): string =>
    dice.chance(0.85) ? target(dice) : dice.pick(['"|/bin/true"', '/dev/null', '"|/bin/true -x"', '\\games']);
  return Array.from({ length: 1 + dice.below(3) }, one).join(', ');
}

function nexthop(dice: Dice): string {
  return dice.pick([
    '[192.0.2.9]',
    '[mx.example.net]:587',
    'example.org',
    '',
    'gateway.example.net',
    'mx.example.net:26',
  ]);
}

function transport(dice: Dice): string {
  if (dice.chance(0.12))
    return dice.pick([
      'error:5.1.1 no such place',
      'error:closed',
      'retry:4.2.0 later',
      'discard:',
      'discard:quietly',
    ]);
  if (dice.chance(0.05)) return dice.pick(['nosuch:', 'local:', 'virtual:']);
  return `${dice.pick([...recorders, ''])}:${nexthop(dice)}`;
}

function routing(build: Builder, dice: Dice): void {
  build.set('default_transport', dice.chance(0.85) ? 'smtp' : transport(dice).replace(/^:.*/, 'smtp'));
  build.set('relay_transport', dice.chance(0.85) ? 'relay' : transport(dice).replace(/^:.*/, 'relay'));
  build.maybe(0.15, 'local_transport', () =>
    dice.pick(['error:5.1.1 no local mail', 'lmtp:unix:private/lmtp', 'slow', 'local:$myhostname']),
  );
  build.maybe(0.5, 'relay_domains', () =>
    dice.pick(['relay.example', '$mydestination, relay.example', 'relay.example, sub.relay.example']),
  );
  build.maybe(0.3, 'relay_recipient_maps', () =>
    build.table(
      'relay_recipients',
      keys(dice, 3).map((key) => [key, 'OK']),
    ),
  );
  build.maybe(0.25, 'relayhost', () =>
    dice.pick(['[mx.example.net]', 'mx.example.net', '[192.0.2.9]:587', 'example.org']),
  );
  build.maybe(0.4, 'transport_maps', () =>
    build.table(
      'transport',
      Array.from({ length: 1 + dice.below(4) }, () => [
        dice.pick([
          ...allDomains,
          ...allDomains.map((name) => `.${name}`),
          address(dice),
          address(dice),
          '*',
          'games@',
        ]),
        transport(dice),
      ]),
    ),
  );
  build.maybe(0.15, 'sender_dependent_relayhost_maps', () =>
    build.table(
      'sender_relay',
      keys(dice, 2).map((key) => [key, dice.pick(['[mx.example.net]:587', 'DUNNO', '[192.0.2.9]'])]),
    ),
  );
  build.maybe(0.15, 'sender_dependent_default_transport_maps', () =>
    build.table(
      'sender_transport',
      keys(dice, 2).map((key) => [
        key,
        dice.pick(['slow:', 'uucp:example.org', 'DUNNO', 'smtp:[192.0.2.9]']),
      ]),
    ),
  );
  build.maybe(0.15, 'relocated_maps', () =>
    build.table(
      'relocated',
      keys(dice, 2).map((key) => [key, 'someone@example.net']),
    ),
  );
  build.maybe(0.1, 'defer_transports', () => dice.pick(['smtp', 'slow, uucp', 'local']));
  build.maybe(0.1, 'resolve_dequoted_address', () => 'no');
  build.maybe(0.1, 'resolve_null_domain', () => 'yes');
  build.maybe(0.1, 'empty_address_recipient', () => dice.pick(['MAILER-DAEMON', 'games']));
}

function delivery(build: Builder, dice: Dice): void {
  build.maybe(0.12, 'luser_relay', () =>
    dice.pick(['$user@example.net', 'games', 'unknown+$local@example.org', '$recipient']),
  );
  build.maybe(0.1, 'mailbox_transport', () =>
    dice.pick(['lmtp:unix:private/lmtp', 'slow', 'uucp:example.org']),
  );
  build.maybe(0.1, 'mailbox_transport_maps', () =>
    build.table(
      'mailbox_transport',
      dice.some(names, 0.3).map((name) => [name, dice.pick(['slow:', 'uucp:example.org'])]),
    ),
  );
  build.maybe(0.1, 'fallback_transport', () => dice.pick(['slow', 'lmtp:unix:private/lmtp']));
  build.maybe(0.1, 'fallback_transport_maps', () =>
    build.table(
      'fallback_transport',
      dice.some(names, 0.3).map((name) => [name, dice.pick(['slow:', 'error:5.1.1 gone'])]),
    ),
  );
  build.maybe(0.1, 'mailbox_command', () => dice.pick(['/bin/true', '/bin/true -a "$EXTENSION"']));
  build.maybe(0.1, 'mailbox_command_maps', () =>
    build.table(
      'mailbox_command',
      dice.some(names, 0.3).map((name) => [name, '/bin/true']),
    ),
  );
  build.maybe(0.1, 'allow_mail_to_commands', () => dice.pick(['', 'forward', 'alias, forward, include']));
  build.maybe(0.1, 'allow_mail_to_files', () => dice.pick(['', 'alias, forward']));
  build.maybe(0.1, 'owner_request_special', () => 'no');
  build.maybe(0.1, 'expand_owner_alias', () => 'yes');
  build.maybe(0.1, 'reset_owner_alias', () => 'yes');
  build.maybe(0.1, 'prepend_delivered_header', () => dice.pick(['', 'command, file', 'forward']));
  for (const name of ['default', 'local', 'virtual', 'pipe'])
    build.maybe(0.06, `${name}_delivery_status_filter`, () => {
      build.tables.status_filter = dice
        .some(
          [
            '/^5\\.1\\.1 unknown user: (.*)$/ 4.1.1 not yet: $1',
            '/^5\\.7\\.1 / 5.7.2 restricted',
            '/^5\\.1\\.1 / 2.0.0 not allowed',
            '/^4\\.3\\.[05] / 5.3.0 broken',
            '/^5\\.4\\.6 / 4.4.6 loop',
          ],
          0.6,
        )
        .map((line) => `${line}\n`)
        .join('');
      return 'regexp:$config_directory/status_filter';
    });
  build.maybe(0.4, 'local_recipient_maps', () =>
    dice.chance(0.4)
      ? ''
      : build.table(
          'local_recipients',
          names.map((name) => [name, 'x']),
        ),
  );
  if (dice.chance(0.4)) {
    build.set('virtual_mailbox_domains', domains.mailbox.join(', '));
    build.maybe(0.3, 'virtual_transport', () => dice.pick(['lmtp:unix:private/lmtp', 'slow:', 'virtual']));
    // The directory is writable for everyone.
    build.set('virtual_mailbox_base', '/tmp');
    build.maybe(0.8, 'virtual_mailbox_maps', () =>
      build.table(
        'vmailbox',
        dice
          .some(names, 0.5)
          .map((name) => [`${name}@box.example`, dice.pick(['trace-test-mailbox', 'trace-test-maildir/'])]),
      ),
    );
    build.maybe(0.8, 'virtual_uid_maps', () =>
      dice.pick(['static:65534', 'static:65534', 'static:50', 'inline:{ { alice@box.example = 65534 } }']),
    );
    build.maybe(0.9, 'virtual_gid_maps', () => dice.pick(['static:65534', 'static:65534', 'static:0']));
  }
}

/** Access restrictions. Returns overrides for the service `smtp`. */
function access(build: Builder, dice: Dice, filter: number): string {
  const sender = (): string =>
    `check_sender_access ${build.table(
      'sender_access',
      keys(dice, 2).map((key) => [key.replace(/^@/, ''), action(dice)]),
    )}`;
  const recipient = (): string =>
    `check_recipient_access ${build.table(
      'recipient_access',
      keys(dice, 2).map((key) => [key.replace(/^@/, ''), action(dice)]),
    )}`;
  build.maybe(0.4, 'smtpd_recipient_restrictions', () =>
    dice
      .shuffled([
        ...dice.some([sender, recipient], 0.5).map((make) => make()),
        ...dice.some(
          [
            'permit_mynetworks',
            'permit_sasl_authenticated',
            'reject_unlisted_recipient',
            'reject_non_fqdn_recipient',
            'reject_unlisted_sender',
          ],
          0.4,
        ),
      ])
      .join(', '),
  );
  build.maybe(0.3, 'smtpd_relay_restrictions', () =>
    dice.pick([
      'permit_mynetworks, reject_unauth_destination',
      'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
      'permit_auth_destination, reject',
    ]),
  );
  build.maybe(0.2, 'smtpd_sender_restrictions', () =>
    dice.pick([
      `${sender()}`,
      'reject_non_fqdn_sender',
      'reject_sender_login_mismatch',
      'permit_mynetworks, reject_non_fqdn_sender',
    ]),
  );
  build.maybe(0.2, 'smtpd_helo_restrictions', () =>
    dice.pick(['reject_non_fqdn_helo_hostname', 'permit_mynetworks, reject_invalid_helo_hostname']),
  );
  build.maybe(0.1, 'smtpd_helo_required', () => 'yes');
  build.maybe(0.15, 'smtpd_delay_reject', () => 'no');
  build.maybe(0.3, 'smtpd_sasl_auth_enable', () => 'yes');
  build.maybe(0.15, 'smtpd_reject_unlisted_sender', () => 'yes');
  build.maybe(0.15, 'smtpd_reject_unlisted_recipient', () => 'no');
  build.maybe(0.1, 'unknown_local_recipient_reject_code', () => dice.pick(['450', '550']));
  build.maybe(0.1, 'strict_rfc821_envelopes', () => 'yes');
  build.maybe(0.1, 'smtpd_null_access_lookup_key', () => '<>');
  build.maybe(0.1, 'content_filter', () => `scan:[127.0.0.1]:${filter}`);
  build.maybe(0.1, 'receive_override_options', () =>
    dice.pick(['no_address_mappings', 'no_unknown_recipient_checks', 'no_header_body_checks']),
  );
  const override = dice.pick([
    '',
    '',
    '',
    '  -o receive_override_options=no_address_mappings\n',
    '  -o smtpd_recipient_restrictions=\n',
    `  -o content_filter=scan:[127.0.0.1]:${filter}\n`,
    `  -o smtpd_proxy_filter=127.0.0.1:${filter}\n`,
  ]);
  return override;
}

function action(dice: Dice): string {
  return dice.pick([
    'OK',
    'REJECT',
    'REJECT go away',
    '550 5.7.1 no',
    '450 4.7.1 later',
    'DUNNO',
    'DEFER_IF_PERMIT',
    'FILTER slow:example.org',
    'REDIRECT games@example.com',
    'HOLD',
    'DISCARD',
    'permit_mynetworks',
    'reject',
  ]);
}

function checks(build: Builder, dice: Dice): void {
  build.maybe(0.2, 'header_checks', () => {
    build.tables.header_checks = dice
      .some(
        [
          '/^Subject: bad/ REJECT no',
          '/^Subject: bad/ DISCARD',
          '/^X-Filter:/ FILTER uucp:example.org',
          '/^X-Redirect:/ REDIRECT games@example.com',
          '/^Subject: hold/ HOLD',
          '/^X-Bcc:/ BCC news@example.net',
          '/^X-Tag: (.*)$/ REPLACE X-Tagged: $1',
          '/^Subject:/ WARN',
          '/^X-Gone:/ IGNORE',
        ],
        0.4,
      )
      .map((line) => `${line}\n`)
      .join('');
    return 'regexp:$config_directory/header_checks';
  });
}

function randomMail(dice: Dice): RandomMail {
  const by = dice.below(10);
  const client = dice.chance(0.65) ? '192.0.2.5' : dice.pick(['203.0.113.9', '198.51.100.7']);
  return {
    ...(by > 0 && { service: by === 9 ? 'submission' : 'smtp', client }),
    ...(by > 0 && dice.chance(0.15) && { login: dice.pick(['alice', 'games']) }),
    helo: dice.pick(['client.example.org', 'client.example.org', 'localname', '[192.0.2.5]']),
    sender: dice.chance(0.15)
      ? ''
      : dice.chance(0.9)
        ? address(dice)
        : dice.pick(['games', 'alice@sub', 'bob%example.net@example.com']),
    recipients: Array.from({ length: dice.chance(0.8) ? 1 : 2 }, () =>
      dice.chance(0.9)
        ? address(dice)
        : dice.pick([
            ...names,
            'alice@sub',
            'bob%example.net@example.com',
            'example.net!bob@example.com',
            '"a b"@example.com',
            'bob@[192.0.2.1]',
          ]),
    ),
    headers: dice.some(
      ['Subject: bad', 'Subject: hold', 'X-Filter: x', 'X-Redirect: x', 'X-Bcc: x', 'X-Tag: x', 'X-Gone: x'],
      0.12,
    ),
  };
}
