// Random settings of trivial-rewrite(8) and cleanup(8), with the tables that they name.
import { someDomains, somePatterns, someTable, someTarget } from './addresses';
import type { Random } from './random';
import type { Settings } from './systems';

/** The tables of a test, by name, with the type of index before a colon. */
export type TableTexts = Record<string, string>;

class Draft {
  readonly settings: Record<string, string> = {};

  constructor(
    private readonly random: Random,
    private readonly number: number,
    private readonly tables: TableTexts,
  ) {}

  maybe(name: string, value: () => string, probability = 0.4): void {
    if (this.random.chance(probability)) this.settings[name] = value();
  }

  yesNo = (): string => (this.random.chance(0.5) ? 'yes' : 'no');

  /** One or two tables with random entries. */
  table(name: string, value: () => string): string {
    const { random, tables, number } = this;
    const file = `${name}${number}`;
    const type = random.pick(['hash', 'texthash', 'texthash', 'cdb']);
    tables[type === 'texthash' ? file : `${type}:${file}`] = someTable(random, value);
    const first = `${type}:$config_directory/${file}`;
    if (random.chance(0.7)) return first;
    const patterns = `${name}p${number}`;
    tables[patterns] = somePatterns(random, (group) => (group === '' ? value() : `${value()}${group}`));
    const second = `${random.pick(['regexp', 'pcre'])}:$config_directory/${patterns}`;
    return random.chance(0.5) ? `${first} ${second}` : `${second} ${first}`;
  }
}

/** What completes an address, and which addresses are local. */
function addRewriting(draft: Draft, random: Random): void {
  const { yesNo } = draft;
  draft.maybe('myorigin', () => random.pick(['example.net', 'mail.example.com', 'host']));
  draft.maybe('append_at_myorigin', yesNo, 0.2);
  draft.maybe('append_dot_mydomain', yesNo);
  draft.maybe('swap_bangpath', yesNo);
  draft.maybe('allow_percent_hack', yesNo);
  draft.maybe('recipient_delimiter', () => random.pick(['+', '-', '+-', '-+.']), 0.6);
  draft.maybe('owner_request_special', yesNo, 0.2);
  draft.maybe('mydestination', () => someDomains(random), 0.6);
  draft.maybe('proxy_interfaces', () => random.pick(['192.0.2.7', '192.0.2.7, 192.0.2.8']), 0.3);
}

export function resolverSettings(random: Random, number: number, tables: TableTexts): Settings {
  const draft = new Draft(random, number, tables);
  const { yesNo } = draft;
  const transport = (): string =>
    random.pick([
      'smtp:[192.0.2.1]',
      ':',
      'lmtp:unix:/x',
      'error:gone',
      'error',
      'relay:',
      ':[gw.example.net]:26',
      'custom',
      'retry:4.0.0 later',
      'discard:',
    ]);
  addRewriting(draft, random);
  draft.maybe('resolve_dequoted_address', yesNo);
  draft.maybe('resolve_null_domain', yesNo);
  draft.maybe('resolve_numeric_domain', yesNo);
  draft.maybe('allow_min_user', yesNo, 0.3);
  draft.maybe('smtputf8_enable', yesNo, 0.3);
  draft.maybe('show_user_unknown_table_name', yesNo, 0.2);
  draft.maybe('remote_header_rewrite_domain', () => random.pick(['', 'domain.invalid', 'remote']));
  draft.maybe('virtual_alias_domains', () => someDomains(random));
  draft.maybe('virtual_mailbox_domains', () => someDomains(random));
  draft.maybe('relay_domains', () => someDomains(random));
  draft.maybe('parent_domain_matches_subdomains', () =>
    random.pick(['', 'relay_domains', 'transport_maps', 'relay_domains transport_maps']),
  );
  draft.maybe('relayhost', () => random.pick(['[gw.example.net]', 'isp.example.net:587']));
  draft.maybe('local_transport', () =>
    random.pick(['local', 'local:$myhostname', 'error:no local mail', 'lmtp:unix:/y']),
  );
  draft.maybe('virtual_transport', () => random.pick(['virtual', 'lmtp:unix:private/dovecot']));
  draft.maybe('relay_transport', () => random.pick(['relay', 'smtp:[10.0.0.1]', 'relay:']));
  draft.maybe('default_transport', () => random.pick(['smtp', 'smtp:[10.0.0.2]', 'error:outside']), 0.4);
  draft.maybe(
    'empty_address_recipient',
    () => random.pick(['MAILER-DAEMON', 'postmaster@example.net', 'ann']),
    0.3,
  );
  draft.maybe('transport_maps', () => draft.table('transport', transport), 0.6);
  draft.maybe('relocated_maps', () => draft.table('relocated', () => 'ann@example.net'), 0.25);
  draft.maybe(
    'sender_dependent_relayhost_maps',
    () => draft.table('relayhosts', () => random.pick(['[s.example.net]', 'DUNNO', 'dunno'])),
    0.3,
  );
  draft.maybe(
    'sender_dependent_default_transport_maps',
    () => draft.table('defaults', () => random.pick(['smtp:[t.example.net]', 'DUNNO', 'lmtp:', 'custom'])),
    0.3,
  );
  return draft.settings;
}

