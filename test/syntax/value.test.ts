// Values by type: the words of a value. The types are those of the catalog, named here by a parameter that has them.
import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { valueGrammar } from '../../server/src/catalog/restrictions.ts';
import { parseValue, type ValueNode } from '../../server/src/syntax/value.ts';
import type { ValueType } from '../../server/src/syntax/value-type.ts';

const catalog = new Catalog();

function nodes(parameter: string, text: string, expanded = false): ValueNode[] {
  const type = catalog.parameter(parameter)?.type ?? ({ type: 'text' } satisfies ValueType);
  return parseValue(text, { start: 0, end: text.length }, type, valueGrammar, expanded);
}

/** Each element on a separate line: its kind, and its parts in brackets. */
function outline(parameter: string, text: string): string[] {
  return nodes(parameter, text).map(show);
}

function show(node: ValueNode): string {
  const not = 'negated' in node && node.negated ? 'not ' : '';
  switch (node.kind) {
    case 'word':
      return `${not}word [${node.text}]`;
    case 'table': {
      const inner = node.tables.map((t) => show(t)).join(', ');
      return `${not}table [${node.type.text}] [${node.name.text}]${inner && ` { ${inner} }`}`;
    }
    case 'restriction': {
      const { name, expects, argument } = node;
      const wants = expects === 'none' ? '' : ` ${expects}`;
      return `restriction [${name.text}]${wants}${argument ? `: ${show(argument)}` : expects === 'none' ? '' : ' missing'}`;
    }
    case 'address-pattern':
      return `${not}${node.form} [${node.text}]`;
    case 'next-hop':
      if (node.path !== undefined) return `next hop path [${node.path}]`;
      return `next hop ${node.brackets ? '[]' : ''}[${node.host}]${node.port === undefined ? '' : ` port [${node.port}]`}`;
    case 'transport':
      return `transport [${node.name.text}]${node.nextHop ? `, ${show(node.nextHop)}` : ''}`;
    case 'endpoint': {
      const settings = node.settings.map((s) => ` [${s.text}]`).join('');
      return `endpoint ${node.type ?? 'no type'} [${node.address}]${settings && ` with${settings}`}`;
    }
  }
}

describe('one value', () => {
  test.each([
    ['smtpd_helo_required', 'yes', ['word [yes]']],
    ['message_size_limit', ' 50000 ', ['word [50000]']],
    ['smtpd_helo_required', '', []],
    ['smtpd_banner', '$myhostname ESMTP, {x} y', ['word [$myhostname ESMTP, {x} y]']],
    ['maximal_queue_lifetime', '5 d', ['word [5 d]']],
  ])('%s = %s', (parameter, text, expected) => {
    expect(outline(parameter, text)).toEqual(expected);
  });
});

describe('a list of words', () => {
  test('is split at commas and white space', () => {
    expect(outline('inet_protocols', 'ipv4, ipv6')).toEqual(['word [ipv4]', 'word [ipv6]']);
    expect(outline('canonical_classes', ',envelope_sender\n  header_sender,')).toEqual([
      'word [envelope_sender]',
      'word [header_sender]',
    ]);
  });

  test('is split only at the separators of its type', () => {
    expect(outline('smtpd_tls_protocols', '!SSLv2:!SSLv3, TLSv1')).toEqual([
      'word [!SSLv2]',
      'word [!SSLv3]',
      'word [TLSv1]',
    ]);
    expect(outline('known_tcp_ports', 'lmtp=24, smtp = 25')).toEqual(['word [lmtp=24]', 'word [ smtp = 25]']);
  });

  test('keeps text in braces together if its type does', () => {
    expect(outline('import_environment', 'TZ { LANG = de DE } X=y')).toEqual([
      'word [TZ]',
      'word [{ LANG = de DE }]',
      'word [X=y]',
    ]);
    expect(outline('canonical_classes', '{ a b }')).toEqual(['word [{]', 'word [a]', 'word [b]', 'word [}]']);
  });

  test('does not split a reference', () => {
    expect(outline('canonical_classes', '$a ${b ? {c d} : {e}}f, g')).toEqual([
      'word [$a]',
      'word [${b ? {c d} : {e}}f]',
      'word [g]',
    ]);
  });

  test('contains no reference once expanded: a "$" is a plain character', () => {
    const [first, second] = nodes('canonical_classes', '${a b}', true);
    expect([first, second]).toMatchObject([
      { text: '${a', parts: [{ kind: 'literal', text: '${a' }] },
      { text: 'b}', parts: [{ kind: 'literal', text: 'b}' }] },
    ]);
  });
});

