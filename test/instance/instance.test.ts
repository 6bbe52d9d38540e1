// The value in force, and where it comes from.

import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import type { MachineFacts } from '../../server/src/host.ts';
import { expandedValue } from '../../server/src/instance/expanded-values.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import { isReference, type Setting, settings, unusualSettings } from '../../server/src/instance/settings.ts';
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

describe('the entries of main.cf', () => {
  test('by name, repeated or not', () => {
    const it = instance('a = 1\nb = 2\n a line\nc d\na = 3\n');
    expect(it.entries.map(({ item }) => item.name.text)).toEqual(['a', 'b', 'a']);
    expect(it.entriesOf('a').map(({ item }) => item.text)).toEqual(['1', '3']);
    expect(it.entriesOf('nosuch')).toEqual([]);
    expect(it.repeatedNames).toEqual(['a']);
  });

  test('that set parameters, and whether the release has them', () => {
    const it = instance(
      'biff = no\nmine = 1\nbiff = yes\nsmtpd_forbid_bare_newline = yes\nx_destination_recipient_limit = 1\n',
      'x unix - - n - - smtp\n',
      '3.4',
    );
    expect(
      it.parameters.map(({ name, parameter, isRead }) => [
        name,
        it.lastEntry(name)?.item.text,
        parameter.name,
        isRead,
      ]),
    ).toEqual([
      ['biff', 'yes', 'biff', true],
      ['smtpd_forbid_bare_newline', 'yes', 'smtpd_forbid_bare_newline', false],
      ['x_destination_recipient_limit', '1', 'default_destination_recipient_limit', true],
    ]);
  });
});

describe('the services of master.cf', () => {
  test('with their names, types, and programs', () => {
    const it = instance('', 'smtp inet n - n - - libexec/smtpd -v\nbroken\nx unix - - n - - smtp\n');
    expect(it.services.map(({ key, name, type, program }) => [key, name, type, program])).toEqual([
      ['smtp/inet', 'smtp', 'inet', 'smtpd'],
      ['x/unix', 'x', 'unix', 'smtp'],
    ]);
  });

  test('create names from their command as written', () => {
    const of = (command: string) => [...instance('', `x unix - - n - - ${command}\n`).derivedNames.keys()];
    expect(of('smtp')).toContain('x_destination_recipient_limit');
    expect(of('/usr/libexec/smtp')).toEqual([]);
    expect(of('cleanup')).toEqual([]);
  });

  test('have overrides by name; those with a syntax error have none', () => {
    const it = instance('', 'x unix - - n - - smtp -o a=1 -o b=2 -o a=3 -o c\n');
    const [service] = it.services;
    if (service === undefined) return expect.unreachable();
    expect(it.overridesOf(service, 'a').map(({ value }) => value?.text)).toEqual(['1', '3']);
    expect(it.overridesOf(service, 'c')).toEqual([]);
  });
});

describe('values that Postfix sets itself', () => {
  const it = instance('process_id = 1\nprocess_name = a\n', 'x unix - - n - - smtp -o process_id=2\n', '3.7');

  test('are not those of main.cf', () => {
    expect(it.value('process_name')).toMatchObject({ source: { kind: 'default' } });
    expect(it.value('process_name', it.services[0])).toEqual({
      name: 'process_name',
      raw: 'smtp',
      source: { kind: 'computed' },
      overrode: [],
    });
    expect(it.value('service_name', it.services[0])?.raw).toBe('x');
  });

  test('the path of a directory, also for a document without a file', () => {
    const directory = (uri: string) => new Instance({ directory: uri }, catalog, release('3.7')).path;
    expect(directory('file:///etc/postfix')).toBe('/etc/postfix');
    expect(directory('postfix-settings:/etc/postfix')).toBe('/etc/postfix');
    expect(directory('vscode-vfs://github/owner/repository/etc/postfix')).toBe(
      '/owner/repository/etc/postfix',
    );
  });

  test('config_directory is the directory', () => {
    expect(it.value('config_directory')).toMatchObject({ raw: '/etc/postfix', source: { kind: 'computed' } });
    const remote = new Instance(
      { directory: 'vscode-remote://ssh%2Bhost/srv/my%20mail' },
      catalog,
      release('3.7'),
    );
    expect(remote.path).toBe('/srv/my mail');
  });

  test('the host may know defaults of its Postfix', () => {
    const host = {
      defaults: new Map([
        ['mail_owner', 'mail'],
        ['myhostname', 'a.example'],
      ]),
    };
    const own = instance('mail_owner = me\n', '', '3.7', host);
    expect(own.value('mail_owner')?.raw).toBe('me');
    expect(own.value('myhostname')).toMatchObject({ raw: 'a.example', source: { kind: 'computed' } });
  });

  test.each([
    ['mail.example.com', '', 'mail.example.com', 'example.com'],
    ['mail', '', 'mail.localdomain', 'localdomain'],
    ['mail', 'mydomain = example.org\n', 'mail.example.org', 'example.org'],
    ['mail.example.com', 'myhostname = mx\n', 'mx', 'localdomain'],
    ['mail.example.com', 'myhostname = $own\nown = a.b.c\n', '$own', 'b.c'],
    [undefined, '', undefined, undefined],
    [undefined, 'myhostname = a.b\n', 'a.b', 'b'],
  ])('a host named %s with %j', (hostname, main, expectedHost, expectedDomain) => {
    const own = instance(main, '', '3.7', hostname === undefined ? {} : { hostname });
    const raw = (name: string) => {
      const value = own.value(name);
      return value?.source.kind === 'default' ? undefined : value?.raw;
    };
    expect([raw('myhostname'), raw('mydomain')]).toEqual([expectedHost, expectedDomain]);
  });

  test('mynetworks depends on main.cf as it is before the defaults are known', () => {
    const host = {
      addresses: [
        { address: '192.0.2.1', prefix: 24 },
        { address: '127.0.0.1', prefix: 8 },
      ],
    };
    const of = (main: string) => instance(main, '', '3.7', host).value('mynetworks')?.raw;
    expect(of('compatibility_level = 2\n')).toBe('192.0.2.1/32 127.0.0.1/32 ');
    expect(of('')).toBe('192.0.2.0/24 127.0.0.0/8 ');
    expect(of('mynetworks_style = $own\nown = host\n')).toBe('192.0.2.1/32 127.0.0.1/32 ');
    expect(of('mynetworks_style = host\ninet_interfaces = loopback-only\n')).toBe('127.0.0.1/32 ');
    expect(instance('').value('mynetworks')?.raw).not.toContain('192.0.2');
  });
});

