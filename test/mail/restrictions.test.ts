// What each access restriction does with a message, with all that the files do not tell left open.
import { describe, expect, test } from 'vitest';
import { insider, type Mail, stranger, strangerToUs, user } from '../../server/src/mail/mail.ts';
import { outcomes } from './support.ts';

const sasl = 'smtpd_sasl_auth_enable = yes';
const refusesPerhaps = 'maybe refuses, goes-on';
const permitsPerhaps = 'maybe permits, goes-on';
const anything = 'maybe permits, maybe refuses, maybe discards, goes-on';

describe('words that need to know nothing', () => {
  test.each([
    ['permit', 'permits'],
    ['PERMIT', 'permits'],
    ['reject', 'refuses'],
    ['defer', 'refuses'],
    ['defer_if_permit', 'refuses'],
    ['defer_if_reject', 'goes-on'],
    ['warn_if_reject', 'goes-on'],
    ['reject_unauth_pipelining', 'goes-on'],
    ['reject_multi_recipient_bounce', 'goes-on'],
    ['sleep 10', 'goes-on'],
    ['sleep', 'error'],
    ['sleep soon', 'error'],
    ['sleep 1s', 'error'],
    ['sleep s1', 'error'],
    ['no_such_restriction', 'error'],
    ['check_policy_service unix:private/policy', anything],
    ['check_policy_service { unix:private/policy, timeout=10s }', anything],
    ['check_policy_service', 'error'],
    ['check_policy_service policy', 'error'],
  ])('%s: %s', (word, expected) => {
    expect(outcomes(word, stranger)).toBe(expected);
  });

  test.each([
    ['permit_naked_ip_address', '3.9'],
    ['check_relay_domains', '3.9'],
    ['reject_maps_rbl', '3.9'],
    ['check_sasl_access static:OK', '2.10'],
    ['defer_unauth_destination', '2.9'],
  ])('%s does not exist in %s', (word, version) => {
    expect(outcomes(word, insider, { version })).toBe('error');
  });
});

describe('words about the client', () => {
  const named: Mail = { ...stranger, name: 'mail.example.org', address: '192.0.2.1' };
  const nameless: Mail = { ...stranger, name: 'unknown', address: '192.0.2.1' };

  test.each([
    'reject_unknown_client_hostname',
    'reject_unknown_client',
    'reject_unknown_reverse_client_hostname',
  ])('%s', (word) => {
    expect(outcomes(word, nameless)).toBe('refuses');
    expect(outcomes(word, stranger)).toBe(refusesPerhaps);
    expect(outcomes(word, named)).toBe(refusesPerhaps);
  });

  test('permit_inet_interfaces is for the addresses of this host', () => {
    expect(outcomes('permit_inet_interfaces', stranger)).toBe('goes-on');
    expect(outcomes('permit_inet_interfaces', insider)).toBe(permitsPerhaps);
    expect(outcomes('permit_inet_interfaces', named)).toBe(permitsPerhaps);
  });

  test.each([
    ['in the networks', 'mynetworks = 192.0.2.0/24', 'permits'],
    ['outside', 'mynetworks = 198.51.100.0/24', 'goes-on'],
    ['a list that cannot be used', 'mynetworks = 192.0.2.1/24', 'error'],
    [
      'a table that cannot be read',
      'mynetworks = mysql:/etc/postfix/networks.cf',
      'maybe permits, maybe error, goes-on',
    ],
  ])('permit_mynetworks, %s', (_, settings, expected) => {
    expect(outcomes('permit_mynetworks', named, { settings })).toBe(expected);
  });

  test('permit_mynetworks with a list of almost every network', () => {
    const settings = 'mynetworks = !192.0.2.5, 0.0.0.0/0';
    expect(outcomes('permit_mynetworks', stranger, { settings })).toBe('permits, maybe goes-on');
  });

  test('permit_sasl_authenticated needs a login, and logins that are enabled', () => {
    expect(outcomes('permit_sasl_authenticated', user, { settings: sasl })).toBe('permits');
    expect(outcomes('permit_sasl_authenticated', stranger, { settings: sasl })).toBe('goes-on');
    expect(outcomes('permit_sasl_authenticated', user)).toBe('goes-on');
  });

  test('certificates count if smtpd asks for them', () => {
    const certificates = ['permit_tls_all_clientcerts', 'permit_tls_clientcerts'];
    for (const word of certificates) {
      for (const name of ['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert']) {
        const settings = `${name} = yes`;
        expect(outcomes(word, insider, { settings })).toBe(permitsPerhaps);
        expect(outcomes(word, user, { settings })).toBe(permitsPerhaps);
        expect(outcomes(word, { ...insider, encrypted: false }, { settings })).toBe('goes-on');
        expect(outcomes(word, { ...insider, encrypted: true }, { settings })).toBe(permitsPerhaps);
      }
      expect(outcomes(word, insider)).toBe('goes-on');
    }
  });

  test('a stranger’s certificate is from a known authority, but is not listed', () => {
    const settings = 'smtpd_tls_ask_ccert = yes';
    expect(outcomes('permit_tls_all_clientcerts', stranger, { settings })).toBe(permitsPerhaps);
    expect(outcomes('permit_tls_clientcerts', stranger, { settings })).toBe('goes-on');
    expect(outcomes('check_ccert_access static:OK', stranger, { settings })).toBe('goes-on');
    expect(outcomes('check_ccert_access static:OK', insider, { settings })).toBe('permits');
    expect(outcomes('check_ccert_access static:OK', insider)).toBe('goes-on');
  });

  test('reject_plaintext_session', () => {
    expect(outcomes('reject_plaintext_session', stranger)).toBe(refusesPerhaps);
    expect(outcomes('reject_plaintext_session', { ...stranger, encrypted: true })).toBe('goes-on');
    expect(outcomes('reject_plaintext_session', { ...stranger, encrypted: false })).toBe('refuses');
  });
});

