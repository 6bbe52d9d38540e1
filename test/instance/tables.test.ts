// How the files of tables are read: their language, their type, and what they are used for.
import { describe, expect, test } from 'vitest';
import {
  formatUse,
  isClientFile,
  tableFile,
  tableLanguage,
  wantedFiles,
} from '../../server/src/instance/table-files.ts';
import { resultOf } from '../../server/src/instance/table-line-results.ts';
import { resultForm } from '../../server/src/instance/table-results.ts';
import type { TableUse } from '../../server/src/instance/table-uses.ts';
import type { TableLanguage } from '../../server/src/syntax/tables/index.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { instanceOf, tablesOf } from './support.ts';

const etc = 'file:///etc/postfix';

function use(type: string, role?: string, parameter = 'p'): TableUse {
  return { reference: `${type}:/t`, type, path: '/t', parameter, ...(role !== undefined && { role }) };
}

test.each([
  ['hash', undefined, 'postfix-table'],
  ['lmdb', 'alias', 'postfix-aliases'],
  ['inline', 'access', 'postfix-table'],
  ['inline', 'alias', 'postfix-table'],
  ['texthash', 'alias', 'postfix-table'],
  ['texthash', 'transport', 'postfix-table'],
  ['pcre', 'alias', 'postfix-regexp'],
  ['regexp', undefined, 'postfix-regexp'],
  ['cidr', undefined, 'postfix-cidr'],
  ['mysql', undefined, 'postfix-database'],
  ['static', undefined, undefined],
  ['nosuch', undefined, undefined],
])('the language of a %s table for %s is %s', (type, role, expected) => {
  expect(tableLanguage({ type, ...(role !== undefined && { role }) })).toBe(expected);
});

test('the use as aliases decides, or else the first use that is a file', () => {
  const [unread, access, alias] = [use('static'), use('hash', 'access'), use('hash', 'alias')];
  expect(formatUse([unread, access, alias])).toBe(alias);
  expect(formatUse([unread, access])).toBe(access);
  expect(formatUse([use('static', 'alias'), access])).toBe(access);
  expect(formatUse([unread])).toBeUndefined();
});

test.each([
  ['file:///etc/postfix', '/etc/aliases', 'file:///etc/aliases', true],
  // A copy: the file can exist on the host where the configuration is in use.
  ['file:///home/kim/postfix', '/etc/aliases', 'file:///home/kim/aliases', false],
  ['file:///home/kim/postfix', '/etc/postfix/virtual', 'file:///home/kim/postfix/virtual', false],
  ['file:///home/kim/postfix', '/home/kim/postfix/virtual', 'file:///home/kim/postfix/virtual', false],
])('in %s, whether %s is missing for Postfix', (directory, path, uri, expected) => {
  const tables = tablesOf(instanceOf({ directory, main: '' }), { [uri]: { stamp: 'missing' } });
  expect(tables.stamp(path)).toBe('missing');
  expect(tables.isMissing(path)).toBe(expected);
});

describe('the settings of a database client', () => {
  test.each([
    ['user = a\npassword = b\n', true],
    ['user = a\n# note\n\n  more\nother = c\ndbname=d\n', true],
    ['user = a\n', false],
    ['user = a\nother = b\n', false],
    ['user = a\npassword = b\nc d\n', false],
    ['user: a\npassword: b\n', false],
    ['my user = a\nmy password = b\n', false],
  ])('%j: %s', (text, expected) => {
    expect(isClientFile(SourceText.of(text))).toBe(expected);
  });

  test('are recognized at the beginning of a long file', () => {
    const line = `${'#'.repeat(999)}\n`;
    expect(isClientFile(SourceText.of(`user = a\npassword = b\n${line.repeat(10)}c d\n`))).toBe(true);
    expect(isClientFile(SourceText.of(`user = a\npassword = b\n${line.repeat(9)}c d\n`))).toBe(false);
  });
});

/** The type, the role, and the role of the actions of a table. */
function table(
  name: string,
  {
    text = '',
    uses = [],
    language = 'postfix-table',
    main = '',
    version = '3.7',
  }: {
    text?: string;
    uses?: readonly TableUse[];
    language?: TableLanguage;
    main?: string;
    version?: string;
  } = {},
) {
  return tableFile(instanceOf({ main, version }), `${etc}/${name}`, SourceText.of(text), language, uses);
}