describe('tables', () => {
  test.each([
    ['hash:/etc/postfix/virtual', ['table [hash] [/etc/postfix/virtual]']],
    ['hash:/a, regexp:/b pcre:/c', ['table [hash] [/a]', 'table [regexp] [/b]', 'table [pcre] [/c]']],
    ['unix:passwd.byname', ['table [unix] [passwd.byname]']],
    ['tcp:127.0.0.1:8080', ['table [tcp] [127.0.0.1:8080]']],
    ['socketmap:inet:host:port:name', ['table [socketmap] [inet:host:port:name]']],
    ['static:user', ['table [static] [user]']],
    ['static:{ some text }', ['table [static] [{ some text }]']],
    ['ldap:accounts', ['table [ldap] [accounts]']],
    ['hash:', ['table [hash] []']],
    ['inline:{ a=b, { c = d e } }', ['table [inline] [{ a=b, { c = d e } }]']],
    [
      'regexp:{{/^a b/ c}, {/d/ e}}, hash:/f',
      ['table [regexp] [{{/^a b/ c}, {/d/ e}}]', 'table [hash] [/f]'],
    ],
    ['proxy:hash:/a', ['table [proxy] [hash:/a] { table [hash] [/a] }']],
    ['proxy:unix:passwd.byname', ['table [proxy] [unix:passwd.byname] { table [unix] [passwd.byname] }']],
    [
      'debug:proxy:hash:/a',
      ['table [debug] [proxy:hash:/a] { table [proxy] [hash:/a] { table [hash] [/a] } }'],
    ],
    [
      'unionmap:{hash:/a, hash:/b}',
      ['table [unionmap] [{hash:/a, hash:/b}] { table [hash] [/a], table [hash] [/b] }'],
    ],
    [
      'pipemap:{ proxy:hash:/a, inline:{b=c} }',
      [
        'table [pipemap] [{ proxy:hash:/a, inline:{b=c} }] { table [proxy] [hash:/a] { table [hash] [/a] }, table [inline] [{b=c}] }',
      ],
    ],
    ['unionmap:{hash:/a', ['table [unionmap] [{hash:/a]']],
    ['randmap:{a, b}', ['table [randmap] [{a, b}]']],
    ['proxy:', ['table [proxy] []']],
    ['inline:{hash:/a}', ['table [inline] [{hash:/a}]']],
    ['unionmap:{hash:/$(a b), c}', ['table [unionmap] [{hash:/$(a b), c}] { table [hash] [/$(a b)] }']],
    ['/etc/postfix/virtual', ['word [/etc/postfix/virtual]']],
    ['$virtual_alias_maps', ['word [$virtual_alias_maps]']],
    ['hash:$config_directory/a', ['table [hash] [$config_directory/a]']],
    ['${default_database_type}:/a', ['word [${default_database_type}:/a]']],
    [':/a', ['word [:/a]']],
    ['ha sh:/a', ['word [ha]', 'table [sh] [/a]']],
  ])('virtual_alias_maps = %s', (text, expected) => {
    expect(outline('virtual_alias_maps', text)).toEqual(expected);
  });

  test('`$default_database_type:` is a type once expanded', () => {
    expect(nodes('virtual_alias_maps', 'lmdb:/a', true).map(show)).toEqual(['table [lmdb] [/a]']);
  });

  test('that are nested too deeply are found to a limit, and the rest is text', () => {
    const [table] = outline('virtual_alias_maps', `${'proxy:'.repeat(1000)}hash:/a`);
    expect(table?.split('table [proxy]')).toHaveLength(18);
  });
});

test('tables whose entries may be in braces have them as members', () => {
  const members = (text: string, expanded = false) => {
    const [node] = nodes('virtual_alias_maps', text, expanded);
    return node?.kind === 'table' ? node.members.map((each) => each.text) : undefined;
  };
  for (const type of ['inline', 'randmap', 'static', 'cidr', 'pcre', 'regexp'])
    expect(members(`${type}:{ a=b, { c = d } }`)).toEqual(['a=b', '{ c = d }']);
  expect(members('unionmap:{ hash:/a }')).toEqual([]);
  expect(members('inline:a')).toEqual([]);
  // Only text that is not expanded has references.
  expect(members('inline:{a=$(b c)}')).toEqual(['a=$(b c)']);
  expect(members('inline:{a=$(b c)}', true)).toEqual(['a=$(b', 'c)']);
});

