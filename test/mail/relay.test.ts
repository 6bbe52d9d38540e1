// Who may send mail where, as far as files can tell. The tests in test/postfix/relay.test.ts compare similar
// configurations with the real smtpd.
import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { Tables } from '../../server/src/instance/table-files.ts';
import {
  insider,
  insiderToUs,
  type Mail,
  stranger,
  strangerToUs,
  user,
  userToUs,
} from '../../server/src/mail/mail.ts';
import { type RelayAnswer, relay } from '../../server/src/mail/relay.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const catalog = new Catalog();
const uri = 'file:///etc/postfix';

interface Files {
  readonly 'main.cf': string;
  readonly [table: string]: string;
}

function ask(files: string | Files, mail: Mail, version = '3.7'): RelayAnswer {
  const texts = typeof files === 'string' ? { 'main.cf': files } : files;
  const main = `compatibility_level = 3.6\nlocal_recipient_maps =\nvirtual_alias_maps =\n${texts['main.cf']}`;
  const tree = new Tree(SourceText.of(main), new ChunkParser(parseMainLine));
  const instance = new Instance(
    { directory: uri, main: { uri: `${uri}/main.cf`, tree } },
    catalog,
    release(version),
  );
  const states = Object.entries(texts).map(
    ([name, text]) => [`${uri}/${name}`, { text: SourceText.of(text) }] as const,
  );
  return relay({ instance, tables: new Tables(instance, new Map(states)) }, undefined, mail);
}

function verdict(files: string | Files, mail: Mail, version?: string): string {
  return ask(files, mail, version).verdict;
}

describe('a stranger, a client of mynetworks, a user', () => {
  const lists = `
smtpd_sasl_auth_enable = yes
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
`;

  test.each([
    ['stranger', stranger, 'refuses'],
    ['stranger to us', strangerToUs, 'permits'],
    ['insider', insider, 'permits'],
    ['insider to us', insiderToUs, 'permits'],
    ['user', user, 'permits'],
    ['user to us', userToUs, 'permits'],
  ] as const)('%s', (_, mail, expected) => {
    expect(verdict(lists, mail)).toBe(expected);
  });

  test('no one logs in where logins are off', () => {
    expect(verdict(lists.replace('yes', 'no'), user)).toBe('refuses');
  });

  test('the answer names the word', () => {
    expect(ask(lists, stranger).decision).toMatchObject({
      parameter: 'smtpd_relay_restrictions',
      word: 'reject_unauth_destination',
    });
    expect(ask(lists, insider).decision).toMatchObject({ word: 'permit_mynetworks' });
  });
});

test('smtpd does not start with an exclamation mark that has no pattern in mynetworks (match_list.c)', () => {
  const lists = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';
  expect(verdict(`mynetworks = 127.0.0.0/8 ! 192.0.2.1\n${lists}`, stranger)).toBe('dies');
});

describe('tables written in place', () => {
  const mail: Mail = {
    ...stranger,
    address: '192.0.2.77',
    name: 'mail.example.org',
    helo: 'mail.example.org',
  };
  const check = (table: string, version?: string) =>
    verdict(
      `smtpd_relay_restrictions = check_client_access ${table}, reject_unauth_destination\n`,
      mail,
      version,
    );

  test.each([
    ['regexp:{ {/^mail/ OK} }', 'permits'],
    ['regexp:{ {if /^mail/} {/[.]org/ REJECT} {endif} {/./ OK} }', 'refuses'],
    ['pcre:{{/^web/ OK}}', 'refuses'],
    ['cidr:{{192.0.2.0/24 OK}}', 'permits'],
    ['cidr:{{198.51.100.0/24 OK}}', 'refuses'],
    ['unionmap:{static:OK}', 'permits'],
    ['pipemap:{inline:{mail.example.org=OK}}', 'permits'],
    ['randmap:{OK}', 'permits'],
    ['static:{permit_mynetworks, permit}', 'permits'],
    ['static:{permit_mynetworks, reject}', 'refuses'],
    // The table is not available, so all mail is deferred.
    ['inline:{mail.example.org=OK}x', 'refuses'],
    ['fail:anything', 'refuses'],
  ])('%s: %s', (table, expected) => {
    expect(check(table)).toBe(expected);
  });

  test('the combined answer of several tables is not known', () => {
    expect(check('randmap:{OK, REJECT}')).toBe('may');
    expect(check('unionmap:{static:OK, static:REJECT}')).toBe('may');
  });

  test('up to 3.6, the braces of patterns are part of a file name', () => {
    expect(check('regexp:{{/^mail/ OK}}', '3.6')).toBe('may');
  });

  test.each([
    ['cidr:{{192.0.2.0/24 x}}', 'permits'],
    ['cidr:{{198.51.100.0/24 x}}', 'refuses'],
    ['static:x', 'permits'],
    ['fail:x', 'refuses'],
  ])('mynetworks = %s: %s', (table, expected) => {
    const lists = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';
    expect(verdict(`mynetworks = ${table}\n${lists}`, mail)).toBe(expected);
  });

  test('in mynetworks, a table that has an answer for every client trusts strangers', () => {
    const lists = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';
    expect(verdict(`mynetworks = static:x\n${lists}`, stranger)).toBe('permits');
    expect(verdict(`mynetworks = cidr:{{192.0.2.0/24 x}}\n${lists}`, stranger)).toBe('refuses');
  });
});

test('smtpd exits at a reply filter that it cannot parse', () => {
  const list =
    'smtpd_relay_restrictions = reject_rbl_client bl.example=1.2.300.4, reject_unauth_destination\n';
  expect(verdict(list, strangerToUs)).toBe('refuses');
});

