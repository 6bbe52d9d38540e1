// One configuration directory as Postfix sees it: which setting of a name is in force, and where words come from.
import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { type HostFacts, Instance, type Source } from '../../server/src/instance/instance.ts';
import { expandedValue, nameLocation, sourceLocation } from '../../server/src/instance/words.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { mainTree, masterTree } from '../corpus/invariants';

const catalog = new Catalog();
const mainUri = 'file:///etc/postfix/main.cf';
const masterUri = 'file:///etc/postfix/master.cf';

interface Given {
  readonly main?: string;
  readonly master?: string;
  readonly version?: string;
  readonly host?: HostFacts;
}

function instanceOf({ main = '', master = '', version = '3.7', host = {} }: Given): Instance {
  return new Instance(
    {
      directory: 'file:///etc/postfix',
      main: { uri: mainUri, tree: mainTree(SourceText.of(main)) },
      master: { uri: masterUri, tree: masterTree(SourceText.of(master)) },
    },
    catalog,
    release(version),
    host,
  );
}

/** What a source says of itself: the text of the setting, or its kind. */
function saying(source: Source, { main = '', master = '' }: Given): string {
  const location = sourceLocation(instanceOf({ main, master }), source);
  if (location === undefined) return source.kind;
  return (location.uri === mainUri ? main : master).slice(location.start, location.end);
}

/** The raw value of a name, what sets it, and what that overrides. */
function way(given: Given, name: string, service?: string): string[] | undefined {
  const instance = instanceOf(given);
  const placed = instance.services.find((s) => s.key === service);
  const value = instance.value(name, placed);
  return value && [value.raw, saying(value.source, given), ...value.overrode.map((s) => saying(s, given))];
}

describe('the value in force', () => {
  test('is that of the last entry', () => {
    const main = 'myorigin = a\n# note\nmyorigin = b\nmyorigin = c\n';
    expect(way({ main }, 'myorigin')).toEqual(['c', 'myorigin = c', 'myorigin = b', 'myorigin = a']);
  });

  test("is a service's own for that service, the last one first", () => {
    const given = {
      main: 'myorigin = main\n',
      master: 'smtp inet n - n - - smtpd\n  -o myorigin=first -o { myorigin = second }\n',
    };
    expect(way(given, 'myorigin', 'smtp/inet')).toEqual([
      'second',
      '-o { myorigin = second }',
      '-o myorigin=first',
      'myorigin = main',
    ]);
    expect(way(given, 'myorigin')).toEqual(['main', 'myorigin = main']);
  });

  test('is the default of the release', () => {
    expect(way({}, 'smtpd_forbid_bare_newline')).toEqual(['no', 'default']);
    expect(way({ version: '3.10' }, 'smtpd_forbid_bare_newline')).toEqual(['normalize', 'default']);
    expect(way({ version: '3.5' }, 'smtpd_sasl_mechanism_filter')).toBeUndefined();
    expect(way({}, 'no_such_parameter')).toBeUndefined();
  });

  test('is empty where the entry is empty', () => {
    expect(way({ main: 'myorigin =\n' }, 'myorigin')).toEqual(['', 'myorigin =']);
  });

  test('of a service-derived name is that of its parameter', () => {
    const master = 'mine unix - - n - - smtp\n';
    expect(way({ master }, 'mine_destination_recipient_limit')).toEqual([
      '$default_destination_recipient_limit',
      'default',
    ]);
    expect(instanceOf({ master }).parameterOf('mine_destination_recipient_limit')?.name).toBe(
      'default_destination_recipient_limit',
    );
    expect(way({}, 'mine_destination_recipient_limit')).toBeUndefined();
  });

  test('of a read-only parameter is not what a file says', () => {
    const given = { main: 'process_name = x\n', master: 'mine inet n - n - - smtpd -o service_name=y\n' };
    expect(way(given, 'process_name', 'mine/inet')).toEqual(['smtpd', 'computed']);
    expect(way(given, 'service_name', 'mine/inet')).toEqual(['mine', 'computed']);
  });

  test.each<[string, HostFacts, string, string]>([
    ['', { hostname: 'mail.example.com' }, 'mail.example.com', 'example.com'],
    ['', { hostname: 'mail' }, 'mail.localdomain', 'localdomain'],
    ['mydomain = example.org\n', { hostname: 'mail' }, 'mail.example.org', 'example.org'],
    ['myhostname = a.b.c\n', { hostname: 'mail' }, 'a.b.c', 'b.c'],
    ['x = b.c\nmyhostname = a.$x\n', { hostname: 'mail' }, 'a.$x', 'b.c'],
    ['myhostname = a\n', {}, 'a', 'localdomain'],
  ])('of myhostname and mydomain: %j on %j', (main, host, myhostname, mydomain) => {
    const instance = instanceOf({ main, host });
    expect([instance.value('myhostname')?.raw, instance.value('mydomain')?.raw]).toEqual([
      myhostname,
      mydomain,
    ]);
  });

  test('is expanded with the values of the same service', () => {
    const instance = instanceOf({
      main: 'a = main\nmydestination = $a, $b\n',
      master: 'smtp inet n - n - - smtpd -o a=service -o b=$a\n',
    });
    const [service] = instance.services;
    expect(instance.expanded('mydestination')?.text).toBe('main, ');
    expect(instance.expanded('mydestination', service)?.text).toBe('service, service');
  });
});

