// Which keys of a table match a text, and which of them only Postfix itself can tell.
import { describe, expect, test } from 'vitest';
import { restrictionsIn } from '../../server/src/instance/restriction-classes.ts';
import { accessSource } from '../../server/src/mail/access-source.ts';
import {
  type AccessKey,
  matches,
  matchesEverything,
  sharesPrefix,
} from '../../server/src/mail/pattern-match.ts';
import type { TableReference } from '../../server/src/syntax/value.ts';
import { mailSystem } from './support.ts';

/** The key of the only line of a table. */
function keyOf(type: string, line: string): AccessKey {
  const main = `smtpd_client_restrictions = ${type}:/etc/postfix/table\n`;
  const { tables } = mailSystem({ 'main.cf': main, table: `${line}\n` });
  const [reference] = restrictionsIn(`${type}:/etc/postfix/table`);
  const [first] = accessSource(tables, reference as TableReference)?.items() ?? [];
  if (first?.item.kind !== 'entry') throw new Error(`not an entry: ${line}`);
  return first.item.entry.key;
}

const regexp = (pattern: string): AccessKey => keyOf('regexp', `${pattern} OK`);
const pcre = (pattern: string): AccessKey => keyOf('pcre', `${pattern} OK`);
const cidr = (network: string): AccessKey => keyOf('cidr', `${network} OK`);

describe('text', () => {
  test('ignores case', () => {
    expect(matches(keyOf('hash', 'Example.org OK'), 'EXAMPLE.ORG')).toBe(true);
    expect(matches(keyOf('hash', 'example.org OK'), 'example.net')).toBe(false);
    expect(matchesEverything(keyOf('hash', 'example.org OK'))).toBe(false);
  });

  test('static: matches everything', () => {
    expect(matches({ kind: 'any' }, 'x')).toBe(true);
    expect(matchesEverything({ kind: 'any' })).toBe(true);
  });
});

describe('networks', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.77', true],
    ['192.0.2.0/24', '192.0.3.77', false],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.128/25', '192.0.2.128', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['!192.0.2.0/24', '192.0.2.77', false],
    ['!192.0.2.0/24', '203.0.113.9', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/32', '192.0.2.1', false],
    ['::/0', '2001:db8::1', true],
    ['192.0.2.0/24', 'mail.example.org', false],
  ])('%s, %s: %s', (network, address, expected) => {
    expect(matches(cidr(network), address)).toBe(expected);
  });

  test('a network that covers all of IPv4', () => {
    expect(matchesEverything(cidr('0.0.0.0/0'))).toBe(true);
    for (const network of ['!0.0.0.0/0', '0.0.0.0/1', '::/0', '192.0.2.1'])
      expect(matchesEverything(cidr(network)), network).toBe(false);
  });

  test('compares as many bits as the prefix has', () => {
    expect(sharesPrefix([255, 0], [254, 0], 7)).toBe(true);
    expect(sharesPrefix([255, 0], [254, 0], 8)).toBe(false);
    expect(sharesPrefix([1, 128], [1, 127], 9)).toBe(false);
    expect(sharesPrefix([1, 128], [1, 127], 8)).toBe(true);
    expect(sharesPrefix([1, 1], [1], 16)).toBe(false);
  });
});