describe('lists in DNS', () => {
  test.each(['reject_rbl_client', 'reject_rbl'])('%s needs a domain', (word) => {
    expect(outcomes(`${word} dnsbl.example.net`, stranger)).toBe(refusesPerhaps);
    expect(outcomes(`${word} reject`, stranger)).toBe('goes-on');
    expect(outcomes(word, stranger)).toBe('goes-on');
  });

  test.each(['reject_rhsbl_client', 'reject_rhsbl_reverse_client'])('%s needs the client’s name', (word) => {
    expect(outcomes(`${word} dnsbl.example.net`, stranger)).toBe(refusesPerhaps);
    expect(outcomes(`${word} dnsbl.example.net`, { ...stranger, name: 'unknown' })).toBe('goes-on');
    expect(outcomes(`${word} reject`, stranger)).toBe('goes-on');
  });

  test('reject_rhsbl_helo, reject_rhsbl_sender, and reject_rhsbl_recipient wait for their command', () => {
    for (const stage of ['helo', 'sender', 'recipient']) {
      const word = `reject_rhsbl_${stage} dnsbl.example.net`;
      expect(outcomes(word, stranger)).toBe(refusesPerhaps);
      expect(outcomes(word, stranger, { stage: { [stage]: false } })).toBe('goes-on');
    }
  });

  test('the null sender has no domain', () => {
    expect(outcomes('reject_rhsbl_sender dnsbl.example.net', { ...stranger, sender: '' })).toBe('goes-on');
  });

  test('permit_dnswl_client and permit_rhswl_client', () => {
    expect(outcomes('permit_dnswl_client dnswl.example.net', stranger)).toBe(permitsPerhaps);
    expect(outcomes('permit_dnswl_client', stranger)).toBe('goes-on');
    expect(outcomes('permit_rhswl_client dnswl.example.net', stranger)).toBe(permitsPerhaps);
    expect(outcomes('permit_rhswl_client dnswl.example.net', { ...stranger, name: 'unknown' })).toBe(
      'goes-on',
    );
    expect(outcomes('permit_rhswl_client', stranger)).toBe('goes-on');
  });

  test('reject_maps_rbl uses the domains of maps_rbl_domains', () => {
    expect(outcomes('reject_maps_rbl', stranger)).toBe('goes-on');
    const settings = 'maps_rbl_domains = dnsbl.example.net';
    expect(outcomes('reject_maps_rbl', stranger, { settings })).toBe(refusesPerhaps);
  });
});

