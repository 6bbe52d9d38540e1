// Whether the client of a message is in mynetworks, or in another list of addresses.
import { describe, expect, test } from 'vitest';
import { addressLists } from '../../server/src/mail/address-lists.ts';
import { addressWords, everyAddressWord, whatFails } from '../../server/src/mail/address-patterns.ts';
import { insider, type Mail, stranger } from '../../server/src/mail/mail.ts';
import { addressPatterns, inAddressList, isFatalPattern, networkIn } from '../../server/src/mail/networks.ts';
import { listValue } from '../../server/src/mail/restriction-lists.ts';
import { mailSystem, type SystemOptions, serviceNamed } from './support.ts';

const client: Mail = { address: '192.0.2.77', name: 'mail.example.org', destination: 'foreign' };
const client6: Mail = { address: '2001:db8::1', name: 'unknown', destination: 'foreign' };
/** A client outside mynetworks whose address is not known. */
const unknownStranger = stranger;
const anyone: Mail = { destination: 'foreign' };

function membership(
  networks: string,
  mail: Mail,
  files: Readonly<Record<string, string>> = {},
  options: SystemOptions = {},
): string {
  const { tables, instance } = mailSystem({ ...files, 'main.cf': `mynetworks = ${networks}\n` }, options);
  return inAddressList(tables, instance, 'mynetworks', undefined, mail);
}

describe('a client with an address', () => {
  test.each([
    ['192.0.2.0/24', 'in'],
    ['198.51.100.0/24, 192.0.2.77', 'in'],
    ['198.51.100.0/24 192.0.2.78', 'out'],
    ['192.0.2.77/24', 'error'],
    ['192.0.2.0/33', 'error'],
    ['192.0.2.0/x', 'out'],
    ['mail.example.org', 'in'],
    ['MAIL.EXAMPLE.ORG', 'in'],
    ['example.org', 'out'],
    ['!192.0.2.77, 192.0.2.0/24', 'out'],
    ['!!192.0.2.77', 'in'],
    ['!!!192.0.2.77, 192.0.2.0/24', 'out'],
    ['!198.51.100.1, 192.0.2.0/24', 'in'],
    ['192.0.2.0/24, !192.0.2.77', 'in'],
    ['!mail.example.org, 192.0.2.0/24', 'out'],
    ['!0.0.0.0/0', 'out'],
    ['198.51.100.0/24 # 192.0.2.0/24', 'out'],
    ['192.0.2.0/24 # 198.51.100.0/24', 'in'],
    ['#x 192.0.2.0/24', 'out'],
    ['x# 192.0.2.0/24', 'in'],
    ['192.0.2.077', 'out'],
    ['[2001:db8::]/32', 'out'],
    ['[::]/0', 'out'],
    ['::1', 'error'],
    ['1.2.3.4.5', 'out'],
    ['192.0.2', 'out'],
    ['dead', 'out'],
    ['', 'out'],
  ])('%s: %s', (networks, expected) => {
    expect(membership(networks, client)).toBe(expected);
  });

  test.each([
    ['[2001:db8::]/32', 'in'],
    ['[2001:db8::1]', 'in'],
    ['[2001:db9::]/32', 'out'],
    ['![2001:db8::1], [2001:db8::]/32', 'out'],
    ['0.0.0.0/0', 'out'],
    ['192.0.2.1/24', 'out'],
    ['[2001:db8::1]/32', 'error'],
    ['2001:db8::/32', 'error'],
  ])('IPv6, %s: %s', (networks, expected) => {
    expect(membership(networks, client6)).toBe(expected);
  });

  test('its membership may be given', () => {
    expect(membership('198.51.100.0/24', { ...client, trusted: true })).toBe('in');
    expect(membership('192.0.2.0/24', insider)).toBe('in');
  });
});

describe('a client without an address', () => {
  test.each([
    ['192.0.2.0/24', 'out'],
    ['192.0.2.77', 'out'],
    ['0.0.0.0/0', 'in'],
    ['198.51.100.0/24, 0.0.0.0/0', 'in'],
    ['!192.0.2.5, 0.0.0.0/0', 'mostly-in'],
    ['0.0.0.0/0, !192.0.2.5', 'in'],
    ['!0.0.0.0/0, 192.0.2.0/24', 'out'],
    ['[::]/0', 'mostly-in'],
    ['![::]/0, 0.0.0.0/0', 'in'],
    ['![::]/0', 'out'],
    ['[2001:db8::]/32', 'out'],
    ['192.0.2.1/24', 'error'],
    ['[2001:db8::1]/32', 'out'],
    ['mail.example.org', 'out'],
    ['hash:/etc/postfix/networks', 'out'],
    ['/etc/postfix/networks', 'out'],
  ])('a stranger, %s: %s', (networks, expected) => {
    expect(membership(networks, unknownStranger)).toBe(expected);
  });

  test('for a client of which nothing is known, any pattern may match', () => {
    for (const networks of [
      '192.0.2.0/24',
      'mail.example.org',
      'hash:/etc/postfix/networks',
      '/etc/postfix/networks',
    ])
      expect(membership(networks, anyone), networks).toBe('unknown');
    expect(membership('', anyone)).toBe('out');
  });

  test('a name decides without an address', () => {
    expect(membership('mail.example.org', { ...unknownStranger, name: 'mail.example.org' })).toBe('in');
  });
});