describe('the type of a table', () => {
  test.each<[string, TableLanguage, readonly TableUse[], string | undefined]>([
    ['t', 'postfix-table', [use('pcre'), use('hash'), use('lmdb')], 'hash'],
    ['t', 'postfix-regexp', [use('hash'), use('pcre')], 'pcre'],
    ['t', 'postfix-table', [], undefined],
    ['mysql-t.cf', 'postfix-database', [], 'mysql'],
    ['mysql-t.cf', 'postfix-table', [], undefined],
    ['mysql-t.cf', 'postfix-database', [use('pgsql')], 'pgsql'],
  ])('%s as %s', (name, language, uses, expected) => {
    expect(table(name, { language, uses }).type).toBe(expected);
  });

  test.each<[string, readonly TableUse[], boolean]>([
    ['t.pcre', [], true],
    ['t.PCRE', [], true],
    ['t.regexp', [], false],
    ['t', [use('pcre')], true],
    ['t.pcre', [use('regexp')], false],
  ])('decides about the dialect of patterns: %s', (name, uses, isPcre) => {
    // Only in PCRE, "\d" is a digit and "(?i)" an option.
    const { tree } = table(name, { text: '/(?i)a/ OK\n', language: 'postfix-regexp', uses });
    const problems = JSON.stringify([...tree.items()]).includes('"code"');
    expect(problems).toBe(!isPcre);
  });
});

describe('the role of a table', () => {
  const access = use('hash', 'access');

  test.each<[string, readonly TableUse[], TableLanguage, string | undefined]>([
    ['t', [access], 'postfix-table', 'access'],
    ['t', [use('hash'), use('hash', 'transport')], 'postfix-table', 'transport'],
    ['t', [access, use('hash', 'alias')], 'postfix-aliases', 'alias'],
    ['t', [access, use('hash', 'alias')], 'postfix-table', 'access'],
    ['transport', [use('hash')], 'postfix-table', 'transport'],
    ['other', [use('hash')], 'postfix-table', undefined],
    ['transport', [access], 'postfix-table', 'access'],
  ])('%s with uses', (name, uses, language, expected) => {
    expect(table(name, { uses, language }).role).toBe(expected);
  });

  test.each([
    ['sender_access', 'access'],
    ['helo_checks', 'access'],
    ['client', 'access'],
    ['my_client', undefined],
    ['sender_x', 'access'],
    ['sender_login_maps', undefined],
    ['sender_bcc', undefined],
    ['sender_canonical', 'canonical'],
    ['sender_dependent_relayhost', undefined],
    ['sender_relay', undefined],
    ['sender_transport', 'transport'],
    ['recipient_x', 'access'],
    ['recipient_bcc', undefined],
    ['recipient_canonical', 'canonical'],
    ['body_checks', 'body-checks'],
    ['bodychecks.pcre', 'body-checks'],
    ['header_checks', 'header-checks'],
    ['mime_checks', 'header-checks'],
    ['nested_checks', 'header-checks'],
    ['smtpchecks', 'header-checks'],
    ['my_transport', 'transport'],
    ['canonical.db', 'canonical'],
    ['generic', 'generic'],
    ['my_generic', undefined],
    ['relocated', 'relocated'],
    ['my_relocated', undefined],
    ['sasl_passwd', 'sasl-password'],
    ['saslpassword', 'sasl-password'],
    ['tls_policy', 'tls-policy'],
    ['virtual', 'virtual-alias'],
    ['virtual_alias_maps', 'virtual-alias'],
    ['virtual_mailbox', undefined],
    ['my_virtual', undefined],
    ['other', undefined],
  ])('that nothing names: %s', (name, expected) => {
    expect(table(name).role).toBe(expected);
  });

  test('that nothing names: the use of a file with the same name elsewhere', () => {
    const main =
      'transport_maps = hash:/srv/routes\nalias_maps = hash:/srv/both\nvirtual_alias_maps = hash:/srv/x/both hash:/srv/virtual\n';
    expect(table('routes', { main }).role).toBe('transport');
    expect(table('both', { main }).role).toBeUndefined();
    expect(table('outes', { main }).role).toBeUndefined();
    expect(table('virtual', { main: 'relay_domains = hash:/srv/virtual\n' }).role).toBe('virtual-alias');
  });

  test.each([
    ['/^From:/ REPLACE x\n', 'header-checks'],
    ['/^From:/ ignore\n', 'header-checks'],
    ['# x REPLACE y\n/^From:/ STRIP\n', 'header-checks'],
    ['# x REPLACE y\n', 'access'],
    ['  x REPLACE y\n', 'access'],
    ['/^From:/ REPLACED\n', 'access'],
    ['/^From:/ REJECT\n', 'access'],
  ])('that nothing names: header actions in an access table: %j', (text, expected) => {
    expect(table('access', { text }).role).toBe(expected);
    expect(table('transport', { text }).role).toBe('transport');
  });

  test.each([
    ['# postfix-table: transport\na b\n', 'transport'],
    ['a b\n#postfix-table:sasl-password \r\n', 'sasl-password'],
    ['# postfix-table: other\n', 'access'],
    ['# postfix-table: transport now\n', 'access'],
    ['x # postfix-table: transport\n', 'access'],
    [`${'#'.repeat(980)}\n# postfix-table: transport\n`, 'access'],
  ])('that a comment names: %j', (text, expected) => {
    expect(table('t', { text, uses: [access] }).role).toBe(expected);
  });

  test.each([
    'access',
    'bcc',
    'body-checks',
    'canonical',
    'generic',
    'header-checks',
    'mailbox',
    'recipient',
    'relocated',
    'sasl-password',
    'sender-login',
    'tls-policy',
    'transport',
    'virtual-alias',
  ])('that a comment may name: %s', (role) => {
    expect(table('t', { text: `# postfix-table: ${role}\n` }).role).toBe(role);
  });
});

