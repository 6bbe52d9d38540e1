// Which keys of a table match a text, and which of them only Postfix itself can tell.
import { describe, expect, test } from 'vitest';
import { restrictionsIn } from '../../server/src/instance/restriction-classes.ts';
import { accessSource } from '../../server/src/mail/access-source.ts';
import {
  type AccessKey,
  matches,
  matchesEverything,
  matchGroups,
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

describe('patterns', () => {
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
    ['a repeated group', '/^(a*)*b/', true],
    ['an optional group', '/^(ab)?c/', false],
    ['a group with a count', '/^(ab){1}@/', true],
    ['a count', '/^a{2}$/', false],
    ['an empty alternative', '/^(a|)b/', true],
    ['an anchor after an alternative', '/x|^ab/', true],
    ['an anchor in the middle', '/a$|b@/', true],
    ['a character class by name', '/^[[:alpha:]]+@/', true],
    ['many repetitions', '/^a*b*c*d*@/', true],
    ['white space that is ignored', '/^a b @/x', true],
    ['a class escape', '/^\\w+@/', true],
    ['a lazy repetition', '/^a+?b/', true],
    ['a look ahead', '/^(?=.*org)ab/', true],
    ['a look ahead that must fail', '/^(?!ab)/', false],
    ['a look behind', '/(?<=@)example/', true],
    ['an option inside', '/^(?-i)AB/', false],
    ['a possessive repetition', '/^a++ab/', false],
    ['a long pattern', `/${'a'.repeat(501)}/`, false],
  ])('PCRE: %s', (_, pattern, expected) => {
    expect(matches(pcre(pattern), 'ab@example.org')).toBe(expected);
  });

  test.each([
    ['a back-reference', '/^(a)\\1b/'],
    ['a condition', '/^(a)?(?(1)b|c)/'],
    ['recursion', '/^(a|b(?1))/'],
    ['a verb', '/^a(*SKIP)b/'],
    ['a pattern of more than 5,000 characters', `/${'a'.repeat(5001)}/`],
    ['a repetition with too many states', '/^((a{200}){200}){200}/'],
  ])('PCRE alone can judge %s', (_, pattern) => {
    expect(matches(pcre(pattern), 'ab@example.org')).toBeUndefined();
  });

  test.each([
    ['a repetition of a repetition', '/^a+*b/', true],
    ['a word', '/\\<example\\>/', true],
    ['a backslash in brackets', '/^[\\a]b/', true],
    ['several alternatives', '/^(b|a(b|c))@/', true],
  ])('POSIX: %s', (_, pattern, expected) => {
    expect(matches(regexp(pattern), 'ab@example.org')).toBe(expected);
  });

  test('only the C library can judge basic expressions and back-references', () => {
    expect(matches(regexp('/^ab/x'), 'ab@example.org')).toBeUndefined();
    expect(matches(regexp('/^(a)\\1/'), 'ab@example.org')).toBeUndefined();
  });

  test('nested repetitions end', () => {
    expect(matches(pcre('/^(([a-z])+.)+[A-Z]([a-z])+$/i'), 'a'.repeat(2000))).toBe(false);
    expect(matches(regexp('/^(a|aa)+$/'), `${'a'.repeat(2000)}b`)).toBe(false);
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
    expect(matches(regexp('/^(a)\\1b/!/\\.org$/'), 'jane@example.net')).toBeUndefined();
    expect(matches(regexp('/^(a)\\1b/!/\\.org$/'), 'jane@example.org')).toBe(false);
    expect(matches(regexp('/^jane@/!/^(a)\\1b/'), 'jane@example.org')).toBeUndefined();
    expect(matches(regexp('/^jane@/!/^(a)\\1b/'), 'mary@example.org')).toBe(false);
  });
});

describe('groups', () => {
  const groups = (key: AccessKey, subject: string): readonly string[] | undefined =>
    key.kind === 'pattern' ? matchGroups(key.first, subject) : undefined;

  test('what each of them matches', () => {
    expect(groups(pcre('/^(.*)@(.*)\\.(org|com)$/'), 'ab@example.org')).toEqual(['ab', 'example', 'org']);
    expect(groups(pcre('/^(x)?(a)/'), 'ab@example.org')).toEqual(['', 'a']);
    // The repetition applies to the last byte.
    expect(groups(pcre('/(é+)/'), 'ééa')).toEqual(['é']);
    expect(groups(pcre('/((?:é)+)/'), 'ééa')).toEqual(['éé']);
    expect(groups(pcre('/^(x)/'), 'ab@example.org')).toBeUndefined();
  });

  test('PCRE prefers the first alternative, and POSIX the longest match', () => {
    expect(groups(pcre('/(a|ab)/'), 'ab')).toEqual(['a']);
    expect(groups(regexp('/(a|ab)/'), 'ab')).toEqual(['ab']);
    expect(groups(regexp('/^(jane|mary)@/'), 'mary@example.org')).toEqual(['mary']);
  });

  test('where engines may differ, only Postfix can tell', () => {
    expect(groups(regexp('/^(a|ab)(bc|c)?$/'), 'abc')).toBeUndefined();
    expect(groups(regexp('/^(a|ab)*$/'), 'aab')).toBeUndefined();
    expect(groups(pcre('/^(a*)*$/'), 'aa')).toBeUndefined();
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
