// Restrictions that search a table: what they look up, and what the answers do.
import { describe, expect, test } from 'vitest';
import { type Mail, stranger, strangerToUs, user } from '../../server/src/mail/mail.ts';
import { outcomes } from './support.ts';

const anything = 'maybe permits, maybe refuses, maybe discards, goes-on';
const mail: Mail = {
  ...stranger,
  address: '192.0.2.77',
  name: 'mail.example.org',
  helo: 'helo.example.net',
  sender: 'jane+news@sub.example.org',
  recipient: 'info@example.com',
  login: 'jane',
};
const settings = 'recipient_delimiter = +\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_ask_ccert = yes';

/** The outcome if the table `t` has these lines. */
function lookup(
  restriction: string,
  t: string,
  options: Parameters<typeof outcomes>[2] = {},
  of = mail,
): string {
  return outcomes(`${restriction} hash:/etc/postfix/t`, of, {
    settings,
    tables: { t: `${t}\n` },
    ...options,
  });
}

describe('what is looked up', () => {
  test.each([
    ['check_client_access', 'mail.example.org'],
    ['check_client_access', 'example.org'],
    ['check_client_access', '192.0.2.77'],
    ['check_client_access', '192.0.2'],
    ['check_helo_access', 'helo.example.net'],
    ['check_helo_access', 'net'],
    ['check_sender_access', 'jane+news@sub.example.org'],
    ['check_sender_access', 'jane@sub.example.org'],
    ['check_sender_access', 'example.org'],
    ['check_sender_access', 'jane@'],
    ['check_recipient_access', 'info@example.com'],
    ['check_recipient_access', 'example.com'],
    ['check_recipient_access', 'info@'],
    ['check_sasl_access', 'jane'],
  ])('%s finds %s', (restriction, key) => {
    expect(lookup(restriction, `${key} REJECT`)).toBe('refuses');
    expect(lookup(restriction, `${key} OK`)).toBe('permits');
    expect(lookup(restriction, `x${key} REJECT`)).toBe('goes-on');
  });

  test('with unknown keys, any line may answer', () => {
    const words = [
      'check_client_access',
      'check_helo_access',
      'check_sender_access',
      'check_recipient_access',
    ];
    for (const word of words)
      expect(lookup(word, 'a OK\nb REJECT', {}, stranger), word).toBe(
        'maybe permits, maybe refuses, goes-on',
      );
    expect(lookup('check_sasl_access', 'a REJECT', {}, user)).toBe('maybe refuses, goes-on');
    expect(lookup('check_client_access', 'a REJECT', {}, { ...stranger, name: 'b' })).toBe(
      'maybe refuses, goes-on',
    );
    expect(lookup('check_client_access', 'a REJECT', {}, { ...stranger, address: '192.0.2.1' })).toBe(
      'maybe refuses, goes-on',
    );
  });

  test('the null sender has a key of its own', () => {
    expect(lookup('check_sender_access', '<> REJECT', {}, { ...mail, sender: '' })).toBe('refuses');
    expect(lookup('check_sender_access', '<> REJECT')).toBe('goes-on');
    const own = { settings: 'smtpd_null_access_lookup_key = nobody' };
    expect(lookup('check_sender_access', 'nobody REJECT', own, { ...mail, sender: '' })).toBe('refuses');
  });

  test('the null sender’s key is whole, so pattern tables see it', () => {
    const tables = { t: '/^<>$/ REJECT\n' };
    expect(outcomes('check_sender_access regexp:/etc/postfix/t', { ...mail, sender: '' }, { tables })).toBe(
      'refuses',
    );
  });

  test('a pattern table gets only whole texts', () => {
    const tables = { t: '/^jane@/ OK\n/^sub\\.example\\.org$/ OK\n/^jane.news@/ REJECT\n' };
    expect(outcomes('check_sender_access regexp:/etc/postfix/t', mail, { tables })).toBe('refuses');
    const parts = { t: '/^jane@/ OK\n/^sub\\.example\\.org$/ OK\n' };
    expect(outcomes('check_sender_access regexp:/etc/postfix/t', mail, { tables: parts, settings })).toBe(
      'goes-on',
    );
    const login = { t: '/^jane$/ REJECT\n' };
    expect(outcomes('check_sasl_access regexp:/etc/postfix/t', mail, { settings, tables: login })).toBe(
      'refuses',
    );
  });

  test('parent_domain_matches_subdomains and recipient_delimiter apply', () => {
    const strict = { settings: 'parent_domain_matches_subdomains =' };
    expect(lookup('check_client_access', 'example.org REJECT', strict)).toBe('goes-on');
    expect(lookup('check_client_access', '.example.org REJECT', strict)).toBe('refuses');
    expect(lookup('check_helo_access', 'net REJECT', strict)).toBe('goes-on');
    expect(lookup('check_sender_access', 'example.org REJECT', strict)).toBe('goes-on');
    expect(lookup('check_sender_access', 'jane@ REJECT', { settings: 'recipient_delimiter =' })).toBe(
      'goes-on',
    );
  });
});