describe('the actions of a table', () => {
  test.each<[string, readonly TableUse[], string | undefined]>([
    ['access', [use('hash', 'access')], 'access'],
    ['transport', [use('hash', 'transport')], 'transport'],
    ['bcc', [use('hash', 'bcc')], 'addresses'],
    ['canonical', [use('hash', 'canonical')], 'addresses'],
    ['generic', [use('hash', 'generic')], 'addresses'],
    ['virtual-alias', [use('hash', 'virtual-alias')], 'addresses'],
    ['relocated', [use('hash', 'relocated')], undefined],
    ['no role', [use('hash')], undefined],
    ['header checks', [use('hash', 'header-checks', 'header_checks')], 'header-checks'],
    ['body checks', [use('hash', 'body-checks', 'body_checks')], 'body-checks'],
    ['of a milter', [use('hash', 'header-checks', 'milter_header_checks')], 'milter-header-checks'],
    ['of smtp', [use('hash', 'header-checks', 'smtp_header_checks')], 'delivery-header-checks'],
    ['of lmtp', [use('hash', 'body-checks', 'lmtp_body_checks')], 'delivery-body-checks'],
    ['of smtpd', [use('hash', 'header-checks', 'smtpd_header_checks')], 'header-checks'],
    [
      'of the parameter with that role',
      [use('hash', 'access', 'smtp_x'), use('hash', 'header-checks', 'smtp_header_checks')],
      undefined,
    ],
  ])('%s', (name, uses, expected) => {
    const { context, role } = table('t', { uses });
    expect(context.actionRole).toBe(role === 'access' ? 'access' : expected);
    expect(name).not.toBe('');
  });

  test('of a table for headers that a comment declares', () => {
    const text = '# postfix-table: header-checks\n';
    const uses = [use('hash', 'access', 'smtp_x'), use('hash', 'header-checks', 'smtp_header_checks')];
    expect(table('t', { text, uses }).context.actionRole).toBe('delivery-header-checks');
    expect(table('t', { text }).context.actionRole).toBe('header-checks');
  });
});

test.each([
  ['3.7', 'compatibility_level = 1\n', true],
  ['3.7', '', false],
  ['3.7', 'smtputf8_enable = yes\n', true],
  ['3.7', 'smtputf8_enable = no\n', false],
  ['2.11', '', false],
])('in Postfix %s with %j, keys are UTF-8: %s', (version, main, expected) => {
  expect(table('t', { main, version }).context.smtputf8).toBe(expected);
});

test('equal contexts are one object', () => {
  const instance = instanceOf({ main: '' });
  const of = (uses: readonly TableUse[], text = '') =>
    tableFile(instance, `${etc}/t`, SourceText.of(text), 'postfix-table', uses).context;
  expect(of([use('hash', 'access')])).toBe(of([use('hash', 'access', 'other')], 'a b\n'));
  expect(of([use('hash', 'access')])).not.toBe(of([use('lmdb', 'access')]));
  expect(of([use('hash', 'access')])).not.toBe(of([use('hash', 'transport')]));
});