describe('match lists', () => {
  test.each([
    ['127.0.0.0/8', ['network [127.0.0.0/8]']],
    ['192.0.2.1', ['network [192.0.2.1]']],
    ['[::1]/128 [fe80::]/64', ['network [[::1]/128]', 'network [[fe80::]/64]']],
    ['!192.0.2.1, 192.0.2.0/24', ['not network [192.0.2.1]', 'network [192.0.2.0/24]']],
    ['!!192.0.2.1', ['network [192.0.2.1]']],
    ['host.example', ['name [host.example]']],
    ['.example', ['name [.example]']],
    ['/etc/postfix/networks', ['file [/etc/postfix/networks]']],
    ['!/etc/postfix/networks', ['not file [/etc/postfix/networks]']],
    ['cidr:/etc/postfix/cidr', ['table [cidr] [/etc/postfix/cidr]']],
    ['!cidr:{{!192.0.2.0/24 REJECT}}', ['not table [cidr] [{{!192.0.2.0/24 REJECT}}]']],
    ['$mynetworks', ['reference [$mynetworks]']],
    ['!$mynetworks', ['not reference [$mynetworks]']],
    ['a.$mydomain', ['reference [a.$mydomain]']],
    // Postfix treats an IPv6 address without brackets as a table, with an unknown type or none, and exits.
    ['::1', ['name [::1]']],
    ['fe80::/64', ['table [fe80] [:/64]']],
  ])('debug_peer_list = %s', (text, expected) => {
    expect(outline('debug_peer_list', text)).toEqual(expected);
  });

  test.each([
    [
      'mydestination',
      '$myhostname, localhost, hash:/a',
      ['word [$myhostname]', 'word [localhost]', 'table [hash] [/a]'],
    ],
    ['mydestination', '!a.example, example', ['not word [a.example]', 'word [example]']],
    ['authorized_submit_users', '!/etc/a, static:all', ['not word [/etc/a]', 'table [static] [all]']],
  ])('%s = %s', (parameter, text, expected) => {
    expect(outline(parameter, text)).toEqual(expected);
  });
});

describe('next hops and transports', () => {
  test.each([
    ['relayhost', 'example.com', ['next hop [example.com]']],
    ['relayhost', 'example.com:587', ['next hop [example.com] port [587]']],
    ['relayhost', '[example.com]', ['next hop [][example.com]']],
    ['relayhost', '[example.com]:submission', ['next hop [][example.com] port [submission]']],
    ['relayhost', '[2001:db8::1]:25', ['next hop [][2001:db8::1] port [25]']],
    ['relayhost', '[example.com', ['next hop [][[example.com]']],
    ['relayhost', '$mydomain', ['next hop [$mydomain]']],
    ['relayhost', 'a.inet:25', ['next hop [a.inet] port [25]']],
    ['relayhost', 'x[a]:25', ['next hop [x[a]] port [25]']],
    ['relayhost', '[a]b', ['next hop [][[a]b]']],
    ['relayhost', '', []],
    ['smtp_fallback_relay', '[a]:25, b', ['next hop [][a] port [25]', 'next hop [b]']],
    ['default_transport', 'smtp', ['transport [smtp]']],
    ['default_transport', 'smtp:example.com', ['transport [smtp], next hop [example.com]']],
    ['default_transport', 'smtp:[example.com]:25', ['transport [smtp], next hop [][example.com] port [25]']],
    ['virtual_transport', 'lmtp:unix:private/dovecot', ['transport [lmtp], next hop path [private/dovecot]']],
    ['default_transport', 'error:', ['transport [error]']],
    [
      'virtual_transport',
      'lmtp:inet:mail.example.com:24',
      ['transport [lmtp], next hop [mail.example.com] port [24]'],
    ],
    ['default_transport', ':example.com', ['transport [], next hop [example.com]']],
    ['defer_transports', 'smtp, relay', ['transport [smtp]', 'transport [relay]']],
    ['defer_transports', 'smtp, relay:x', ['transport [smtp]', 'transport [relay], next hop [x]']],
  ])('%s = %s', (parameter, text, expected) => {
    expect(outline(parameter, text)).toEqual(expected);
  });
});

describe('endpoints and milters', () => {
  test.each([
    ['smtpd_proxy_filter', '127.0.0.1:10025', ['endpoint no type [127.0.0.1:10025]']],
    ['smtpd_proxy_filter', 'inet:[::1]:10025', ['endpoint inet [[::1]:10025]']],
    ['smtpd_proxy_filter', 'unix:private/filter', ['endpoint unix [private/filter]']],
    [
      'smtpd_milters',
      'inet:localhost:8891, unix:/run/x.sock',
      ['endpoint inet [localhost:8891]', 'endpoint unix [/run/x.sock]'],
    ],
    ['smtpd_milters', 'local:/run/x.sock', ['endpoint local [/run/x.sock]']],
    ['smtpd_milters', '$milter, inet6:[::1]:1', ['endpoint no type [$milter]', 'endpoint inet6 [[::1]:1]']],
    [
      'smtpd_milters',
      '{ inet:host:1, connect_timeout=10s, { default_action = accept } }, unix:/x',
      [
        'endpoint inet [host:1] with [connect_timeout=10s] [{ default_action = accept }]',
        'endpoint unix [/x]',
      ],
    ],
    ['smtpd_milters', '{}', ['endpoint no type []']],
    ['smtpd_milters', '{ inet:$(a b):1, x=y }', ['endpoint inet [$(a b):1] with [x=y]']],
    ['smtpd_milters', 'xinet:a:1', ['endpoint no type [xinet:a:1]']],
    ['smtpd_milters', '{ inet:host:1', ['endpoint no type [{ inet:host:1]']],
  ])('%s = %s', (parameter, text, expected) => {
    expect(outline(parameter, text)).toEqual(expected);
  });
});

