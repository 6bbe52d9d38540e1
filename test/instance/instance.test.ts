// The value in force, and where it comes from.

import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import type { MachineFacts } from '../../server/src/host.ts';
import { expandedValue } from '../../server/src/instance/expanded-values.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import { settings } from '../../server/src/instance/settings.ts';
import {
  allTableUses,
  listFileUses,
  managedDirectories,
  tableUses,
} from '../../server/src/instance/table-uses.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const catalog = new Catalog();
const directory = 'file:///etc/postfix';

function instance(
  main: string | undefined,
  master?: string,
  version = '3.7',
  host: MachineFacts = {},
): Instance {
  return new Instance(
    {
      directory,
      ...(main === undefined
        ? {}
        : {
            main: {
              uri: `${directory}/main.cf`,
              tree: new Tree(SourceText.of(main), new ChunkParser(parseMainLine)),
            },
          }),
      ...(master === undefined
        ? {}
        : {
            master: {
              uri: `${directory}/master.cf`,
              tree: new Tree(SourceText.of(master), new ChunkParser(parseMasterLine)),
            },
          }),
    },
    catalog,
    release(version),
    host,
  );
}

describe('the value of a parameter', () => {
  test('is that of the last line, which overrides the earlier ones', () => {
    const value = instance('a = 1\na = 2\na = 3\n').value('a');
    expect(value).toMatchObject({ raw: '3', source: { kind: 'entry' } });
    expect(value?.overrode.map((s) => s.kind === 'entry' && s.entry.item.text)).toEqual(['2', '1']);
  });

  test('is the override of the service, if it has one', () => {
    const it = instance(
      'biff = yes\n',
      'smtp inet n - n - - smtpd\n  -o biff=no -o biff=maybe\n25 inet n - n - - smtpd\n',
    );
    const [first, second] = it.services;
    expect(it.value('biff', first)).toMatchObject({ raw: 'maybe', source: { kind: 'override' } });
    expect(it.value('biff', first)?.overrode.map((s) => s.kind)).toEqual(['override', 'entry']);
    expect(it.value('biff', second)).toMatchObject({ raw: 'yes', source: { kind: 'entry' } });
  });

  test('is the default of the target release, if nothing sets it', () => {
    expect(instance('', '', '3.8').value('smtpd_forbid_bare_newline')).toMatchObject({
      raw: 'no',
      source: { kind: 'default' },
    });
    expect(instance('', '', '3.9').value('smtpd_forbid_bare_newline')).toMatchObject({ raw: 'normalize' });
    expect(instance('', '', '3.4').value('smtpd_forbid_bare_newline')).toBeUndefined();
  });

  test('comes from the program itself for the names that each program sets', () => {
    const it = instance(
      'process_name = mine\n',
      '587 inet n - n - - smtpd\n  -o syslog_name=$service_name/$process_name\n',
    );
    expect(it.expanded('syslog_name', it.services[0])?.text).toBe('587/smtpd');
  });

  test('of a service-derived name is the default of its kind', () => {
    const it = instance(
      'default_destination_recipient_limit = 7\n',
      'office unix - - n - - smtp\npolicy unix - n n - 0 spawn\n',
    );
    expect(it.expanded('office_destination_recipient_limit')?.text).toBe('7');
    expect(it.expanded('office_initial_destination_concurrency')?.text).toBe('5');
    expect(it.value('policy_time_limit')).toMatchObject({ raw: '$command_time_limit' });
    expect(it.value('policy_destination_recipient_limit')).toBeUndefined();
  });

  test('that refers to itself is an error, and the expansion ends', () => {
    expect(instance('a = $b\nb = x$a\n').expanded('a')?.problems).toEqual([
      'unreasonable macro call nesting: "x"',
    ]);
    expect(instance('a = ${{$a} == {x} ? {y}}\n').expanded('a')?.problems).toHaveLength(1);
  });

  test('exists with one of the two files, or without both', () => {
    expect(instance(undefined, 'smtp inet n - n - - smtpd -o biff=no\n').services).toHaveLength(1);
    expect(instance('biff = no\n').value('biff')?.raw).toBe('no');
    expect(instance(undefined).value('biff')?.raw).toBe('yes');
  });
});