const envelopeClasses = ['envelope_sender', 'envelope_recipient', 'header_sender'];

/** Only the settings that complete addresses, for the trivial-rewrite(8) that a cleanup(8) asks. */
export function rewriterSettings(settings: Settings): Settings {
  const names = [
    'myorigin',
    'append_at_myorigin',
    'append_dot_mydomain',
    'swap_bangpath',
    'allow_percent_hack',
  ];
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}

export function cleanupSettings(random: Random, number: number, tables: TableTexts): Settings {
  const draft = new Draft(random, number, tables);
  const target = (): string => someTarget(random);
  const one = (): string => target().replace(/,.*/, '');
  addRewriting(draft, random);
  draft.maybe('canonical_maps', () => draft.table('canonical', one), 0.3);
  draft.maybe('sender_canonical_maps', () => draft.table('scanonical', one), 0.3);
  draft.maybe('recipient_canonical_maps', () => draft.table('rcanonical', one), 0.3);
  for (const name of ['canonical_classes', 'masquerade_classes'])
    draft.maybe(name, () => random.some(envelopeClasses, 0.7).join(', ') || 'header_sender', 0.3);
  draft.maybe('masquerade_domains', () =>
    random
      .some(['!sub.example.net', 'example.net', 'a.b.example.org', 'example.com', 'Example.Org'], 0.4)
      .join(', '),
  );
  draft.maybe(
    'masquerade_exceptions',
    () => random.some(['bob', 'ann', '"a b"', 'inline:{bob=x}'], 0.4).join(', '),
    0.3,
  );
  draft.maybe('virtual_alias_maps', () => draft.table('virtual', target), 0.7);
  draft.maybe('sender_bcc_maps', () => draft.table('sbcc', one), 0.25);
  draft.maybe('recipient_bcc_maps', () => draft.table('rbcc', one), 0.25);
  draft.maybe('always_bcc', () => random.pick(['archive', 'ann@example.com', 'bob@example.net']), 0.25);
  draft.maybe('propagate_unmatched_extensions', () => random.some(['canonical', 'virtual'], 0.5).join(', '));
  draft.maybe('enable_original_recipient', draft.yesNo);
  draft.maybe('virtual_alias_recursion_limit', () => String(1 + random.below(4)), 0.2);
  draft.maybe('virtual_alias_expansion_limit', () => String(1 + random.below(4)), 0.2);
  draft.maybe('virtual_alias_address_length_limit', () => '17', 0.1);
  draft.maybe('hopcount_limit', () => '2', 0.1);
  draft.maybe('body_checks_size_limit', () => random.pick(['0', '12', '40']), 0.3);
  draft.maybe('disable_mime_input_processing', () => 'yes', 0.1);
  draft.maybe('mime_nesting_limit', () => '1', 0.1);
  draft.maybe('mime_boundary_length_limit', () => '1', 0.1);
  for (const name of ['header_checks', 'mime_header_checks', 'nested_header_checks', 'body_checks'])
    draft.maybe(name, () => contentTable(random, `${name}${number}`, tables), 0.4);
  return draft.settings;
}