describe('text is expanded', () => {
  test('with the values of a service, or not at all', () => {
    const it = instance('mine = a\n', 'x unix - - n - - smtp -o mine=b\n');
    expect(it.expand('$mine').text).toBe('a');
    expect(it.expand('$mine', it.services[0]).text).toBe('b');
    expect(it.unexpanded('$mine $$').text).toBe('$mine $$');
    expect(it.expanded('nosuch')).toBeUndefined();
  });

  test('with functions, and with the text of raw parameters, since Postfix 3.11', () => {
    const main = 'mine = $luser_relay\nluser_relay = $b\nb = c\n';
    expect(instance(main, '', '3.7').expanded('luser_relay')?.text).toBe('$b');
    expect(instance(main, '', '3.11').expanded('mine')?.text).toBe('$b');
    expect(instance(main, '', '3.10').expanded('mine')?.text).toBe('c');
    expect(instance(main, '', '3.10').expandOptions).toEqual({});
    expect(instance(main, '', '3.11').expandOptions.functions).toBe(true);
  });
});

test('settings of the command line override main.cf, but no service and no read-only parameter', () => {
  const master = 'x unix - - n - - smtp -o biff=maybe\n';
  const { files, release: target } = instance('biff = no\n', master);
  const extra = new Map([
    ['biff', 'yes'],
    ['process_id', '1'],
  ]);
  const it = new Instance({ ...files, extra }, catalog, target);
  expect(it.value('biff')).toEqual({
    name: 'biff',
    raw: 'yes',
    source: { kind: 'computed' },
    overrode: [],
  });
  expect(it.value('biff', it.services[0])?.raw).toBe('maybe');
  expect(it.value('process_id')?.raw).not.toBe('1');
});

test('an expansion survives an edit elsewhere, and no change of the release', () => {
  const first = instance('mine = a\nmydestination = $mine\n');
  const { text } = first.expanded('mydestination') ?? {};
  expect(text).toBe('a');
  const again = new Instance(first.files, catalog, first.release, {}, first);
  expect(again.expanded('mydestination')).toBe(first.expanded('mydestination'));
  const newer = new Instance(first.files, catalog, release('3.9'), {}, first);
  expect(newer.expanded('mydestination')).not.toBe(first.expanded('mydestination'));
});

test('the place of each setting, and the settings that may need a finding', () => {
  const main = 'biff = no\nmine = 1\n';
  const master = 'a unix - - n - - smtp\nx unix - - n - - smtp -o biff=no -o own=1 -o =2\n';
  const it = instance(main, master);
  const shown = (list: Iterable<Setting>) =>
    [...list].map(({ name, at, entry, service }) => {
      const text = at.uri.endsWith('main.cf') ? main : master;
      return [name, text.slice(at.start, at.end), entry !== undefined, service?.name];
    });
  expect(shown(settings(it))).toEqual([
    ['biff', 'biff', true, undefined],
    ['mine', 'mine', true, undefined],
    ['biff', 'biff', false, 'x'],
    ['own', 'own', false, 'x'],
  ]);
  expect(shown(unusualSettings(it)).map(([name]) => name)).toEqual(['mine', 'own']);
  expect([isReference('$a'), isReference('a$')]).toEqual([true, false]);
});