describe('defaults that come from the machine', () => {
  const host: MachineFacts = {
    hostname: 'mail.example.com',
    addresses: [
      { address: '127.0.0.1', prefix: 8 },
      { address: '192.0.2.10', prefix: 24 },
      { address: '2001:db8::10', prefix: 64 },
    ],
  };

  test('myhostname and mydomain', () => {
    expect(instance('', '', '3.7', host).expanded('mydestination')?.text).toBe(
      'mail.example.com, localhost.example.com, localhost',
    );
    expect(
      instance('mydomain = example.org\n', '', '3.7', { hostname: 'mail' }).expanded('myhostname')?.text,
    ).toBe('mail.example.org');
    expect(instance('myhostname = mx.$mydomain\n', '', '3.7', host).expanded('mydomain')?.text).toBe('');
  });

  test.each([
    ['host', '127.0.0.1/32 192.0.2.10/32 [2001:db8::10]/128 '],
    ['subnet', '127.0.0.0/8 192.0.2.0/24 [2001:db8::]/64 '],
    ['class', '127.0.0.0/8 192.0.2.0/24 [2001:db8::]/64 '],
  ])('mynetworks by mynetworks_style = %s', (style, expected) => {
    expect(instance(`mynetworks_style = ${style}\n`, '', '3.7', host).value('mynetworks')?.raw).toBe(
      expected,
    );
  });

  test('mynetworks by inet_interfaces and inet_protocols', () => {
    const main = 'mynetworks_style = host\ninet_protocols = ipv4\ninet_interfaces = 192.0.2.10\n';
    expect(instance(main, '', '3.7', host).value('mynetworks')?.raw).toBe('192.0.2.10/32 ');
  });
});

test('a word has the line that it comes from, through any number of names', () => {
  const main = 'inner = a,\n# comment\n  b\nouter = x, $inner\nmydestination = $outer, c\n';
  const value = expandedValue(instance(main), 'mydestination');
  const places = value?.nodes.map((node) => {
    const at = value.locate(node);
    return at && main.slice(at.start, at.end);
  });
  expect(places).toEqual(['x', 'a', 'b', 'c']);
});

describe('files that the configuration names', () => {
  const main =
    'transport_maps = hash:/etc/postfix/transport, proxy:mysql:/etc/postfix/sql/t.cf\n' +
    'smtpd_sender_restrictions = check_sender_access pipemap:{regexp:/etc/postfix/a,lmdb:/etc/postfix/b}\n' +
    'alias_maps = $default_database_type:/etc/aliases\n' +
    'mynetworks = !192.0.2.1, /etc/postfix/networks\nrelay_domains = /etc/postfix/domains, example.com\n' +
    'multi_instance_directories = /etc/postfix-out /etc/postfix-in\n';

  test('tables, with their types and purposes', () => {
    expect(allTableUses(instance(main)).map((u) => [u.type, u.path, u.role])).toEqual([
      ['hash', '/etc/postfix/transport', 'transport'],
      ['mysql', '/etc/postfix/sql/t.cf', 'transport'],
      ['regexp', '/etc/postfix/a', 'access'],
      ['lmdb', '/etc/postfix/b', 'access'],
      ['hash', '/etc/aliases', 'alias'],
    ]);
  });

  test('one of them, at its path or in a copy of the directory', () => {
    expect(tableUses(instance(main), `${directory}/transport`)).toHaveLength(1);
    expect(tableUses(instance(main), 'file:///etc/aliases')).toHaveLength(1);
    expect(tableUses(instance(main), `${directory}/other`)).toEqual([]);
    const copy = 'file:///home/me/mail/etc/postfix';
    const { files, release: target } = instance(main);
    const copied = new Instance({ ...files, directory: copy }, catalog, target);
    expect(tableUses(copied, `${copy}/sql/t.cf`)).toHaveLength(1);
    expect(tableUses(copied, 'file:///home/me/mail/etc/aliases')).toHaveLength(1);
  });

  test('files in match lists, and the directories of other instances', () => {
    expect(listFileUses(instance(main))).toEqual([
      { path: '/etc/postfix/networks', parameter: 'mynetworks' },
      { path: '/etc/postfix/domains', parameter: 'relay_domains' },
    ]);
    expect(managedDirectories(instance(main))).toEqual(['/etc/postfix-out', '/etc/postfix-in']);
  });
});

describe('names', () => {
  test('that the configuration uses are known; a class needs a definition', () => {
    const names = namesOf(
      instance('mine = x\nmydestination = $mine\nother = y\nsmtpd_restriction_classes = c, d\nc = permit\n'),
    );
    expect(['mine', 'c', 'other', 'd'].map((n) => names.isKnown(n))).toEqual([true, true, false, false]);
    expect(names.undefinedUses.map((u) => u.name)).toEqual(['d']);
  });

  test('that main.cf sets and master.cf uses', () => {
    const it = instance(
      'office_restrictions = permit\n',
      '587 inet n - n - - smtpd\n -o smtpd_client_restrictions=$office_restrictions\n',
    );
    expect(namesOf(it).isKnown('office_restrictions')).toBe(true);
  });

  test('every setting of both files, in order', () => {
    const it = instance('a = 1\nb = 2\na = 3\n', 'smtp inet n - n - - smtpd -o c=4\n');
    expect([...settings(it)].map((s) => s.name)).toEqual(['a', 'b', 'a', 'c']);
  });
});
