// How mail leaves this host: next hops, transports, the SMTP client's settings, and the agents that write mailboxes.
import { describe, expect, test } from 'vitest';
import { release } from '../../server/src/catalog/release.ts';
import type { Location } from '../../server/src/instance/instance.ts';
import { isDelivering } from '../../server/src/mail/mailbox-agents.ts';
import { isHostWithoutBrackets, parseNextHop, relayhosts } from '../../server/src/mail/next-hops.ts';
import {
  clientServices,
  clientSettings,
  hasLoopbackRelay,
  outgoingSettings,
} from '../../server/src/mail/smtp-client.ts';
import { allowsCurrent, readProtocols } from '../../server/src/mail/tls-protocols.ts';
import {
  isNextHopForTransport,
  type Selection,
  transportNames,
  transportReferences,
  withTransport,
} from '../../server/src/mail/transports.ts';
import { type Files, mailSystem } from './support.ts';

describe('next hops', () => {
  test.each([
    ['mail.example.com', { host: 'mail.example.com', brackets: false }],
    ['mail.example.com:587', { host: 'mail.example.com', port: '587', brackets: false }],
    ['[mail.example.com]', { host: 'mail.example.com', brackets: true }],
    ['[mail.example.com]:submission', { host: 'mail.example.com', port: 'submission', brackets: true }],
    ['[2001:db8::1]:25', { host: '2001:db8::1', port: '25', brackets: true }],
  ])('%s', (text, expected) => {
    expect(parseNextHop(text)).toEqual({ text, ...expected });
  });

  test.each([
    '',
    ':25',
    '[]',
    '[]:25',
    'a:b:c',
    '[a',
    'a]',
    'x[a]',
    '[a]x',
    'a:',
    '[a]:',
    'inet:a:25',
    '[a]:2 5',
  ])('not %j', (text) => {
    expect(parseNextHop(text)).toBeUndefined();
  });

  test('a name or a port that says that it is a host', () => {
    const isHost = (text: string): boolean | undefined => {
      const hop = parseNextHop(text);
      return hop && isHostWithoutBrackets(hop);
    };
    const hosts = [
      'smtp.example.com',
      'MX1.example.com',
      'mail-out.example.com',
      'email-smtp.example.com',
      'example.com:587',
    ];
    for (const text of hosts) expect(isHost(text), text).toBe(true);
    const domains = [
      'example.com',
      'example.com:25',
      'example.com:smtp',
      'relay',
      'relay:587',
      '192.0.2.1:587',
    ];
    for (const text of [
      ...domains,
      '[smtp.example.com]:587',
      'my-smtp.example.com',
      'smtp.',
      'example.smtp.com',
    ])
      expect(isHost(text), text).toBe(text === 'smtp.');
  });

  test('relayhost of main.cf', () => {
    const main =
      'relayhost = [mail.example.com]:587\nfallback_relay = a.example\nsmtp_fallback_relay = b.example\n';
    const master = 'smtp unix - - n - - smtp -o relayhost=c.example\n';
    const found = relayhosts(mailSystem({ 'main.cf': main, 'master.cf': master }).instance);
    expect(found.map(({ hop, at }) => [hop.host, main.slice(at.start, at.end)])).toEqual([
      ['mail.example.com', '[mail.example.com]:587'],
    ]);
    expect(relayhosts(mailSystem('relayhost = $no_such_name\n').instance)).toEqual([]);
    expect(relayhosts(mailSystem('relayhost =\n').instance)).toEqual([]);
  });

  test.each([
    ['[127.0.0.1]:10025', true],
    ['127.0.0.1:10025', true],
    ['[localhost]', true],
    ['LOCALHOST', true],
    ['localhost.localdomain', true],
    ['[::1]', true],
    ['[ipv6:::1]:25', true],
    ['', false],
    ['192.0.2.1', false],
    ['localhost.example.com', false],
    ['mylocalhost', false],
    ['x127.0.0.1', false],
    ['[::12]', false],
  ])('relayhost = %s is this host: %s', (relayhost, expected) => {
    expect(hasLoopbackRelay(mailSystem(`relayhost = ${relayhost}\n`).instance)).toBe(expected);
  });
});