describe('when a lookup takes place', () => {
  test.each(['helo', 'sender', 'recipient'])('check_%s_access waits for its command', (stage) => {
    const before = { stage: { [stage]: false } };
    expect(outcomes(`check_${stage}_access static:REJECT`, mail)).toBe('refuses');
    expect(outcomes(`check_${stage}_access static:REJECT`, mail, before)).toBe('goes-on');
  });

  test('check_sasl_access needs a login', () => {
    expect(outcomes('check_sasl_access static:REJECT', user, { settings })).toBe('refuses');
    expect(outcomes('check_sasl_access static:REJECT', stranger, { settings })).toBe('goes-on');
    expect(outcomes('check_sasl_access static:REJECT', user)).toBe('goes-on');
  });

  test('check_etrn_access is not about mail', () => {
    expect(outcomes('check_etrn_access static:REJECT', mail)).toBe('goes-on');
  });

  test('a bare table is the restriction of its list', () => {
    const stage = { bareTable: 'check_sender_access' };
    expect(outcomes('hash:/etc/postfix/t', mail, { tables: { t: 'jane@ OK' }, settings, stage })).toBe(
      'permits',
    );
    expect(outcomes('hash:/etc/postfix/t', mail, { tables: { t: 'info@ OK' }, settings })).toBe('permits');
    expect(outcomes('hash:/etc/postfix/t', mail, { tables: { t: 'jane@ OK' }, settings })).toBe('goes-on');
  });

  test('the argument must be a table', () => {
    expect(outcomes('check_client_access', mail)).toBe('error');
    expect(outcomes('check_client_access /etc/postfix/t', mail)).toBe('error');
    expect(outcomes('check_client_access :t', mail)).toBe(anything);
  });
});

describe('restrictions that look up DNS data', () => {
  test.each(['a', 'mx', 'ns'])('check_*_%s_access: DNS decides whether there is a lookup', (record) => {
    for (const about of ['client', 'reverse_client_hostname', 'helo', 'sender', 'recipient'])
      expect(outcomes(`check_${about}_${record}_access static:REJECT`, mail), about).toBe(
        'maybe refuses, goes-on',
      );
  });

  test('they wait for what they look up', () => {
    expect(outcomes('check_client_a_access static:REJECT', { ...mail, name: 'unknown' })).toBe('goes-on');
    expect(
      outcomes('check_reverse_client_hostname_a_access static:REJECT', { ...mail, name: 'unknown' }),
    ).toBe('goes-on');
    expect(outcomes('check_sender_mx_access static:REJECT', { ...mail, sender: '' })).toBe('goes-on');
    for (const about of ['helo', 'sender', 'recipient']) {
      const stage = { helo: about !== 'helo', sender: about !== 'sender', recipient: about !== 'recipient' };
      expect(outcomes(`check_${about}_mx_access static:REJECT`, mail, { stage }), about).toBe('goes-on');
    }
    expect(outcomes('check_client_mx_access static:REJECT', mail, { stage: { recipient: false } })).toBe(
      'maybe refuses, goes-on',
    );
  });

  test('OK is an error for them', () => {
    expect(outcomes('check_sender_mx_access static:OK', mail)).toBe('maybe error, goes-on');
    expect(outcomes('check_reverse_client_hostname_access static:OK', mail)).toBe('error');
    expect(outcomes('check_reverse_client_hostname_access static:REJECT', mail)).toBe('refuses');
    expect(outcomes('check_sender_mx_access static:DUNNO', mail)).toBe('goes-on');
  });

  test('only these names exist', () => {
    expect(outcomes('check_client_txt_access static:OK', mail)).toBe('error');
  });
});