describe('access restriction lists', () => {
  const list = (text: string): string[] => outline('smtpd_recipient_restrictions', text);

  test('contain restrictions, with the arguments that each takes from the words after it', () => {
    expect(
      list(`permit_mynetworks,
        check_client_access hash:/a,
        check_policy_service unix:private/policy
        reject_rbl_client zen.example=127.0.0.[2..11],
        sleep 5
        reject_unauth_destination`),
    ).toEqual([
      'restriction [permit_mynetworks]',
      'restriction [check_client_access] table: table [hash] [/a]',
      'restriction [check_policy_service] policy: endpoint unix [private/policy]',
      'restriction [reject_rbl_client] dnsbl: word [zen.example=127.0.0.[2..11]]',
      'restriction [sleep] seconds: word [5]',
      'restriction [reject_unauth_destination]',
    ]);
  });

  test.each([
    ['PERMIT_MYNETWORKS, Reject', ['restriction [PERMIT_MYNETWORKS]', 'restriction [Reject]']],
    ['permit$x, permit', ['word [permit$x]', 'restriction [permit]']],
    ['CHECK_CLIENT_ACCESS hash:/a', ['restriction [CHECK_CLIENT_ACCESS] table: table [hash] [/a]']],
    ['my_class, permit', ['restriction [my_class]', 'restriction [permit]']],
    ['hash:/a, permit', ['table [hash] [/a]', 'restriction [permit]']],
    ['proxy:hash:/a', ['table [proxy] [hash:/a] { table [hash] [/a] }']],
    ['$my_restrictions, permit', ['word [$my_restrictions]', 'restriction [permit]']],
    [
      'check_client_access $maps, permit',
      ['restriction [check_client_access] table: word [$maps]', 'restriction [permit]'],
    ],
    [
      'check_client_access inline:{ a=OK, b=REJECT }',
      ['restriction [check_client_access] table: table [inline] [{ a=OK, b=REJECT }]'],
    ],
    ['check_client_access', ['restriction [check_client_access] table missing']],
    ['check_client_access /a', ['restriction [check_client_access] table: word [/a]']],
    [
      'warn_if_reject reject_rbl_client a.example',
      ['restriction [warn_if_reject]', 'restriction [reject_rbl_client] dnsbl: word [a.example]'],
    ],
    [
      'check_policy_service { inet:127.0.0.1:1, timeout=1s, default_action=DUNNO }',
      [
        'restriction [check_policy_service] policy: endpoint inet [127.0.0.1:1] with [timeout=1s] [default_action=DUNNO]',
      ],
    ],
    [
      'check_policy_service inet:127.0.0.1:10023',
      ['restriction [check_policy_service] policy: endpoint inet [127.0.0.1:10023]'],
    ],
    ['${a?{permit}}, reject', ['word [${a?{permit}}]', 'restriction [reject]']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(list(text)).toEqual(expected);
  });

  test('if an argument is missing, the next word is used instead, as in Postfix', () => {
    expect(list('reject_rbl_client, reject_unauth_destination')).toEqual([
      'restriction [reject_rbl_client] dnsbl: word [reject_unauth_destination]',
    ]);
  });
});

describe('places', () => {
  test('are offsets in the given text', () => {
    const text = 'mynetworks = 127.0.0.0/8, !hash:/a # x';
    const type = catalog.parameter('mynetworks')?.type ?? { type: 'text' };
    const [network, table] = parseValue(text, { start: 13, end: 34 }, type, valueGrammar);
    expect(network && text.slice(network.start, network.end)).toBe('127.0.0.0/8');
    expect(table && text.slice(table.start, table.end)).toBe('!hash:/a');
    expect(table?.kind === 'table' && text.slice(table.type.start, table.name.end)).toBe('hash:/a');
  });

  test('a restriction covers its argument', () => {
    const text = 'permit, check_client_access\n hash:/a, reject';
    const [, restriction] = nodes('smtpd_client_restrictions', text);
    expect(restriction && text.slice(restriction.start, restriction.end)).toBe(
      'check_client_access\n hash:/a',
    );
  });
});
