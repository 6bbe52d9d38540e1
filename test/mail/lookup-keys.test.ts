// The keys of a lookup in an access table, in Postfix's order. A key in parentheses is only part of the text, so
// pattern tables skip it.
import { describe, expect, test } from 'vitest';
import {
  addressKeys,
  domainKeys,
  type LookupKey,
  mailKeys,
  parentsMatch,
} from '../../server/src/mail/lookup-keys.ts';

function texts(keys: readonly LookupKey[]): string[] {
  return keys.map(({ text, partial }) => (partial ? `(${text})` : text));
}

describe('a domain', () => {
  test('with parent domains', () => {
    expect(texts(domainKeys('a.b.example', true))).toEqual(['a.b.example', '(b.example)', '(example)']);
  });

  test('with a dot before parent domains', () => {
    expect(texts(domainKeys('a.b.example', false))).toEqual(['a.b.example', '(.b.example)', '(.example)']);
  });

  test('a dot at the start or at the end has no parent domain', () => {
    expect(texts(domainKeys('.a.example', true))).toEqual(['.a.example', '(example)']);
    expect(texts(domainKeys('a.example.', true))).toEqual(['a.example.', '(example.)']);
    expect(texts(domainKeys('example', true))).toEqual(['example']);
  });

  test('an address has no parent domains', () => {
    expect(texts(domainKeys('192.0.2.1', true))).toEqual(['192.0.2.1']);
    expect(texts(domainKeys('::ffff:192.0.2.1', true))).toEqual(['::ffff:192.0.2.1']);
  });
});

describe('an IP address', () => {
  test('IPv4', () => {
    expect(texts(addressKeys('192.0.2.1'))).toEqual(['192.0.2.1', '(192.0.2)', '(192.0)', '(192)']);
  });

  test('IPv6', () => {
    expect(texts(addressKeys('2001:db8::1'))).toEqual(['2001:db8::1', '(2001:db8:)', '(2001:db8)', '(2001)']);
    expect(texts(addressKeys('::1'))).toEqual(['::1', '(:)']);
  });
});

describe('an email address', () => {
  test('without an extension', () => {
    expect(texts(mailKeys('jane@a.example', true, '+'))).toEqual([
      'jane@a.example',
      '(a.example)',
      '(example)',
      '(jane@)',
    ]);
  });

  test('with an extension', () => {
    expect(texts(mailKeys('jane+news@a.example', false, '+-'))).toEqual([
      'jane+news@a.example',
      '(jane@a.example)',
      '(a.example)',
      '(.example)',
      '(jane+news@)',
      '(jane@)',
    ]);
  });

  test('the first delimiter separates the extension', () => {
    expect(texts(mailKeys('a-b+c@x', true, '+-'))).toContain('(a@x)');
    expect(texts(mailKeys('a+b-c@x', true, '+-'))).toContain('(a@x)');
    expect(texts(mailKeys('a+b@x', true, ''))).toEqual(['a+b@x', '(x)', '(a+b@)']);
  });

  test('the last @ separates the domain', () => {
    expect(texts(mailKeys('a@b@x', true, '+'))).toEqual(['a@b@x', '(x)', '(a@b@)']);
    expect(texts(mailKeys('@x', true, '+'))).toEqual(['@x', '(x)', '(@)']);
    expect(texts(mailKeys('jane', true, '+'))).toEqual([]);
  });

  test.each(['+a@x', 'Postmaster@x', 'MAILER-DAEMON@x', 'owner-list@x', 'list-request@x'])(
    '%s has no extension',
    (address) => {
      expect(texts(mailKeys(address, true, '+-'))).toHaveLength(3);
    },
  );

  test.each(['my-owner-list@x', '-request@x', 'list-requests@x', 'postmaster-a@x', 'a-postmaster@x'])(
    '%s is not a reserved name',
    (address) => {
      const [local = ''] = address.split('@');
      const dash = local.indexOf('-');
      const bare = dash === 0 ? [] : [`(${local.slice(0, dash)}@x)`, `(${local.slice(0, dash)}@)`];
      expect(texts(mailKeys(address, true, '-'))).toEqual(expect.arrayContaining(bare));
      expect(texts(mailKeys(address, true, '-'))).toHaveLength(3 + bare.length);
    },
  );

  test('lists keep their names only if - is a delimiter', () => {
    expect(texts(mailKeys('owner-a+b@x', true, '+'))).toContain('(owner-a@x)');
    expect(texts(mailKeys('owner-a+b@x', true, '+-'))).toHaveLength(3);
  });
});

test('parent_domain_matches_subdomains names smtpd_access_maps', () => {
  for (const value of [
    'smtpd_access_maps',
    'a,smtpd_access_maps',
    'a smtpd_access_maps b',
    'smtpd_access_maps,b',
  ])
    expect(parentsMatch(value), value).toBe(true);
  for (const value of ['', 'a', 'xsmtpd_access_maps', 'smtpd_access_maps_x', '-smtpd_access_maps'])
    expect(parentsMatch(value), value).toBe(false);
});