describe('files and tables', () => {
  const file = (text: string): Record<string, string> => ({ networks: text });

  test.each([
    ['192.0.2.0/24\n198.51.100.0/24\n', 'in'],
    ['198.51.100.0/24\n192.0.2.0/24\n', 'in'],
    ['198.51.100.0/24, 192.0.2.77 203.0.113.1', 'in'],
    ['198.51.100.0/24\n', 'out'],
    ['# 192.0.2.0/24\n', 'out'],
    ['#x 192.0.2.0/24\n', 'out'],
    ['x# 192.0.2.0/24\n', 'in'],
    ['198.51.100.0/24 # 192.0.2.0/24\n', 'out'],
    ['!192.0.2.77\n192.0.2.0/24\n', 'out'],
    ['!!192.0.2.77\n', 'in'],
    ['/etc/postfix/networks\n192.0.2.0/24\n', 'in'],
    ['', 'out'],
  ])('a file with %j: %s', (text, expected) => {
    expect(membership('/etc/postfix/networks', client, file(text))).toBe(expected);
  });

  test('a ! before a file applies to each of its patterns', () => {
    expect(membership('!/etc/postfix/networks, 192.0.2.0/24', client, file('192.0.2.77\n'))).toBe('out');
    expect(membership('!/etc/postfix/networks, 198.51.100.1', client, file('!192.0.2.77\n'))).toBe('in');
    expect(membership('!/etc/postfix/networks', client, file('198.51.100.1\n'))).toBe('out');
    expect(membership('!/etc/postfix/networks, 0.0.0.0/0', stranger, file('192.0.2.1\n'))).toBe('mostly-in');
    expect(membership('/etc/postfix/networks, 0.0.0.0/0', stranger, file('192.0.2.1\n'))).toBe('in');
  });

  test('a file that does not exist is an error, an unknown one is not', () => {
    expect(membership('/etc/postfix/networks', client, {}, { missing: ['networks'] })).toBe('error');
    expect(membership('/etc/postfix/networks', stranger, {}, { missing: ['networks'] })).toBe('error');
    expect(membership('/etc/postfix/networks', client)).toBe('unknown');
    expect(membership('/24', client)).toBe('error');
    expect(membership('192.0.2.0 /24', client)).toBe('error');
    expect(membership('/24x', stranger)).toBe('out');
    expect(membership('/x24', stranger)).toBe('out');
    expect(membership('/x/24', client)).toBe('unknown');
  });

  test.each([
    ['192.0.2.77 x', 'in'],
    ['192.0.2 x', 'out'],
    ['mail.example.org x', 'in'],
    ['.example.org x', 'in'],
    ['example.org x', 'out'],
    ['198.51.100.1 x', 'out'],
    ['192.0.2.77 DUNNO', 'in'],
    ['192.0.2.77 hash:/etc/postfix/other', 'in'],
  ])('a table with %j: %s', (line, expected) => {
    expect(membership('hash:/etc/postfix/networks', client, file(`${line}\n`))).toBe(expected);
  });

  test('a client without a name is found by its address', () => {
    const { name: _, ...nameless } = client;
    expect(membership('hash:/etc/postfix/networks', nameless, file('192.0.2.77 x\n'))).toBe('in');
  });

  test('a table that cannot be read, or used', () => {
    expect(membership('hash:/etc/postfix/networks', client)).toBe('unknown');
    expect(membership('hash:', client)).toBe('unknown');
    expect(membership('nosuchtype:/etc/postfix/networks', client)).toBe('error');
    expect(membership('inline:{192.0.2.77=x', client)).toBe('error');
    expect(membership('texthash:/etc/postfix/networks', client, file('192.0.2.77 x\n192.0.2.77 y\n'))).toBe(
      'error',
    );
  });

  test('a pattern that only Postfix can judge', () => {
    expect(membership('regexp:/etc/postfix/networks', client, file('/^(1)\\19/ x\n'))).toBe('unknown');
    expect(membership('regexp:/etc/postfix/networks', client, file('/^192/ x\n'))).toBe('in');
    expect(membership('cidr:/etc/postfix/networks', client, file('192.0.2.0/24 x\n'))).toBe('in');
    expect(membership('cidr:/etc/postfix/networks', client, file('!192.0.2.0/24 x\n'))).toBe('out');
    expect(membership('!cidr:/etc/postfix/networks, 0.0.0.0/0', client, file('192.0.2.0/24 x\n'))).toBe(
      'out',
    );
  });
});