function contentTable(random: Random, file: string, tables: TableTexts): string {
  const patterns = [
    '/^Subject: *(.*)$/',
    '/^From:/',
    '/sale/',
    '!/:/',
    '/^X-([a-z]+): (.*)/',
    '/^Content-Type:/',
    'if /^X-/',
    'endif',
    '/./',
    '/^to:.*example\\.net/i',
  ];
  const actions = [
    'REJECT',
    'REJECT 4.7.1 later',
    'REJECT 5.7.7 $1 no',
    'reject 2.0.0 odd',
    'WARN',
    'DISCARD',
    'HOLD because',
    'IGNORE',
    'STRIP',
    'DUNNO',
    'OK',
    'PASS',
    'REDIRECT ann@example.net',
    'REDIRECT bad',
    'FILTER smtp:[127.0.0.1]',
    'FILTER bad',
    'BCC list@example.org',
    'PREPEND X-Seen: yes',
    'PREPEND bad',
    'REPLACE Subject: other $1',
    'REPLACE',
    'INFO x',
    'NONSENSE',
    'REPLACE X-1: $1',
  ];
  const lines = random.some(patterns, 0.35).map((pattern) => {
    if (/^(?:if|endif)/.test(pattern)) return pattern;
    const action = random.pick(actions);
    return `${pattern} ${pattern.includes('(') ? action : action.replaceAll('$1', 'x')}`;
  });
  tables[file] = `${lines.join('\n')}\n`;
  return `${random.pick(['regexp', 'pcre'])}:$config_directory/${file}`;
}

const contentTypes = [
  'Content-Type: text/plain',
  'Content-Type: multipart/mixed; boundary=a',
  'Content-Type: multipart/mixed (x; y); boundary = "a b"; boundary=bb',
  'Content-Type: multipart/mixed (x (y) z; w); boundary=a',
  'Content-Type: multi(x)part/mixed; boundary=a',
  'Content-Type: multipart/mixed (x\\); y; boundary=a',
  'Content-type: Multipart/Digest;\n\tboundary="a"',
  'content-type: message/rfc822',
  'Content-Type: message/partial',
  'Content-Type: multipart/mixed; boundary=a; boundary="b\\b"',
  'Content-Type: application/pdf; name="sale"',
  'Content-Type:',
];

/** Parts of a mail, which need not match its header. */
export function someParts(random: Random): readonly string[] {
  const lines = [
    '--a',
    '--a b',
    '--b',
    '--a--',
    '--bb--',
    '',
    '',
    'text',
    'sale',
    'Subject: sale',
    'X-a: b',
    ' more',
    'From: x',
    'Received: x',
    'To: bob@example.net',
  ];
  const blocks = [
    ['--a', 'Content-Type: message/rfc822', '', 'Subject: sale', 'X-a: b', '', 'text'],
    ['--a', '', 'Subject: sale', '', 'sale'],
    ['--bb', 'Content-Type: message/global', '', 'To: bob@example.net', ' more'],
    ['--a', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'X-a: b', '', 'text', '--b--', 'after'],
    ['--a--', 'epilogue', 'Subject: sale'],
    ['', 'text'],
  ];
  const starts = random.chance(0.7) ? [random.pick(contentTypes), ...(random.chance(0.8) ? [''] : [])] : [];
  const others = Array.from({ length: 2 + random.below(8) }, () => {
    if (random.chance(0.4)) return random.pick(blocks);
    return [random.chance(0.2) ? random.pick(contentTypes) : random.pick(lines)];
  });
  return [...starts, ...others.flat()].flatMap((line) => line.split('\n'));
}

export function someContent(random: Random): readonly string[] {
  const lines = [
    'Subject: sale',
    'Subject:   hello',
    'subject : x',
    'From: ann@example.com',
    'To: bob@example.net',
    'X-Mailer: y z',
    'X-mailer: sale',
    random.pick(contentTypes),
    'Received: from a by b',
    'Received: from c by d',
    'Cc: carol@example.org\n\tdave@example.org',
  ];
  const body = random.chance(0.4) ? ['', 'sale today', 'X-a: b', 'text'] : ['', ...someParts(random)];
  return [...random.some(lines, 0.4), ...(random.chance(0.6) ? body : [])];
}