describe('words about the HELO name', () => {
  const syntax = [
    'reject_invalid_helo_hostname',
    'reject_invalid_hostname',
    'reject_non_fqdn_helo_hostname',
    'reject_non_fqdn_hostname',
  ];

  test.each(syntax)('%s accepts a fully qualified name', (word) => {
    for (const helo of [
      'mail.example.org',
      'a.b',
      'MAIL-1.example.ORG',
      '3com.example.org',
      'x1.a-b.example',
    ])
      expect(outcomes(word, { ...stranger, helo }), helo).toBe('goes-on');
  });

  test.each(syntax)('%s may reject other names', (word) => {
    const names = [
      'localhost',
      '192.0.2.1',
      '-a.example',
      'a-.example',
      'a.-b.example',
      'a.b-.example',
      'a..example',
    ];
    for (const helo of [
      ...names,
      'a_b.example',
      'a.b_c.example',
      '.example.org',
      'mail.example.org.',
      'a.example1',
      ' a.example',
    ])
      expect(outcomes(word, { ...stranger, helo }), helo).toBe(refusesPerhaps);
    expect(outcomes(word, stranger)).toBe(refusesPerhaps);
  });

  test.each(syntax)('%s waits for HELO', (word) => {
    expect(outcomes(word, stranger, { stage: { helo: false } })).toBe('goes-on');
  });

  test.each(['reject_unknown_helo_hostname', 'reject_unknown_hostname'])('%s queries DNS', (word) => {
    expect(outcomes(word, { ...stranger, helo: 'mail.example.org' })).toBe(refusesPerhaps);
    expect(outcomes(word, stranger, { stage: { helo: false } })).toBe('goes-on');
  });

  test('permit_naked_ip_address permits every client that gives an address', () => {
    const both = 'maybe permits, maybe refuses, goes-on';
    expect(outcomes('permit_naked_ip_address', stranger)).toBe(both);
    expect(outcomes('permit_naked_ip_address', { ...stranger, helo: '192.0.2.1' })).toBe(both);
    expect(outcomes('permit_naked_ip_address', { ...stranger, helo: '::1' })).toBe(both);
    expect(outcomes('permit_naked_ip_address', { ...stranger, helo: 'mail.example.org' })).toBe('goes-on');
    expect(outcomes('permit_naked_ip_address', { ...stranger, helo: '1.example' })).toBe('goes-on');
    expect(outcomes('permit_naked_ip_address', { ...stranger, helo: 'example.1' })).toBe('goes-on');
    expect(outcomes('permit_naked_ip_address', stranger, { stage: { helo: false } })).toBe('goes-on');
  });
});

describe('words about the sender', () => {
  const asks = [
    'reject_unknown_sender_domain',
    'reject_unknown_address',
    'reject_unverified_sender',
    'reject_unlisted_sender',
  ];

  test.each(asks)('%s', (word) => {
    expect(outcomes(word, { ...stranger, sender: 'a@example.org' })).toBe(refusesPerhaps);
    expect(outcomes(word, stranger)).toBe(refusesPerhaps);
    expect(outcomes(word, { ...stranger, sender: '' })).toBe('goes-on');
    expect(outcomes(word, stranger, { stage: { sender: false } })).toBe('goes-on');
  });

  test('reject_non_fqdn_sender', () => {
    for (const sender of ['a@example.org', 'a@mail-1.example.org', 'a@b@1a.example'])
      expect(outcomes('reject_non_fqdn_sender', { ...stranger, sender }), sender).toBe('goes-on');
    for (const sender of [
      'a',
      'a@localhost',
      'a@192.0.2.1',
      'a@example..org',
      'a@.org',
      'a@b.c_d.example',
      'a@example.org ',
    ])
      expect(outcomes('reject_non_fqdn_sender', { ...stranger, sender }), sender).toBe(refusesPerhaps);
    expect(outcomes('reject_non_fqdn_sender', stranger)).toBe(refusesPerhaps);
  });
});