describe('what an answer does', () => {
  test.each([
    ['OK', 'permits'],
    ['ok', 'permits'],
    ['RELAY', 'permits'],
    ['12345', 'permits'],
    ['REJECT', 'refuses'],
    ['REJECT go away', 'refuses'],
    ['DEFER', 'refuses'],
    ['DEFER_IF_PERMIT', 'refuses'],
    ['DEFER_IF_REJECT', 'goes-on'],
    ['HANGUP', 'refuses'],
    ['521 4.7.1 no', 'refuses'],
    ['450 later', 'refuses'],
    ['DISCARD', 'discards'],
    ['DUNNO', 'goes-on'],
    ['WARN look', 'goes-on'],
    ['HOLD', 'goes-on'],
    ['FILTER smtp:[127.0.0.1]:10025', 'goes-on'],
    ['PREPEND X-Seen: yes', 'goes-on'],
    ['REDIRECT a@example.org', 'goes-on'],
    ['reject_unauth_destination', 'refuses'],
    ['permit_mynetworks, reject', 'refuses'],
    ['permit', 'permits'],
    ['no_such_word', 'error'],
    ['hash:/etc/postfix/other', 'error'],
    [',', 'permits'],
  ])('%s: %s', (answer, expected) => {
    expect(lookup('check_sender_access', `example.org ${answer}`)).toBe(expected);
  });

  test('before MAIL, there is nothing to discard', () => {
    const before = { stage: { sender: false, recipient: false } };
    expect(lookup('check_client_access', 'example.org DISCARD', before)).toBe('goes-on');
  });

  test('warn_if_reject does not change an error', () => {
    expect(lookup('warn_if_reject check_sender_access', 'example.org REJECT')).toBe('goes-on');
    expect(lookup('warn_if_reject check_sender_access', 'example.org hash:/etc/postfix/other')).toBe('error');
  });

  test('text that the match fills in is unknown', () => {
    const tables = { t: '/^(.*)@sub/ $1\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables })).toBe(
      'maybe permits, maybe refuses, maybe discards, goes-on',
    );
    const later = { t: '/^(.*)@sub/ REJECT $1\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: later })).toBe('refuses');
    const tab = { t: '/^(.*)@sub/ REJECT\t$1\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: tab })).toBe('refuses');
  });

  test('a line that Postfix skips does not answer', () => {
    const tables = { t: '/^jane.*(/ OK\n/^jane/ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables })).toBe('refuses');
    expect(lookup('check_sender_access', 'example.org\nsub.example.org')).toBe('goes-on');
  });

  test('a table may return a class that uses tables, but not a table', () => {
    const tables = { t: 'example.org by_client\n', u: '192.0.2.77 OK\n' };
    const classes =
      'smtpd_restriction_classes = by_client\nby_client = check_client_access hash:/etc/postfix/u';
    const word = 'check_sender_access hash:/etc/postfix/t';
    expect(outcomes(word, mail, { tables, settings: classes })).toBe('permits');
    expect(lookup('check_sender_access', 'example.org check_client_access hash:/etc/postfix/u')).toBe(
      'error',
    );
  });

  test('a class that asks the table which returns it leads nowhere', () => {
    const tables = { t: 'example.org again\n' };
    const classes =
      'smtpd_restriction_classes = again\nagain = check_sender_access hash:/etc/postfix/t, reject';
    expect(outcomes('check_sender_access hash:/etc/postfix/t', mail, { tables, settings: classes })).toBe(
      'error',
    );
  });
});

describe('the order of lines', () => {
  test('the first line that matches answers in a pattern table', () => {
    const tables = { t: '/^mary/ OK\n/^jane/ REJECT\n/@sub/ OK\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables })).toBe('refuses');
  });

  test('a line that is not judged may answer before', () => {
    const tables = { t: '/^(a)\\1b/ OK\n/^jane/ REJECT\n/@sub/ DISCARD\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables })).toBe(
      'maybe permits, refuses',
    );
  });

  test('the last of several pairs with one key answers in inline:', () => {
    expect(outcomes('check_sasl_access inline:{jane=OK,jane=REJECT,mary=OK}', mail, { settings })).toBe(
      'refuses',
    );
  });

  test('blocks', () => {
    const inside = { t: 'if /^jane/\n/@sub/ OK\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: inside })).toBe('permits');
    const outside = { t: 'if /^mary/\n/@sub/ OK\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: outside })).toBe('refuses');
    const negated = { t: 'if !/^mary/\n/@sub/ OK\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: negated })).toBe('permits');
    const doubtful = { t: 'if /^(a)\\1b/\n/@sub/ OK\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: doubtful })).toBe(
      'maybe permits, refuses',
    );
    const nested = { t: 'if /^mary/\nif /^jane/\n/@sub/ OK\nendif\n/@sub/ DISCARD\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: nested })).toBe('refuses');
    const closedFirst = { t: 'endif\nif /^(a)\\1b/\n/@sub/ OK\nendif\n/./ REJECT\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: closedFirst })).toBe(
      'maybe permits, refuses',
    );
    const closed = { t: 'endif\n/./ OK\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', mail, { tables: closed })).toBe('permits');
  });

  test('blocks of networks', () => {
    const inside = { t: 'if 192.0.2.0/24\n192.0.2.77 OK\nendif\n0.0.0.0/0 REJECT\n' };
    expect(outcomes('check_client_access cidr:/etc/postfix/t', mail, { tables: inside })).toBe('permits');
    const outside = { t: 'if 198.51.100.0/24\n0.0.0.0/0 OK\nendif\n0.0.0.0/0 REJECT\n' };
    expect(outcomes('check_client_access cidr:/etc/postfix/t', mail, { tables: outside })).toBe('refuses');
  });
});

describe('every answer that a message with unknown keys may get', () => {
  test.each([
    ['a OK\nb OK\nc REJECT', 'maybe permits, maybe refuses, goes-on'],
    ['a DUNNO', 'goes-on'],
    ['a DISCARD\nb OK', 'maybe discards, maybe permits, goes-on'],
    ['a permit_mynetworks, reject\nb permit', 'maybe refuses, maybe permits, goes-on'],
  ])('%s', (t, expected) => {
    expect(lookup('check_sender_access', t, {}, strangerToUs)).toBe(expected);
  });

  test('a pattern that matches everything ends the table', () => {
    const tables = { t: '/^a/ OK\n/./ REJECT\n/^b/ DISCARD\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', stranger, { tables })).toBe(
      'maybe permits, refuses',
    );
  });

  test('so does a line of its kind', () => {
    const tables = { t: '/^a/ REJECT\n/./ REJECT\n/^b/ DISCARD\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', stranger, { tables })).toBe('refuses');
  });

  test('a network that covers IPv4 leaves IPv6', () => {
    const tables = { t: '10.0.0.0/8 REJECT\n0.0.0.0/0 OK\n::/0 DISCARD\n' };
    expect(outcomes('check_client_access cidr:/etc/postfix/t', stranger, { tables })).toBe(
      'maybe refuses, permits, maybe goes-on',
    );
  });

  test('a pattern in a block may not apply, unless the block applies to everything', () => {
    const inside = { t: 'if /^a/\n/./ OK\nendif\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', stranger, { tables: inside })).toBe(
      'maybe permits, goes-on',
    );
    const everything = { t: 'if /./\n/./ OK\nendif\n' };
    expect(outcomes('check_sender_access pcre:/etc/postfix/t', stranger, { tables: everything })).toBe(
      'permits',
    );
    const network = { t: 'if 0.0.0.0/0\n0.0.0.0/0 OK\nendif\n' };
    expect(outcomes('check_client_access cidr:/etc/postfix/t', stranger, { tables: network })).toBe(
      'permits, maybe goes-on',
    );
  });

  test('beyond 100 different lists, the result is unknown', () => {
    const lists = (count: number): string =>
      Array.from({ length: count }, (_, i) => `k${i} sleep ${i}, reject\n`).join('');
    const of = (count: number): string => lookup('check_sender_access', lists(count), {}, stranger);
    expect(of(100)).toBe('maybe refuses, goes-on');
    const others = `z OK\n${lists(100)}y DISCARD\n`;
    expect(lookup('check_sender_access', others, {}, stranger)).toBe(
      'maybe permits, maybe refuses, maybe discards, goes-on',
    );
    expect(of(101)).toBe('maybe refuses, maybe permits, maybe discards, goes-on');
  });
});

describe('where the table is', () => {
  test.each([
    ['static:OK', 'permits'],
    ['static:{REJECT not now}', 'refuses'],
    ['static:{ OK }', 'permits'],
    ['inline:{192.0.2.77=OK}', 'permits'],
    ['inline:{MAIL.example.org=OK}', 'permits'],
    ['inline:{ {192.0.2.77 = REJECT for now}, x=y }', 'refuses'],
    ['inline:{192.0.2.78=OK}', 'goes-on'],
    ['inline:{192.0.2=OK}', 'permits'],
    ['debug:static:OK', 'permits'],
    ['debug:', anything],
    ['debug:x', anything],
    ['debug:debug:inline:{org=REJECT}', 'refuses'],
    ['proxy:static:OK', 'permits'],
    ['proxy:x', anything],
    ['mysql:/etc/postfix/t', anything],
    ['unionmap:{static:OK}', 'permits'],
    ['pipemap:{static:OK}', 'permits'],
    ['unionmap:{static:OK, static:OK}', anything],
    ['pipemap:{static:OK, static:OK}', anything],
    ['randmap:{OK}', 'permits'],
    ['randmap:{OK, REJECT}', anything],
    ['cidr:{{192.0.2.0/24 OK}}', 'permits'],
    ['regexp:{{/^mail/ REJECT}}', 'refuses'],
    ['fail:x', 'refuses'],
    ['hash:/etc/postfix/no-such-file', anything],
    ['nosuchtype:/etc/postfix/t', anything],
  ])('%s', (table, expected) => {
    expect(outcomes(`check_client_access ${table}`, mail)).toBe(expected);
  });

  test.each([
    'inline:{192.0.2.77=OK',
    'inline:{192.0.2.77=OK}x',
    'inline:{}',
    'inline:{192.0.2.77}',
    'inline:{{192.0.2.77=OK}x}',
    'inline:192.0.2.77=OK',
    'static:{OK',
    'static:{OK}x',
    'randmap:{}',
    'unionmap:{static}',
    'pipemap:static:OK',
    'cidr:{{192.0.2.0/24 OK}',
  ])('%s is a syntax error, so every lookup fails', (table) => {
    expect(outcomes(`check_client_access ${table}`, mail)).toBe('refuses');
    expect(outcomes(`warn_if_reject check_client_access ${table}`, stranger)).toBe('goes-on');
  });

  test('proxymap refuses tables that proxy_read_maps does not name', () => {
    const own = 'proxy_read_maps = proxy:inline:{a=b}, proxy:static:OK';
    expect(outcomes('check_client_access proxy:static:OK', mail, { settings: own })).toBe('permits');
    expect(outcomes('check_client_access proxy:static:REJECT', mail, { settings: own })).toBe(anything);
  });

  test('texthash: with a key twice cannot be used', () => {
    const word = 'check_client_access texthash:/etc/postfix/t';
    expect(outcomes(word, mail, { tables: { t: 'Example.org OK\nexample.org OK\n' } })).toBe('refuses');
    expect(outcomes(word, mail, { tables: { t: 'example.org OK\nexample.net REJECT\n' } })).toBe('permits');
    expect(lookup('check_client_access', 'example.org OK\nexample.org REJECT')).toBe('permits');
  });

  test('a table that is too long is not analyzed', () => {
    const long = `example.org OK\n# ${'x'.repeat(4_000_000)}`;
    expect(lookup('check_client_access', long)).toBe(anything);
    expect(lookup('check_client_access', long.slice(0, 4_000_000))).toBe(anything);
    expect(lookup('check_client_access', long.slice(0, 3_999_999))).toBe('permits');
  });

  test('inline: beyond 10,000 pairs is not analyzed', () => {
    const pairs = (count: number): string =>
      Array.from({ length: count }, (_, i) => (i === 0 ? '192.0.2.77=OK' : `k${i}=OK`)).join(',');
    expect(outcomes(`check_client_access inline:{${pairs(10_000)}}`, mail)).toBe('permits');
    expect(outcomes(`check_client_access inline:{${pairs(10_001)}}`, mail)).toBe(anything);
  });
});