describe('the settings of the SMTP client', () => {
  const level = (main: string): unknown => outgoingSettings(mailSystem(`${main}\n`).instance)?.level;

  test.each([
    ['', 'none'],
    ['smtp_use_tls = yes', 'may'],
    ['smtp_enforce_tls = yes', 'strong'],
    ['smtp_use_tls = yes\nsmtp_enforce_tls = yes', 'strong'],
    ['smtp_tls_security_level = none\nsmtp_use_tls = yes', 'none'],
    ['smtp_tls_security_level = may', 'may'],
    ['smtp_tls_security_level = May', 'may'],
    ['smtp_tls_security_level = encrypt', 'strong'],
    ['smtp_tls_security_level = dane', 'strong'],
    ['smtp_tls_security_level = $no_such_name', undefined],
    ['smtp_tls_security_level = may\nsmtp_tls_wrappermode = yes', undefined],
    ['smtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/policy', undefined],
    ['smtp_tls_security_level = may\nsmtp_tls_per_site = hash:/etc/postfix/policy', undefined],
  ])('TLS with %j: %s', (main, expected) => {
    expect(level(main)).toBe(expected);
  });

  const login = 'smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/passwords\n';
  const open = `${login}smtp_sasl_security_options = noanonymous\n`;
  test.each([
    [open, true],
    [`${login}smtp_sasl_security_options =\n`, true],
    [`${login}`, false],
    [`${login}smtp_sasl_security_options = noanonymous, NoPlainText\n`, false],
    [`${login}smtp_sasl_security_options = $no_such_name\n`, false],
    [open.replace('yes', 'no'), false],
    [open.replace('hash:/etc/postfix/passwords', ''), false],
    [`${open}relayhost = [127.0.0.1]:10025\n`, false],
    [`${open}relayhost = [mail.example.com]\n`, true],
    [`${open}smtp_sasl_mechanism_filter = plain\n`, true],
    [`${open}smtp_sasl_mechanism_filter = cram-md5, LOGIN\n`, true],
    [`${open}smtp_sasl_mechanism_filter = cram-md5\n`, false],
    [`${open}smtp_sasl_mechanism_filter = xplain\n`, false],
    [`${open}smtp_sasl_mechanism_filter = !gssapi, static:all\n`, true],
    [`${open}smtp_sasl_mechanism_filter = !cram-md5\n`, true],
    [`${open}smtp_sasl_mechanism_filter = hash:/etc/postfix/mechanisms\n`, true],
  ])('%j sends passwords: %s', (main, expected) => {
    expect(outgoingSettings(mailSystem(main).instance)?.sendsPasswords).toBe(expected);
  });

  const master = `
smtp   unix - - n - - smtp
relay  unix - - n - - smtp -o smtp_use_tls=yes -o =x
other  unix - - n - - smtp -o myhostname=a.example
in     inet n - n - - smtp -o smtp_use_tls=yes
lmtp   unix - - n - - lmtp -o smtp_use_tls=yes
`;

  test('of the service that default_transport names', () => {
    const of = (main: string | undefined, file = master): unknown => {
      const files = {
        ...(main !== undefined && { 'main.cf': main }),
        ...(file !== '' && { 'master.cf': file }),
      };
      const settings = outgoingSettings(mailSystem(files).instance);
      return settings && (settings.service?.name ?? 'main.cf');
    };
    expect(of('')).toBe('smtp');
    expect(of('default_transport = relay\n')).toBe('relay');
    expect(of('default_transport = relay:[mail.example.com]:25\n')).toBe('relay');
    expect(of('default_transport = lmtp\n')).toBeUndefined();
    expect(of('default_transport = in\n')).toBeUndefined();
    expect(of('', '')).toBe('main.cf');
    expect(of('default_transport = smtp:x\n', '')).toBe('main.cf');
    expect(of('default_transport = relay\n', '')).toBeUndefined();
    expect(of(undefined)).toBeUndefined();
  });

  test('and of each client that overrides one of the parameters', () => {
    const { instance } = mailSystem({ 'main.cf': '', 'master.cf': master });
    const of = (...names: readonly string[]) =>
      clientSettings(instance, names).map(({ service }) => service?.name);
    expect(of('smtp_use_tls')).toEqual(['smtp', 'relay']);
    expect(of('x', 'smtp_use_tls', 'myhostname')).toEqual(['smtp', 'relay', 'other']);
    expect(of('smtp_enforce_tls')).toEqual(['smtp']);
    expect(clientServices(instance).map(({ name }) => name)).toEqual(['smtp', 'relay', 'other']);
    expect(clientSettings(mailSystem({ 'master.cf': master }).instance, ['smtp_use_tls'])).toEqual([]);
    const relay = mailSystem({ 'main.cf': 'default_transport = relay\n', 'master.cf': master }).instance;
    expect(clientSettings(relay, ['smtp_use_tls']).map(({ service }) => service?.name)).toEqual(['relay']);
  });
});