describe('senders that belong to a login', () => {
  const owners = `${sasl}\nsmtpd_sender_login_maps = hash:/etc/postfix/owners`;
  const cases: readonly (readonly [word: string, user: string, userOfNone: string, stranger: string])[] = [
    ['reject_sender_login_mismatch', refusesPerhaps, 'refuses', refusesPerhaps],
    ['reject_authenticated_sender_login_mismatch', refusesPerhaps, 'refuses', 'goes-on'],
    ['reject_unauthenticated_sender_login_mismatch', 'goes-on', 'goes-on', refusesPerhaps],
    ['reject_known_sender_login_mismatch', refusesPerhaps, 'goes-on', refusesPerhaps],
  ];

  test.each(cases)('%s', (word, ofUser, ofUserWithoutTable, ofStranger) => {
    const { ownsSender: _, ...anySender } = user;
    expect(outcomes(word, anySender, { settings: owners })).toBe(ofUser);
    expect(outcomes(word, user, { settings: owners })).toBe('goes-on');
    expect(outcomes(word, user, { settings: sasl })).toBe(ofUserWithoutTable);
    expect(outcomes(word, stranger, { settings: owners })).toBe(ofStranger);
    expect(outcomes(word, stranger, { settings: sasl })).toBe('goes-on');
  });

  test.each(cases)('%s has no effect while logins are disabled', (word) => {
    const settings = owners.replace('yes', 'no');
    expect(outcomes(word, user, { settings })).toBe('goes-on');
    expect(outcomes(word, stranger, { settings })).toBe('goes-on');
  });
});

describe('words about the recipient', () => {
  test.each([
    ['permit_auth_destination', 'goes-on', 'permits'],
    ['reject_unauth_destination', 'refuses', 'goes-on'],
    ['defer_unauth_destination', 'refuses', 'goes-on'],
    ['check_relay_domains', 'refuses, maybe permits', 'permits'],
    ['permit_mx_backup', permitsPerhaps, 'permits'],
    ['reject_unknown_recipient_domain', refusesPerhaps, 'goes-on'],
    ['reject_unverified_recipient', refusesPerhaps, refusesPerhaps],
    ['reject_non_fqdn_recipient', refusesPerhaps, refusesPerhaps],
    ['reject_unlisted_recipient', 'goes-on', refusesPerhaps],
    ['check_recipient_maps', 'goes-on', refusesPerhaps],
  ])('%s: %s for foreign domains, %s for our own', (word, foreign, own) => {
    expect(outcomes(word, stranger)).toBe(foreign);
    expect(outcomes(word, strangerToUs)).toBe(own);
    expect(outcomes(word, stranger, { stage: { recipient: false } })).toBe('goes-on');
    expect(outcomes(word, strangerToUs, { stage: { recipient: false } })).toBe('goes-on');
  });

  test('check_relay_domains knows a client only by its name', () => {
    expect(outcomes('check_relay_domains', { ...stranger, name: 'unknown' })).toBe('refuses');
  });

  test('reject_non_fqdn_recipient', () => {
    expect(outcomes('reject_non_fqdn_recipient', { ...stranger, recipient: 'a@example.org' })).toBe(
      'goes-on',
    );
    expect(outcomes('reject_non_fqdn_recipient', { ...stranger, recipient: 'a' })).toBe(refusesPerhaps);
  });

  test('without tables of recipients, every recipient is accepted', () => {
    const word = 'reject_unlisted_recipient';
    const names = [
      'local_recipient_maps',
      'virtual_alias_domains',
      'virtual_alias_maps',
      'virtual_mailbox_maps',
      'relay_recipient_maps',
    ];
    const without = names.map((name) => `${name} =\n`).join('');
    expect(outcomes(word, strangerToUs, { settings: without })).toBe('goes-on');
    for (const name of names) {
      const settings = `${without}${name} = hash:/etc/postfix/recipients`;
      expect(outcomes(word, strangerToUs, { settings }), name).toBe(refusesPerhaps);
    }
    const settings = 'receive_override_options = no_header_body_checks no_unknown_recipient_checks';
    expect(outcomes(word, strangerToUs, { settings })).toBe('goes-on');
  });

  test('if mail to other hosts ends in an error, smtpd rejects it', () => {
    const word = 'reject_unlisted_recipient';
    for (const transport of ['error:5.1.1 no mail to other hosts', 'retry:not now'])
      expect(outcomes(word, stranger, { settings: `default_transport = ${transport}` })).toBe(
        'refuses, maybe goes-on',
      );
    for (const transport of ['smtp', 'error', 'relay:[error:x]', 'smtp:error:'])
      expect(outcomes(word, stranger, { settings: `default_transport = ${transport}` })).toBe('goes-on');
  });
});
