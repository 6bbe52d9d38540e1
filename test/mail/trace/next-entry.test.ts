// The entry that Postfix uses for a key that a table does not have, because it also looks up parts of the key.
import { describe, expect, test } from 'vitest';
import { nextEntry } from '../../../server/src/mail/trace/next-entry.ts';
import { mailSystem } from '../support.ts';

/** The key of the entry, for `t`, which main.cf must name. */
function next(key: string, mainCf: string, t: string, more: Readonly<Record<string, string>> = {}) {
  const system = mailSystem({ 'main.cf': mainCf, t, ...more });
  const file = system.tables.file('/etc/postfix/t');
  if (file === undefined) throw new Error('main.cf does not name the table');
  const found = nextEntry(system, file, key);
  return found && `${found.key}: ${found.value}, line ${t.slice(0, found.at.start).split('\n').length}`;
}

const table = 'hash:/etc/postfix/t';

describe('an address map', () => {
  const virtual = `virtual_alias_maps = ${table}\n`;

  test.each([
    ['a domain', 'kim@example.com', '@example.com all\n', '@example.com: all, line 1'],
    [
      'an extension',
      'kim+list@example.com',
      '@example.com all\nkim@example.com x\n',
      'kim@example.com: x, line 2',
    ],
    ['a user of this host', 'kim@mail.example.org', 'kim x\n@mail.example.org all\n', 'kim: x, line 1'],
    ['a user of another host', 'kim@example.com', 'kim x\n', undefined],
    ['no parent domain', 'kim@mail.example.com', '@example.com all\nexample.com all\n', undefined],
    ['no address', 'example.com', '@example.com all\n', undefined],
  ])('%s: %s', (_, key, text, expected) => {
    const local = 'mydestination = mail.example.org\nrecipient_delimiter = +\n';
    expect(next(key, virtual + local, text)).toBe(expected);
  });

  test('an extension only if there is a delimiter', () => {
    expect(next('kim+list@example.com', virtual, 'kim@example.com x\n')).toBeUndefined();
  });

  test('not if another table has an entry first', () => {
    const both = `virtual_alias_maps = ${table}, hash:/etc/postfix/other\n`;
    const t = '@example.com all\n';
    expect(next('kim@example.com', both, t, { other: 'kim@example.com x\n' })).toBeUndefined();
    expect(next('kim@example.com', both, t, { other: 'jo@example.com x\n' })).toBe(
      '@example.com: all, line 1',
    );
  });

  test('not if a table that cannot be read may have one', () => {
    const both = `virtual_alias_maps = mysql:/etc/postfix/my.cf, ${table}\n`;
    expect(next('kim@example.com', both, '@example.com all\n')).toBeUndefined();
  });

  test('not if two parameters find different entries', () => {
    const transports = `transport_maps = ${table}\n`;
    const t = '@example.com all\nexample.com smtp:[192.0.2.1]\n';
    expect(next('kim@example.com', virtual, t)).toBe('@example.com: all, line 1');
    expect(next('kim@example.com', transports, t)).toBe('example.com: smtp:[192.0.2.1], line 2');
    expect(next('kim@example.com', virtual + transports, t)).toBeUndefined();
  });

  test.each([
    'canonical',
    'sender_bcc',
    'relocated',
    'virtual_mailbox',
    'smtpd_sender_login',
    'smtp_generic',
  ])('%s_maps', (name) => {
    const main = `${name}_maps = ${table}\n`;
    expect(next('kim@example.com', main, '@example.com all\n')).toBe('@example.com: all, line 1');
  });
});

describe('transport_maps', () => {
  const transport = `transport_maps = ${table}\n`;
  const text = '.example.com dotted:\nexample.com plain:\n* rest:\n';

  test('parent domains with or without a dot', () => {
    const noParents = `${transport}parent_domain_matches_subdomains =\n`;
    expect(next('kim@mail.example.com', noParents, text)).toBe('.example.com: dotted:, line 1');
    const parents = `${transport}parent_domain_matches_subdomains = transport_maps\n`;
    expect(next('kim@mail.example.com', parents, text)).toBe('example.com: plain:, line 2');
  });

  test('any other domain', () => {
    expect(next('kim@example.net', transport, text)).toBe('*: rest:, line 3');
  });
});

describe('alias_maps', () => {
  test('the user without an extension', () => {
    const main = `alias_maps = ${table}\nrecipient_delimiter = +\n`;
    expect(next('kim+list', main, 'kim: jo\n')).toBe('kim: jo, line 1');
    expect(next('kim+list', `alias_maps = ${table}\n`, 'kim: jo\n')).toBeUndefined();
  });
});

describe('an access table', () => {
  const main = (restriction: string) => `smtpd_recipient_restrictions = ${restriction} ${table}, reject\n`;

  test.each([
    [
      'check_sender_access',
      'kim@mail.example.com',
      'kim@ DUNNO\nexample.com REJECT\n',
      'example.com: REJECT, line 2',
    ],
    ['check_recipient_access', 'kim@example.net', 'kim@ OK\n', 'kim@: OK, line 1'],
    ['check_client_access', '192.0.2.5', '192.0.2 REJECT\n', '192.0.2: REJECT, line 1'],
    ['check_client_access', 'mail.example.com', 'example.com OK\n', 'example.com: OK, line 1'],
    ['check_helo_access', 'mail.example.com', 'com OK\n', 'com: OK, line 1'],
    ['check_sasl_access', 'kim@example.com', 'example.com OK\n', undefined],
  ])('of %s: %s', (restriction, key, text, expected) => {
    expect(next(key, main(restriction), text)).toBe(expected);
  });
});

test('a table with patterns gets only the whole key', () => {
  const main = 'virtual_alias_maps = regexp:/etc/postfix/t\n';
  expect(next('kim@example.com', main, '/^@example\\.com$/ all\n')).toBeUndefined();
});