describe('patterns that all engines read alike', () => {
  test.each([
    ['/^jane@/', 'jane@example.org', true],
    ['/^jane@/', 'mary.jane@example.org', false],
    ['/^JANE@/', 'jane@example.org', true],
    ['/^jane@/', 'JANE@example.org', true],
    ['/^JANE@/i', 'jane@example.org', false],
    ['/^jane@/i', 'jane@example.org', true],
    ['/\\.org$/', 'jane@example.org', true],
    ['/\\.org$/', 'jane@example.org.example', false],
    ['/@example.org$/', 'jane@example-org', true],
    ['!/^jane@/', 'jane@example.org', false],
    ['!/^jane@/', 'mary@example.org', true],
    ['/^ja?ne@/', 'jne@example.org', true],
    ['/^ja+ne@/', 'jaaane@example.org', true],
    ['/^.*@/', 'jane@example.org', true],
    ['/^(jane|mary)@/', 'mary@example.org', true],
    ['/^(jane|mary)@/', 'carol@example.org', false],
    ['/^[a-c]+@/', 'abc@example.org', true],
    ['/^[^a-c]+@/', 'abc@example.org', false],
    ['/a b/', 'a b', true],
    ['/^a$/', 'a', true],
    ['/^a@b=<c>~,;:!#&%-/', 'a@b=<c>~,;:!#&%-x', true],
    ['/\'"x/', `'"x`, true],
  ])('%s, %s: %s', (pattern, subject, expected) => {
    expect(matches(regexp(pattern), subject)).toBe(expected);
  });

  test.each([
    ['a repeated group', '/^(a*)*b/'],
    ['an optional group', '/^(ab)?c/'],
    ['a group with a count', '/^(ab){2}c/'],
    ['a count', '/^a{2}$/'],
    ['an empty alternative', '/^(a|)b/'],
    ['an empty first alternative', '/^(|a)b/'],
    ['an empty alternative between two', '/^(a||b)c/'],
    ['an anchor after an alternative', '/a|^b/'],
    ['an anchor in the middle', '/a$|b/'],
    ['a character class by name', '/^[[:alpha:]]+@/'],
    ['more than three repetitions', '/^a*b*c*d*@/'],
    ['a newline option', '/^a/x'],
    ['a backslash before a letter', '/^\\w+@/'],
    ['a repetition of a repetition', '/^a+?b/'],
    ['a pattern longer than 500 characters', `/${'a'.repeat(501)}/`],
  ])('%s is not judged', (_, pattern) => {
    expect(matches(pcre(pattern), 'ab@example.org')).toBeUndefined();
  });

  test('limits', () => {
    expect(matches(pcre('/^a*b*c*@/'), 'ab@example.org')).toBe(true);
    expect(matches(pcre(`/${'a'.repeat(500)}/`), 'ab@example.org')).toBe(false);
  });

  test('a pattern table ignores case unless a flag i turns that off', () => {
    expect(matches(pcre('/^JANE@/'), 'jane@example.org')).toBe(true);
    expect(matches(pcre('/^JANE@/i'), 'jane@example.org')).toBe(false);
    expect(matches(pcre('/^JANE@/ii'), 'jane@example.org')).toBe(true);
  });

  test('two patterns: both must match', () => {
    expect(matches(regexp('/^jane@/!/\\.org$/'), 'jane@example.net')).toBe(true);
    expect(matches(regexp('/^jane@/!/\\.org$/'), 'jane@example.org')).toBe(false);
    expect(matches(regexp('/^jane@/!/\\.org$/'), 'mary@example.net')).toBe(false);
  });

  test('two patterns, one of which is not judged', () => {
    expect(matches(regexp('/^(a*)*b/!/\\.org$/'), 'jane@example.net')).toBeUndefined();
    expect(matches(regexp('/^(a*)*b/!/\\.org$/'), 'jane@example.org')).toBe(false);
    expect(matches(regexp('/^jane@/!/^(a*)*b/'), 'jane@example.org')).toBeUndefined();
    expect(matches(regexp('/^jane@/!/^(a*)*b/'), 'mary@example.org')).toBe(false);
  });
});

test('patterns that match every text', () => {
  for (const pattern of ['^', '$', '.', '^.', '.$', '.*', '^.*', '.*$', '^.*$', '.+', '^.+', '.+$', '^.+$'])
    expect(matchesEverything(regexp(`/${pattern}/`)), pattern).toBe(true);
  for (const pattern of [
    '^$',
    '^.$',
    'a',
    '^a',
    'a$',
    '..',
    '.a',
    'a.*',
    '.*a',
    '^a?$',
    '.?$',
    '^.?$',
    '^.{2}',
  ])
    expect(matchesEverything(regexp(`/${pattern}/`)), pattern).toBe(false);
  for (const pattern of ['!/./', '/./!/a/']) expect(matchesEverything(regexp(pattern)), pattern).toBe(false);
});