describe('TLS protocols', () => {
  const enabled = (text: string, version = '3.7'): string | undefined =>
    readProtocols(text, release(version))?.enabled.join(' ');
  const all = 'SSLv2 SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3';

  test.each([
    ['', all],
    ['!SSLv2, !SSLv3', 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3'],
    ['!sslv2:!SSLV3 !tlsv1', 'TLSv1.1 TLSv1.2 TLSv1.3'],
    ['TLSv1.2', 'TLSv1.2'],
    ['TLSv1.2, TLSv1.3, !TLSv1.3', 'TLSv1.2'],
    ['>=TLSv1.2', 'TLSv1.2 TLSv1.3'],
    ['<=TLSv1', 'SSLv2 SSLv3 TLSv1'],
    ['>=TLSv1.1, <=TLSv1.2', 'TLSv1.1 TLSv1.2'],
    ['>=TLSv1, !TLSv1.1', 'TLSv1 TLSv1.2 TLSv1.3'],
    ['nonsense', all],
  ])('%j: %s', (text, expected) => {
    expect(enabled(text)).toBe(expected);
  });

  test.each(['>=0x0301', '<=0X0301', '>=769'])('only OpenSSL knows %s', (text) => {
    expect(readProtocols(text, release('3.7'))).toBeUndefined();
  });

  test('unknown words', () => {
    const unknown = (text: string, version = '3.7') => readProtocols(text, release(version))?.unknown;
    expect(unknown('TLSv1.4, !x, >=y, TLSv1, <=0x, >=1a')).toEqual(['TLSv1.4', '!x', '>=y', '<=0x', '>=1a']);
    expect(unknown('>=TLSv1.2', '3.6')).toEqual([]);
    expect(unknown('>=TLSv1.2', '3.5')).toEqual(['>=TLSv1.2']);
    expect(enabled('>=TLSv1.2', '3.5')).toBe(all);
    expect(enabled('<=TLSv1', '3.5')).toBe(all);
  });

  test('current versions', () => {
    const current = (text: string) =>
      allowsCurrent(readProtocols(text, release('3.7')) ?? { enabled: [], unknown: [] });
    expect(['TLSv1.2', 'TLSv1.3', '!TLSv1.2', '!TLSv1.3', 'TLSv1', '!TLSv1.2 !TLSv1.3'].map(current)).toEqual(
      [true, true, true, true, false, false],
    );
  });
});

describe('agents that write mailboxes', () => {
  const master = `
local   unix - n n - - local
virtual unix - n n - - lmtp
mbox    unix - n n - - virtual
local   inet n - n - - smtpd
`;
  test.each([
    ['local', 'mydestination = a.example\n', undefined, true],
    ['local', 'mydestination =\n', undefined, false],
    ['local', 'mydestination = a.example\nlocal_transport = lmtp:unix:x\n', undefined, false],
    ['local', 'mydestination = a.example\nlocal_transport = local:$myhostname\n', undefined, true],
    ['local', 'mydestination = a.example\n', master, true],
    ['local', 'mydestination = a.example\nlocal_transport = virtual\n', master, false],
    ['virtual', 'virtual_mailbox_domains = a.example\n', undefined, true],
    ['virtual', '', undefined, false],
    ['virtual', 'virtual_mailbox_domains = a.example\n', master, false],
    ['virtual', 'virtual_mailbox_domains = a.example\nvirtual_transport = mbox\n', master, true],
    ['virtual', 'virtual_mailbox_domains = a.example\nvirtual_transport = nowhere\n', master, false],
    ['local', 'mydestination = a.example\n', 'local inet n - n - - local\n', false],
  ] as const)('%s, %j, %j: %s', (program, main, file, expected) => {
    const files = { 'main.cf': main, ...(file !== undefined && { 'master.cf': file }) };
    expect(isDelivering(mailSystem(files).instance, program)).toBe(expected);
  });
});

describe('transports', () => {
  const files = {
    'main.cf': `
transport_maps = hash:/etc/postfix/transport
smtpd_client_restrictions = check_client_access hash:/etc/postfix/access,
  check_client_access pcre:/etc/postfix/patterns
virtual_alias_maps = hash:/etc/postfix/aliases
default_transport = smtp:[mail.example.com]:587
local_transport = local
content_filter = :x
relay_transport =
`,
    transport: `
a.example  smtp:[Mail.example.com]:587
b.example  smtp:[Mail.example.com]:587
c.example  :
d.example  relay:
e.example  local
f.example  :[mail.example.com]
g.example
`,
    access: 'a FILTER smtp:[127.0.0.1]:10025\nb FILTER x\nc REJECT\nd FILTER y:\n',
    patterns: '/a/ FILTER z:w\n/b(.)/ FILTER z:$1\n',
    aliases: 'smtp:x smtp:y\n',
  };

  const textAt = (of: Exclude<Files, string>, { uri, start, end }: Location): string =>
    of[uri.slice(uri.lastIndexOf('/') + 1)]?.slice(start, end) ?? '';

  const found = (selection: Selection): readonly unknown[] => {
    const { instance, tables } = mailSystem(files);
    return [...transportReferences(instance, tables, selection)].map(({ by, name, nextHop, at, nameAt }) => [
      by,
      name,
      nextHop,
      textAt(files, at),
      textAt(files, nameAt),
    ]);
  };

  test('by name', () => {
    expect(found({ by: 'name', isWanted: (name) => name === 'smtp' })).toEqual([
      ['default_transport', 'smtp', '[mail.example.com]:587', 'smtp:[mail.example.com]:587', 'smtp'],
      ['transport', 'smtp', '[Mail.example.com]:587', 'smtp:[Mail.example.com]:587', 'smtp'],
      ['transport', 'smtp', '[Mail.example.com]:587', 'smtp:[Mail.example.com]:587', 'smtp'],
      ['FILTER', 'smtp', '[127.0.0.1]:10025', 'smtp:[127.0.0.1]:10025', 'smtp'],
    ]);
    expect(found({ by: 'name', isWanted: (name) => name === 'local' })).toEqual([
      ['local_transport', 'local', undefined, 'local', 'local'],
      ['transport', 'local', undefined, 'local', 'local'],
    ]);
    expect(found({ by: 'name', isWanted: (name) => ['relay', 'y', 'z'].includes(name) })).toEqual([
      ['transport', 'relay', '', 'relay:', 'relay'],
      ['FILTER', 'y', '', 'y:', 'y'],
      ['FILTER', 'z', 'w', 'z:w', 'z'],
    ]);
  });

  test('never without a name', () => {
    expect(found({ by: 'name', isWanted: (name) => name === '' || name === 'x' })).toEqual([]);
  });

  test('by port', () => {
    expect(found({ by: 'port', isWanted: (port) => port === '587' })).toHaveLength(3);
    expect(found({ by: 'port', isWanted: () => true })).toHaveLength(4);
  });

  test('malformed next hops, by the name of their transport', () => {
    const malformed = {
      'main.cf': 'transport_maps = hash:/etc/postfix/t\nrelay_transport = lmtp:[x\n',
      t: 'a smtp:[x\nb smtp:[y]\nc relay:[x\n',
    };
    const { instance, tables } = mailSystem(malformed);
    const names = (wanted: readonly string[]): unknown =>
      [
        ...transportReferences(instance, tables, {
          by: 'malformed',
          isWanted: (name) => wanted.includes(name),
        }),
      ].map(({ name, nextHop }) => `${name}:${nextHop}`);
    expect(names(['smtp', 'lmtp'])).toEqual(['lmtp:[x', 'smtp:[x']);
    expect(names(['local'])).toEqual([]);
  });

  test('by next hop, ignoring case', () => {
    expect(found({ by: 'nextHop', anyOf: ['[mail.example.com]:587'] })).toHaveLength(3);
    expect(found({ by: 'nextHop', anyOf: ['x', 'w'] }).map((each) => (each as string[])[0])).toEqual([
      'content_filter',
      'FILTER',
    ]);
  });

  test('the transports of master.cf', () => {
    const names = (master: string): unknown => {
      const set = transportNames(mailSystem({ 'main.cf': '', 'master.cf': master }).instance);
      return set && [...set];
    };
    expect(names('smtp inet n - n - - smtpd\nrelay unix - - n - - smtp\nx unix - n n - - pipe\n')).toEqual([
      'relay',
      'x',
    ]);
    expect(names('smtp inet n - n - - smtpd\npickup unix n - n 60 1 pickup\n')).toBeUndefined();
    expect(transportNames(mailSystem('').instance)).toBeUndefined();
  });

  test.each([
    ['[mail.example.com]', undefined, 'smtp:[mail.example.com]'],
    ['[mail.example.com]', '587', 'smtp:[mail.example.com]:587'],
    ['[mail.example.com]', 'a b', undefined],
    ['[mail.example.com]', '', undefined],
    ['[a[b]', undefined, undefined],
    ['x[a]', undefined, undefined],
    ['[a]x', undefined, undefined],
    ['192.0.2.1', undefined, 'smtp:[192.0.2.1]'],
    ['192.0.2.1', '10025', 'smtp:[192.0.2.1]:10025'],
    ['localhost', '10025', 'smtp:[localhost]:10025'],
    ['localhost', undefined, 'smtp:[localhost]'],
    ['localhost', '[a]:25', undefined],
    ['inet', '127.0.0.1:10025', 'smtp:[127.0.0.1]:10025'],
    ['inet', '[127.0.0.1]:10025', 'smtp:[127.0.0.1]:10025'],
    ['inet', '127.0.0.1:smtp', undefined],
    ['inet', '127.0.0.1', undefined],
    ['inet', 'x[a]:25', undefined],
    ['inet', '127.0.0.1:25x', undefined],
    ['inet', undefined, undefined],
    ['smtp', '127.0.0.1:10025', undefined],
    ['mail.example.com', '25', undefined],
  ])('%s with next hop %s: %s', (name, nextHop, expected) => {
    const target = { name, ...(nextHop !== undefined && { nextHop }) };
    expect(withTransport(target)).toBe(expected);
    const at = { uri: '', start: 0, end: 0 };
    for (const by of ['content_filter', 'FILTER', 'transport'])
      expect(isNextHopForTransport({ ...target, by, at, nameAt: at })).toBe(
        by !== 'transport' && expected !== undefined,
      );
  });
});