describe('the tables of an instance', () => {
  const main =
    'transport_maps = hash:/etc/postfix/a, static:/etc/postfix/b\nalias_maps = hash:/etc/postfix/c hash:/etc/postfix/a\nmydestination = /etc/postfix/list\nsmtp_tls_chain_files = /etc/postfix/key.pem, /etc/postfix/key.pem\n';
  const instance = instanceOf({ main, master: 'x unix - - y - - smtp\n' });

  test('are those whose text is known', () => {
    const tables = tablesOf(instance, {
      [`${etc}/a`]: 'x y:\n',
      [`${etc}/b`]: 'x y:\n',
      [`${etc}/list`]: 'example.com\n',
      [`${etc}/key.pem`]: { pem: ['PRIVATE KEY'], stamp: 'missing' },
    });
    expect([...tables.all()].map(({ uri, language, uses }) => [uri, language, uses.length])).toEqual([
      [`${etc}/a`, 'postfix-aliases', 2],
    ]);
    expect(tables.file('/etc/postfix/a')).toBe([...tables.all()][0]);
    expect(tables.file('/etc/postfix/b')).toBeUndefined();
    expect(tables.file('/etc/postfix/c')).toBeUndefined();
    expect(tables.listText('/etc/postfix/list')?.toString()).toBe('example.com\n');
    expect(tables.text(`${etc}/list`)?.toString()).toBe('example.com\n');
    expect(tables.text(`${etc}/nothing`)).toBeUndefined();
    expect(tables.stamp('/etc/postfix/key.pem')).toBe('missing');
    expect(tables.stamp('/etc/postfix/a')).toBeUndefined();
    expect(tables.pem('/etc/postfix/key.pem')).toEqual(['PRIVATE KEY']);
    expect(tables.pem('/etc/postfix/a')).toBeUndefined();
  });

  test('of a copy are unknown if their path is elsewhere', () => {
    const copy = instanceOf({ main, directory: 'file:///home/me/postfix' });
    const tables = tablesOf(copy, {
      'file:///srv/a': { text: SourceText.of(''), stamp: 'missing', pem: [] },
    });
    expect([
      tables.file('/srv/a'),
      tables.listText('/srv/a'),
      tables.stamp('/srv/a'),
      tables.pem('/srv/a'),
    ]).toEqual(Array(4).fill(undefined));
  });

  test('need these files', () => {
    // Files with usual names that nothing names are read, too: the linter reports them.
    const { texts, ...others } = wantedFiles(instance);
    expect(texts.slice(0, 3)).toEqual([`${etc}/a`, `${etc}/c`, `${etc}/list`]);
    expect(texts).toContain(`${etc}/virtual`);
    expect(others).toEqual({
      stamps: [
        `${etc}/a.db`,
        `${etc}/c.db`,
        'file:///var/spool/postfix/pid/master.pid',
        'file:///etc/resolv.conf',
        'file:///var/spool/postfix/etc/resolv.conf',
      ],
      pems: [`${etc}/key.pem`],
    });
  });
});

describe('the results of a table', () => {
  const instance = instanceOf({ main: '' });
  const form = (role: string) => resultForm(instance, table('t', { uses: [use('hash', role)] }));

  test.each([
    ['access', { kind: 'action', role: 'access' }],
    ['sasl-password', { kind: 'credentials' }],
    ['tls-policy', { kind: 'tls-policy' }],
    ['gid', { kind: 'value', type: { type: 'integer' } }],
    ['uid', { kind: 'value', type: { type: 'integer' } }],
    ['mailbox', { kind: 'value', type: { type: 'path', what: 'mailbox' } }],
    ['sender-login', { kind: 'value', type: { type: 'list', of: { type: 'text' } } }],
    ['recipient', undefined],
    ['toString', undefined],
  ])('for %s', (role, expected) => {
    expect(form(role)).toEqual(expected);
  });

  test.each([
    ['ehlo-keywords', 'smtpd_discard_ehlo_keywords'],
    ['mailbox-command', 'mailbox_command'],
    ['milter', 'smtpd_milters'],
    ['nexthop', 'relayhost'],
    ['pix-workarounds', 'smtp_pix_workarounds'],
    ['tls-loglevel', 'smtp_tls_loglevel'],
  ])('for %s are like values of %s', (role, model) => {
    const type = instance.catalog.parameter(model)?.type;
    expect(type).toBeDefined();
    expect(form(role)).toEqual({ kind: 'value', type, model });
  });

  test.each<[string, TableLanguage, readonly unknown[]]>([
    ['a b\n# note\nc\n', 'postfix-table', ['b false', undefined]],
    [
      '/(a)/ b $1\n/c/\n/d/ $1\nif /e/\nendif\n',
      'postfix-regexp',
      ['b $1 true', ' true', undefined, undefined, undefined],
    ],
    ['1.2.3.4 b\n1.2.3.4/99 c\n', 'postfix-cidr', ['b false', undefined]],
    ['a: b\n', 'postfix-aliases', [undefined]],
  ])('of %j', (text, language, expected) => {
    const { tree } = table('t', { text, language });
    const results = [...tree.items()].map(({ item }) => resultOf(item as Parameters<typeof resultOf>[0]));
    expect(results.map((result) => result && `${result.name.text} ${result.references}`)).toEqual(expected);
  });
});