describe('a word of an expanded value', () => {
  const main = 'inside = 192.0.2.0/24,\n  198.51.100.0/24\nmynetworks = 127.0.0.0/8, $inside\n';
  const master = 'smtp inet n - n - - smtpd\n  -o mynetworks=$extra,$inside -o extra=[::1]\n';

  test('is found in the file that it stands in', () => {
    const instance = instanceOf({ main, master });
    const place = (service?: number) => {
      const value = expandedValue(
        instance,
        'mynetworks',
        service === undefined ? undefined : instance.services[service],
      );
      return value?.nodes.map((node) => {
        const at = value.locate(node);
        return (
          at &&
          `${at.uri === mainUri ? 'main.cf' : 'master.cf'}: ${(at.uri === mainUri ? main : master).slice(at.start, at.end)}`
        );
      });
    };
    expect(place()).toEqual(['main.cf: 127.0.0.0/8', 'main.cf: 192.0.2.0/24', 'main.cf: 198.51.100.0/24']);
    expect(place(0)).toEqual(['master.cf: [::1]', 'main.cf: 192.0.2.0/24', 'main.cf: 198.51.100.0/24']);
  });

  test('of a default is nowhere', () => {
    const instance = instanceOf({});
    const value = expandedValue(instance, 'mydestination');
    expect(value?.nodes.map((node) => value.locate(node))).toEqual([undefined, undefined, undefined]);
  });

  test('that came through a default is where the reference leads in the end', () => {
    const text = 'myhostname = mail.example.com\n';
    const instance = instanceOf({ main: text });
    const value = expandedValue(instance, 'mydestination');
    const [first] = value?.nodes ?? [];
    const at = first && value?.locate(first);
    expect(at && text.slice(at.start, at.end)).toBe('mail.example.com');
  });
});

test('names have places: that of the name in main.cf and in an override', () => {
  const given = { main: 'myorigin = a\n', master: 'smtp inet n - n - - smtpd -o { myorigin = b }\n' };
  const instance = instanceOf(given);
  const sources = [instance.value('myorigin'), instance.value('myorigin', instance.services[0])].flatMap(
    (v) => (v ? [v.source] : []),
  );
  const places = sources.map((source) => nameLocation(instance, source));
  expect(
    places.map((at) => at && (at.uri === mainUri ? given.main : given.master).slice(at.start, at.end)),
  ).toEqual(['myorigin', 'myorigin']);
});

test('services are known by name and type, and by the base name of their program', () => {
  const { services } = instanceOf({ master: '127.0.0.1:10025 inet n - n - - /usr/lib/postfix/smtpd\n' });
  expect(services).toMatchObject([
    { key: '127.0.0.1:10025/inet', name: '127.0.0.1:10025', type: 'inet', program: 'smtpd' },
  ]);
});
