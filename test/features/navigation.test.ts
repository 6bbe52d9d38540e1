// Definition, declaration, references, and highlights: from a name to the places that it belongs to.

import { describe, expect, test } from 'vitest';
import { declarationsAt, definitionAt, referencesAt } from '../support/markers.ts';

const smtpd = 'smtp inet n - n - - smtpd\n';

describe('the definition of a parameter', () => {
  test('is the line in force', async () => {
    expect(await definitionAt('mydomain = a.example\nmydomain = b.example\nmyorigin = $mydom‸ain\n')).toEqual(
      ['main.cf:2 mydomain'],
    );
  });

  test('is the override of the service whose value refers to it', async () => {
    const files = {
      'main.cf': 'limit = 5\nsmtpd_recipient_limit = $limit\n',
      'master.cf': `${smtpd}  -o limit=7\n  -o smtpd_recipient_limit=$li‸mit\n`,
    };
    expect(await definitionAt(files)).toEqual(['master.cf:2 limit']);
  });

  test('in main.cf is the line in main.cf, although a service overrides it', async () => {
    const files = {
      'main.cf': 'limit = 5\nsmtpd_recipient_limit = $li‸mit\n',
      'master.cf': `${smtpd}  -o limit=7\n`,
    };
    expect(await definitionAt(files)).toEqual(['main.cf:1 limit']);
  });

  test('that only services set is their override', async () => {
    const files = {
      'main.cf': 'smtpd_client_restrictions = $mua_clie‸nt_restrictions\n',
      'master.cf': `${smtpd}  -o mua_client_restrictions=reject\n`,
    };
    expect(await definitionAt(files)).toEqual(['master.cf:2 mua_client_restrictions']);
  });

  test('that nothing sets is its documentation', async () => {
    expect(await definitionAt('myorigin = $mydo‸main\n')).toEqual([
      'postfix-documentation:/parameter/mydomain.md',
    ]);
  });

  test('in a condition', async () => {
    expect(await definitionAt('office = x\nmydestination = ${off‸ice?{a}:{b}}\n')).toEqual([
      'main.cf:1 office',
    ]);
  });

  test('is undefined for a name that nothing defines', async () => {
    expect(await definitionAt('mydestination = $no‸where\n')).toEqual([]);
  });
});

test('the declarations of a parameter are the line in force and the ones that it overrides', async () => {
  const files = {
    'main.cf': 'myhostname = a.example\nmyhostname = b.example\n',
    'master.cf': `${smtpd}  -o myhostname=c.example\n  -o myorigin=$myho‸stname\n`,
  };
  expect(await declarationsAt(files)).toEqual([
    'master.cf:2 myhostname',
    'main.cf:2 myhostname',
    'main.cf:1 myhostname',
  ]);
});

describe('the definition of a restriction class', () => {
  const classes =
    'smtpd_restriction_classes = greylist\ngreylist = check_policy_service unix:private/postgrey\n';

  test('in a list', async () => {
    expect(await definitionAt(`${classes}smtpd_recipient_restrictions = grey‸list\n`)).toEqual([
      'main.cf:2 greylist',
    ]);
  });

  test('where it is declared', async () => {
    expect(await definitionAt('smtpd_restriction_classes = grey‸list\ngreylist = reject\n')).toEqual([
      'main.cf:2 greylist',
    ]);
  });

  test('in an access table', async () => {
    const files = {
      'main.cf': `${classes}smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n`,
      senders: 'example.com grey‸list\n',
    };
    expect(await definitionAt(files)).toEqual(['main.cf:2 greylist']);
  });
});

describe('the definition of a service', () => {
  const masterCf = `${smtpd}slow unix - - n - - smtp\nfilter unix - n n - - pipe argv=/bin/cat\n127.0.0.1:10025 inet n - n - - smtpd\npolicy unix - n n - 0 spawn argv=/bin/cat\n`;

  test.each([
    ['in a parameter', 'default_transport = sl‸ow\n', 'master.cf:2 slow'],
    ['before a next hop', 'content_filter = fil‸ter:dummy\n', 'master.cf:3 filter'],
    ['in the name of a derived parameter', 'sl‸ow_destination_rate_delay = 1s\n', 'master.cf:2 slow'],
    [
      'at a socket',
      'smtpd_client_restrictions = check_policy_service unix:private/poli‸cy\n',
      'master.cf:5 policy',
    ],
    ['at an address', 'default_transport = slow:[127.0.0.1]:100‸25\n', 'master.cf:4 127.0.0.1:10025'],
    ['at a proxy filter', 'smtpd_proxy_filter = 127.0.0.1:100‸25\n', 'master.cf:4 127.0.0.1:10025'],
    ['by the name of its port', 'relayhost = [localhost]:25‸\n', 'master.cf:1 smtp'],
  ])('%s', async (_, mainCf, place) => {
    expect(await definitionAt({ 'main.cf': mainCf, 'master.cf': masterCf })).toEqual([place]);
  });

  test('in a transport table', async () => {
    const files = {
      'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
      'master.cf': masterCf,
      transport: 'example.com sl‸ow:\n',
    };
    expect(await definitionAt(files)).toEqual(['master.cf:2 slow']);
  });

  test('in the result of an access table', async () => {
    const files = {
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      'master.cf': masterCf,
      senders: 'example.com FILTER fil‸ter:dummy\n',
    };
    expect(await definitionAt(files)).toEqual(['master.cf:3 filter']);
  });

  test('is not a service on another host', async () => {
    const mainCf = 'relayhost = [mail.example.com]:2‸5\n';
    expect(await definitionAt({ 'main.cf': mainCf, 'master.cf': masterCf })).toEqual([]);
  });
});