describe('what the files do not show is "may"', () => {
  test.each([
    'check_policy_service unix:private/policy',
    'check_client_access mysql:/etc/postfix/clients.cf',
    'check_sender_access hash:/etc/postfix/elsewhere',
    'permit_dnswl_client dnswl.example.net',
    'permit_mx_backup',
  ])('%s before the relay check', (word) => {
    const answer = ask(`smtpd_relay_restrictions = ${word}, reject_unauth_destination\n`, stranger);
    // A client that is in none of these lists is rejected.
    expect(answer).toMatchObject({ verdict: 'may', usual: 'refuses', decision: { word } });
  });

  test('after the relay check, it does not matter', () => {
    expect(
      verdict('smtpd_relay_restrictions = reject_unauth_destination, permit_mx_backup\n', stranger),
    ).toBe('refuses');
  });

  test('a blocklist is not a relay check', () => {
    const text =
      'smtpd_relay_restrictions = reject_rbl_client dnsbl.example.net, permit_mynetworks, reject_rbl_client, reject\n';
    expect(ask(text, stranger)).toMatchObject({ verdict: 'may', usual: 'permits' });
  });
});

describe('tables are asked in Postfix’s order', () => {
  const mail: Mail = {
    ...stranger,
    address: '192.0.2.77',
    name: 'mail.example.org',
    helo: 'mail.example.org',
    sender: 'jane+news@sub.example.org',
    encrypted: false,
  };
  const relayList = (check: string): string =>
    `recipient_delimiter = +\nsmtpd_relay_restrictions = ${check}, reject_unauth_destination\n`;

  test.each([
    ['the whole address first', 'jane+news@sub.example.org OK\njane@sub.example.org REJECT'],
    ['then without its extension', 'jane@sub.example.org OK\nsub.example.org REJECT'],
    ['then the domain', 'sub.example.org OK\nexample.org REJECT\njane+news@ REJECT'],
    ['then its parents', 'example.org OK\norg REJECT\njane@ REJECT'],
    ['then the user', 'jane+news@ OK\njane@ REJECT'],
    ['then the user without the extension', 'jane@ OK'],
  ])('a sender: %s', (_, senders) => {
    const files = { 'main.cf': relayList('check_sender_access hash:/etc/postfix/senders'), senders };
    expect(verdict(files, mail)).toBe('permits');
  });

  test.each([
    ['the name first', 'mail.example.org OK\n192.0.2.77 REJECT'],
    ['its parents before the address', 'example.org OK\n192.0.2.77 REJECT'],
    ['the address', '192.0.2.77 OK\n192.0.2 REJECT'],
    ['its leading octets', '192.0 OK\n192 REJECT'],
  ])('a client: %s', (_, clients) => {
    const files = { 'main.cf': relayList('check_client_access hash:/etc/postfix/clients'), clients };
    expect(verdict(files, mail)).toBe('permits');
  });

  test('a leading dot matches subdomains if parent_domain_matches_subdomains does not name the tables', () => {
    const main = `parent_domain_matches_subdomains =\n${relayList('check_sender_access hash:/etc/postfix/senders')}`;
    expect(verdict({ 'main.cf': main, senders: 'example.org OK\n' }, mail)).toBe('refuses');
    expect(verdict({ 'main.cf': main, senders: '.example.org OK\n' }, mail)).toBe('permits');
  });

  test('a pattern that only its engine can judge', () => {
    const main = relayList('check_sender_access regexp:/etc/postfix/senders');
    expect(verdict({ 'main.cf': main, senders: '/^jane/ OK\n' }, mail)).toBe('permits');
    expect(verdict({ 'main.cf': main, senders: '/(a)\\1b/ OK\n' }, mail)).toBe('may');
    expect(verdict({ 'main.cf': main, senders: '/[[:alpha:]]+@/ OK\n' }, mail)).toBe('permits');
  });
});

describe('by release', () => {
  test('a removed restriction makes smtpd refuse all mail', () => {
    const text =
      'smtpd_relay_restrictions = permit_naked_ip_address, permit_mynetworks, reject_unauth_destination\n';
    expect(verdict(text, insider, '3.8')).toBe('may');
    expect(verdict(text, insider, '3.9')).toBe('refuses');
  });

  test('so does a restriction of a later release', () => {
    const text = 'smtpd_relay_restrictions = check_sasl_access static:OK, permit_mynetworks, reject\n';
    expect(verdict(text, insider, '2.10')).toBe('refuses');
    expect(verdict(text, insider, '2.11')).toBe('permits');
  });

  test('without a restriction that rejects strangers, smtpd does not start', () => {
    expect(verdict('smtpd_relay_restrictions = permit_mynetworks\n', insider)).toBe('dies');
    expect(verdict('smtpd_restriction_classes = nobody_defines_me\n', insider)).toBe('dies');
  });
});

test('nested classes, each twice, and in a loop', () => {
  const deep = Array.from({ length: 50 }, (_, i) => `c${i} = c${i + 1}, c${i + 1}\n`).join('');
  const names = Array.from({ length: 51 }, (_, i) => `c${i}`).join(' ');
  const main = `smtpd_restriction_classes = ${names}\n${deep}c50 = permit_mynetworks\nsmtpd_relay_restrictions = c0, reject\n`;
  expect(verdict(main, insider)).toBe('permits');
  expect(verdict(main, stranger)).toBe('refuses');
  const circle =
    'smtpd_restriction_classes = a b\na = b\nb = a\nsmtpd_relay_restrictions = a, reject_unauth_destination\n';
  expect(verdict(circle, stranger)).toBe('refuses');
});