test('a list that does not exist in this release', () => {
  const { tables, instance } = mailSystem('');
  const list = (mail: Mail): string => inAddressList(tables, instance, 'no_such_parameter', undefined, mail);
  expect([list(insider), list(stranger), list(client)]).toEqual(['in', 'out', 'unknown']);
});

test('a ! counts only at the start of a pattern', () => {
  const { instance } = mailSystem('mynetworks = a!b, !a!b, !!a\n');
  const value = listValue(instance, undefined, 'mynetworks');
  expect(value && addressPatterns(value).map(({ text, negated }) => [text, negated])).toEqual([
    ['a!b', false],
    ['a!b', true],
    ['a', false],
  ]);
});

test('patterns that keep Postfix from starting', () => {
  const fatal = (networks: string): readonly boolean[] => {
    const { instance } = mailSystem(`mynetworks = ${networks}\n`);
    const value = listValue(instance, undefined, 'mynetworks');
    return value === undefined ? [] : addressPatterns(value).map(isFatalPattern);
  };
  expect(fatal('::1')).toEqual([true]);
  expect(fatal('::1/128, fe80:')).toEqual([true, true]);
  expect(fatal('hash: !')).toEqual([true, true]);
  expect(fatal('hash:x, [::1], 192.0.2.1, fe80::1, x, /a:')).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('text that Postfix compares as a network', () => {
  for (const text of ['192.0.2.1', '192.0.2.0/24', '[::1]', '[::1]/128', '2001:db8::', '1.2.3', 'a:b', '1/a'])
    expect(networkIn(text), text).toBeDefined();
  for (const text of ['mail', 'a.example', 'dead', 'beef.cafe', '12ab', 'x:1', '/', 'a/b', '192.0.2.1 '])
    expect(networkIn(text), text).toBeUndefined();
});

describe('the address lists of a configuration', () => {
  const files = {
    'main.cf': `
mynetworks = 192.0.2.0/24, !!198.51.100.1 $local
local = 127.0.0.0/8
smtpd_authorized_xclient_hosts = $mynetworks
smtpd_client_restrictions = permit
`,
    'master.cf': `
smtp  inet n - n - - smtpd
10025 inet n - n - - smtpd -o mynetworks=127.0.0.0/8 -o mynetworks=10.0.0.0/8 -o myhostname=a.example
x     unix - - n - - nosuchprogram -o no_such_parameter=10.0.0.0/8
`,
  };

  test('in main.cf and in services', () => {
    const system = mailSystem(files);
    expect(addressLists(system.instance).map(({ parameter, service }) => [parameter, service?.name])).toEqual(
      [
        ['mynetworks', undefined],
        ['smtpd_authorized_xclient_hosts', undefined],
        ['mynetworks', '10025'],
      ],
    );
    const [, , own] = addressLists(system.instance);
    expect(own?.service).toBe(serviceNamed(system, '10025'));
    expect(own?.patterns.map(({ text }) => text)).toEqual(['10.0.0.0/8']);
  });

  test('every pattern with its place, once for each list or once', () => {
    const { instance } = mailSystem(files);
    const main = files['main.cf'];
    const texts = everyAddressWord(instance).map(({ list, index, at }) => [
      list.parameter,
      index,
      at.uri.endsWith('main.cf') ? main.slice(at.start, at.end) : 'master.cf',
    ]);
    expect(texts).toEqual([
      ['mynetworks', 0, '192.0.2.0/24'],
      ['mynetworks', 1, '198.51.100.1'],
      ['mynetworks', 2, '127.0.0.0/8'],
      ['smtpd_authorized_xclient_hosts', 0, '192.0.2.0/24'],
      ['smtpd_authorized_xclient_hosts', 1, '198.51.100.1'],
      ['smtpd_authorized_xclient_hosts', 2, '127.0.0.0/8'],
      ['mynetworks', 0, 'master.cf'],
    ]);
    expect(addressWords(instance)).toHaveLength(4);
  });

  test('a network, or what is wrong with it', () => {
    const { instance } = mailSystem('mynetworks = 192.0.2.1/24, 192.0.2.0/24, mail\n');
    const [wrong, right, name] = everyAddressWord(instance);
    expect(wrong?.problem?.code).toBe('host-bits');
    expect(right).toMatchObject({ network: { length: 24 } });
    expect(right && 'problem' in right).toBe(false);
    expect(name && ('network' in name || 'problem' in name)).toBe(false);
  });

  test('what a pattern that cannot be used does to clients', () => {
    expect(whatFails('mynetworks')).toContain('451');
    expect(whatFails('smtpd_authorized_xclient_hosts')).not.toContain('451');
  });
});