describe('the definition of a table', () => {
  test('is its file', async () => {
    const files = {
      'main.cf': 'transport_maps = hash:/etc/postfix/tran‸sport\n',
      transport: 'a.example smtp:\n',
    };
    expect(await definitionAt(files)).toEqual(['transport:1']);
  });

  test('through a $name and inside another table', async () => {
    const files = {
      'main.cf': 'transport_maps = proxy:hash:${config_directory}/tran‸sport\n',
      transport: 'a.example smtp:\n',
    };
    expect(await definitionAt(files)).toEqual(['transport:1']);
  });

  test('a file that a match list reads', async () => {
    const files = { 'main.cf': 'relay_domains = /etc/postfix/dom‸ains\n', domains: 'a.example\n' };
    expect(await definitionAt(files)).toEqual(['domains:1']);
  });

  test('whose type comes from a $name', async () => {
    const transport = 'a.example smtp:\n';
    const word = 'transport_maps = ${default_database_type}:/etc/postfix/tran‸sport\n';
    expect(await definitionAt({ 'main.cf': word, transport })).toEqual(['transport:1']);
    const prefix = 'indexed = hash:$config_directory/\ntransport_maps = ${indexed}tran‸sport\n';
    expect(await definitionAt({ 'main.cf': prefix, transport })).toEqual(['transport:1']);
    const many = `t = hash\ntransport_maps = ${'$(t)'.repeat(60)} \${t}:/etc/postfix/tran‸sport\n`;
    expect(await definitionAt({ 'main.cf': many, transport })).toEqual(['transport:1']);
  });

  test('whose client has its settings in main.cf is the first of them', async () => {
    const mainCf = 'alias_maps = ldap:ac‸ct\nacct_server_host = a\nacct_bind = no\n';
    expect(await definitionAt(mainCf)).toEqual(['main.cf:2 acct']);
    expect(await declarationsAt(mainCf)).toEqual(['main.cf:2 acct', 'main.cf:3 acct']);
    expect(await referencesAt(mainCf)).toEqual(['main.cf:1 acct', 'main.cf:2 acct', 'main.cf:3 acct']);
  });

  test('is unknown for a file that is not there', async () => {
    expect(await definitionAt('transport_maps = hash:/etc/postfix/tran‸sport\n')).toEqual([]);
  });
});

describe('the definition of a word that Postfix defines is its documentation', () => {
  test.each([
    ['smtpd_client_restrictions = permit_my‸networks\n', 'restriction/permit_mynetworks'],
    ['smtpd_client_restrictions = PERMIT_my‸networks\n', 'restriction/permit_mynetworks'],
    ['alias_maps = ha‸sh:/etc/aliases\n', 'table-type/hash'],
  ])('%s', async (text, page) => {
    expect(await definitionAt(text)).toEqual([`postfix-documentation:/${page}.md`]);
  });

  test('a program of master.cf', async () => {
    expect(await definitionAt({ 'main.cf': '', 'master.cf': 'smtp inet n - n - - smt‸pd\n' })).toEqual([
      'postfix-documentation:/program/smtpd.md',
    ]);
  });
});

describe('the definition of an address in an alias', () => {
  const mainCf = `
    myorigin = example.com
    mydestination = example.com
    virtual_alias_domains = example.net
    virtual_alias_maps = hash:/etc/postfix/virtual
    alias_maps = hash:/etc/postfix/aliases
  `;

  test('is the entry for it in the same table', async () => {
    const virtual = 'sales@example.net ann@exam‸ple.net\nann@example.net ann\n';
    expect(await definitionAt({ 'main.cf': mainCf, virtual, aliases: '' })).toEqual([
      'virtual:2 ann@example.net',
    ]);
  });

  test('is the entry for it in another table', async () => {
    const files = {
      'main.cf': mainCf,
      virtual: 'sales@example.net a‸nn\n',
      aliases: '# users\nann: ann-home\n',
    };
    expect(await definitionAt(files)).toEqual(['aliases:2 ann']);
  });

  test('is the entry for its domain', async () => {
    const virtual = 'sales@example.net bob@exam‸ple.net\n@example.net ann\n';
    expect(await definitionAt({ 'main.cf': mainCf, virtual, aliases: '' })).toEqual([
      'virtual:2 @example.net',
    ]);
  });

  test('in quotes', async () => {
    const aliases = 'root: "sales ‸team"\n"sales team": ann\n';
    expect(await definitionAt({ 'main.cf': mainCf, virtual: '', aliases })).toEqual([
      'aliases:2 "sales team"',
    ]);
    expect(await referencesAt({ 'main.cf': mainCf, virtual: '', aliases })).toEqual([
      'aliases:1 "sales team"',
      'aliases:2 "sales team"',
    ]);
  });

  test('is the file that an alias includes', async () => {
    const files = { 'main.cf': mainCf, virtual: '', aliases: 'all: :include:/etc/postfix/li‸st\n', list: '' };
    expect(await definitionAt(files)).toEqual(['list:1']);
  });

  test('in aliases', async () => {
    const files = { 'main.cf': mainCf, virtual: '', aliases: 'root: postm‸aster\npostmaster: ann\n' };
    expect(await definitionAt(files)).toEqual(['aliases:2 postmaster']);
  });
});

describe('the definition of a reference to a group', () => {
  const at = (text: string) =>
    definitionAt({ 'main.cf': 'virtual_alias_maps = pcre:/etc/postfix/virtual\n', virtual: text });

  test('is the group', async () => {
    expect(await at('/^(a|b)-(\\(c+)@x$/ ${‸2}@y\n')).toEqual(['virtual:1 (\\(c+)']);
    expect(await at('/(?:a)(b)[(](c)/ $‸1\n')).toEqual(['virtual:1 (b)']);
  });

  test.each(['!/(a)/ $‸1\n', '/(a)/ $‸2\n', '/(a)/ $‸$1\n'])('%s has none', async (text) => {
    expect(await at(text)).toEqual([]);
  });

  test('and the references to it are those of its line', async () => {
    const virtual = '/(a)(b)/ $1$1\n/(c‸)/\n  $1@x ${1}@y\n';
    expect(
      await referencesAt({ 'main.cf': 'virtual_alias_maps = pcre:/etc/postfix/virtual\n', virtual }),
    ).toEqual(['virtual:2 (c)', 'virtual:3 $1', 'virtual:3 ${1}']);
  });
});

describe('references', () => {
  test('to a user-defined name, in main.cf and in master.cf', async () => {
    const files = {
      'main.cf': 'off‸ice = a\nmydestination = $office, ${office}\nmyorigin = ${office?{x}}\n',
      'master.cf': `${smtpd}  -o myorigin=$office\n  -o office=b\n`,
    };
    expect(await referencesAt(files)).toEqual([
      'main.cf:1 office',
      'main.cf:2 office',
      'main.cf:2 office',
      'main.cf:3 office',
      'master.cf:2 office',
      'master.cf:3 office',
    ]);
  });

  test('to a service, with its derived parameters and tables', async () => {
    const files = {
      'main.cf':
        'slow_destination_rate_delay = 1s\ntransport_maps = hash:/etc/postfix/transport\ndefer_transports = slow\n',
      'master.cf': `${smtpd}sl‸ow unix - - n - - smtp\n`,
      transport: 'a.example slow:\nslow.example smtp:\nb.example slow:[mx.example]\n',
    };
    expect(await referencesAt(files)).toEqual([
      'main.cf:1 slow',
      'main.cf:3 slow',
      'master.cf:2 slow',
      'transport:1 slow',
      'transport:3 slow',
    ]);
  });

  test('to a table', async () => {
    const files = {
      'main.cf':
        'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/ac‸cess\nsmtpd_client_restrictions = check_client_access hash:$config_directory/access\n',
      'master.cf': smtpd,
      access: 'a.example REJECT\n',
    };
    expect(await referencesAt(files)).toEqual([
      'main.cf:1 /etc/postfix/access',
      'main.cf:2 $config_directory/access',
    ]);
  });

  test('to a restriction', async () => {
    const files = {
      'main.cf': 'smtpd_client_restrictions = rej‸ect\nsmtpd_helo_restrictions = REJECT\n',
      'master.cf': `${smtpd}  -o smtpd_sender_restrictions=permit_mynetworks,reject\n`,
    };
    expect(await referencesAt(files)).toEqual(['main.cf:1 reject', 'main.cf:2 REJECT', 'master.cf:2 reject']);
  });

  test('to the entry of an alias', async () => {
    const files = {
      'main.cf':
        'myorigin = example.com\nmydestination = example.com\nalias_maps = hash:/etc/postfix/aliases\n',
      'master.cf': smtpd,
      aliases: 'root: Ann, bob\nadmin: root\nan‸n: ann@elsewhere.example\n',
    };
    expect(await referencesAt(files)).toEqual(['aliases:1 Ann', 'aliases:3 ann']);
  });
});
