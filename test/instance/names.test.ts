// Which names have a meaning in a configuration.
import { describe, expect, test } from 'vitest';
import { namesOf } from '../../server/src/instance/names.ts';
import { instanceOf, serviceNamed } from './support.ts';

const of = (main: string, master = '', version = '3.7') => {
  const instance = instanceOf({ main, master, version });
  const names = namesOf(instance);
  return {
    names,
    service: (name: string) => serviceNamed(instance, name),
    undefinedUses: names.undefinedUses.map(
      ({ name, parameter, scope }) => `${name} in ${parameter} of ${scope?.name ?? 'main.cf'}`,
    ),
  };
};

describe('a name is known', () => {
  test.each([
    ['biff', '', '', true],
    ['mine', 'mine = 1\n', '', false],
    ['mine', 'mine = 1\nmydestination = $mine\n', '', true],
    ['mine', 'mydestination = $mine\n', '', false],
    // Only the last entry counts.
    ['mine', 'mine = 1\nmydestination = $mine\nmydestination = a\n', '', false],
    // Names that the user defines may refer to each other.
    ['mine', 'mine = 1\nother = $mine\n', '', true],
    ['mine', 'mine = 1\nsmtpd_restriction_classes = other mine\n', '', true],
    ['mine', 'mine = 1\nsmtpd_restriction_classes = $list\nlist = mine\n', '', true],
    ['mine', 'mine = 1\n', 'x unix - - n - - smtp -o smtp_helo_name=$mine\n', true],
    ['mine', 'mine = 1\n', 'x unix - - n - - smtp -o smtp_helo_name=$mine -o mine=2\n', false],
    ['mine', 'mine = 1\n', 'x unix - - n - - smtp -o mine=2\n', false],
    ['mine', 'mine = 1\n', 'x unix - - n - - smtp -o smtpd_restriction_classes=mine\n', true],
    ['mine', 'mine = 1\n', 'x unix - - n - - smtp -o process_id=$mine\n', false],
    ['mine', 'mine = 1\nprocess_id = $mine\n', '', false],
    ['x_destination_recipient_limit', '', 'x unix - - n - - smtp\n', true],
    ['y_destination_recipient_limit', '', 'x unix - - n - - smtp\n', false],
    // A read-only name is built in.
    ['process_id', '', '', true],
    // Defaults refer to names of earlier releases.
    ['virtual_maps', 'virtual_maps = a\n', '', true],
    ['virtual_maps', 'virtual_maps = a\nvirtual_alias_maps = b\n', '', true],
  ])('%s with %j and %j: %s', (name, main, master, expected) => {
    expect(of(main, master).names.isKnown(name)).toBe(expected);
  });

  test('to the releases in which a default refers to it', () => {
    const isKnown = (main: string, version: string) => of(main, '', version).names.isKnown('fallback_relay');
    expect(isKnown('fallback_relay = a\n', '2.8')).toBe(true);
    expect(isKnown('fallback_relay = a\nsmtp_fallback_relay = b\n', '2.8')).toBe(false);
  });

  test('to a service that sets it', () => {
    const { names, service } = of(
      'mydestination = $mine\n',
      'a unix - - n - - smtp -o mine=1 -o own=2\nb unix - - n - - smtp -o own=$more -o more=3\n',
    );
    const known = (name: string) => [
      names.isKnown(name),
      names.isKnownFor(name, undefined),
      names.isKnownFor(name, service('a')),
      names.isKnownFor(name, service('b')),
    ];
    expect(known('mine')).toEqual([false, false, true, false]);
    expect(known('own')).toEqual([false, false, false, false]);
    expect(known('more')).toEqual([false, false, false, true]);
    expect(known('biff')).toEqual([true, true, true, true]);
    expect(known('nothing')).toEqual([false, false, false, false]);
  });

  test('to a service whose settings use each other', () => {
    const { names, service } = of(
      '',
      'a unix - - n - - smtp -o own=$more -o more=$third -o third=3\nb unix - - n - - smtp\n',
    );
    const known = ['own', 'more', 'third'].map((name) => names.isKnownFor(name, service('a')));
    expect(known).toEqual([false, true, true]);
    expect(names.isKnownFor('more', service('b'))).toBe(false);
  });

  test('not to another service that sets it', () => {
    const master = 'a unix - - n - - smtp -o smtp_helo_name=$mine\nb unix - - n - - smtp -o mine=1\n';
    const { names, service, undefinedUses } = of('', master);
    expect(names.isKnownFor('mine', service('b'))).toBe(false);
    expect(undefinedUses).toEqual(['mine in smtp_helo_name of a']);
  });

  test('as a restriction class of a service', () => {
    const { names, service } = of(
      'smtpd_restriction_classes = mine\n',
      'a inet n - n - - smtpd -o mine=reject\nb inet n - n - - smtpd -o own=reject -o smtpd_restriction_classes=own\n',
    );
    expect(names.isKnownFor('mine', service('a'))).toBe(true);
    expect(names.isKnownFor('mine', service('b'))).toBe(false);
    expect(names.isKnownFor('own', service('b'))).toBe(true);
    expect(names.isKnownFor('own', service('a'))).toBe(false);
  });

  test('only because the files use it', () => {
    const { names } = of('mine = 1\nmydestination = $mine $biff\nunused = 2\n');
    expect([...names.userNames]).toEqual(['mine']);
  });
});

describe('the settings of a database are known', () => {
  const known = (value: string, name = 'virtual_alias_maps') =>
    of(`${name} = ${value}\nold_hosts = x\nold_dbname = x\nold_server_host = x\n`).names.userNames;

  test.each([
    ['mysql:old', ['old_dbname', 'old_hosts']],
    ['ldap:old', ['old_server_host']],
    ['proxy:mysql:old', ['old_dbname', 'old_hosts']],
    ['proxy:proxy:ldap:old', ['old_server_host']],
    ['hash:/a, ldap:old', ['old_server_host']],
    ['unionmap:{mysql:old, hash:/a}', ['old_dbname', 'old_hosts']],
    ['unionmap:{{mysql:old}, hash:/a}', ['old_dbname', 'old_hosts']],
    ['{ ldap:old }', ['old_server_host']],
    ['unionmap:{ldap:old', ['old_server_host']],
    ['${biff?{ldap:old}}', ['old_server_host']],
    ['mysql:/old', []],
    ['mysql:./old', []],
    ['hash:old', []],
    ['mysql', []],
    ['debug:mysql:old', []],
  ])('in virtual_alias_maps = %s', (value, expected) => {
    expect([...known(value)].sort()).toEqual(expected);
  });

  test('unless they are parameters of Postfix', () => {
    const main = 'virtual_alias_maps = ldap:smtpd\nsmtpd_timeout = 5\nsmtpd_base = 5\n';
    expect(of(main).names.userNames).not.toContain('smtpd_timeout');
  });

  test('for parameters of Postfix alone', () => {
    expect([...known('mysql:old', 'mine')]).toEqual([]);
    expect([...known('mysql:old', 'luser_relay')]).toEqual([]);
  });

  test('in a service', () => {
    const { names, service } = of(
      '',
      'x unix - - n - - smtp -o virtual_alias_maps=mysql:old -o old_hosts=a\n',
    );
    expect(names.isKnownFor('old_hosts', service('x'))).toBe(true);
    expect(names.isKnownFor('old_dbname', service('x'))).toBe(false);
  });

  test('up to a depth of nesting', () => {
    const nested = (depth: number) => `${'{'.repeat(depth)}ldap:old${'}'.repeat(depth)}`;
    expect([...known(nested(16))]).toEqual(['old_server_host']);
    expect([...known(nested(17))]).toEqual([]);
  });
});

describe('settings like those of postconf -o', () => {
  const main = 'mydestination = $mine\nmine = 1\nunused = 2\n';
  const withSettings = (extra: Readonly<Record<string, string>>) => {
    const names = namesOf(instanceOf({ main, master: '', extra: new Map(Object.entries(extra)) }));
    return {
      known: [...names.userNames].sort(),
      undefinedNames: names.undefinedUses.map(({ name, parameter }) => `${name} in ${parameter}`),
    };
  };

  test.each([
    [{}, ['mine']],
    // They replace the entry, so what the entry uses no longer counts.
    [{ mydestination: 'a' }, []],
    [{ fresh: '3' }, ['mine']],
    [{ myorigin: '$fresh', fresh: '3' }, ['fresh', 'mine']],
    [{ myorigin: '$unused' }, ['mine', 'unused']],
    [{ smtpd_restriction_classes: 'unused' }, ['mine', 'unused']],
    [{ unused: '$fresh', fresh: '2' }, ['fresh', 'mine']],
    [{ process_id: '$unused' }, ['mine']],
  ])('%j: the known names are %j', (extra, known) => {
    expect(withSettings(extra)).toEqual({ known, undefinedNames: [] });
  });

  test('can use names that nothing sets', () => {
    expect(withSettings({ myorigin: '$fresh' }).undefinedNames).toEqual(['fresh in myorigin']);
  });

  test('define names', () => {
    const extra = new Map([['fresh', '1']]);
    expect(namesOf(instanceOf({ main: '', extra })).isDefined('fresh', undefined)).toBe(true);
    expect(namesOf(instanceOf({ main: '' })).isDefined('fresh', undefined)).toBe(false);
  });
});

describe('a name is defined', () => {
  const master = 'a unix - - n - - smtp -o own=1\nb unix - - n - - smtp\n';
  const { names, service } = of('mine = 1\nprocess_id = 2\n', master);

  test.each([
    ['biff', true, true, true],
    ['mine', true, true, true],
    ['own', true, true, false],
    ['other', false, false, false],
    ['process_id', true, true, true],
  ])('%s: in main.cf %s, in a %s, in b %s', (name, inMain, inA, inB) => {
    expect(names.isDefined(name, undefined)).toBe(inMain);
    expect(names.isDefined(name, service('a'))).toBe(inA);
    expect(names.isDefined(name, service('b'))).toBe(inB);
  });
});

describe('names without a value', () => {
  test.each([
    ['mydestination = $a $b\n', '', ['a in mydestination of main.cf', 'b in mydestination of main.cf']],
    ['mydestination = ${a?b}\n', '', ['a in mydestination of main.cf']],
    ['mydestination = $a\na =\n', '', []],
    ['mydestination = $a\n', 'x unix - - n - - smtp -o a=1\n', []],
    ['smtpd_restriction_classes = a, b\nb = reject\n', '', ['a in smtpd_restriction_classes of main.cf']],
    [
      '',
      'x unix - - n - - smtp -o smtp_helo_name=$a -o smtp_bind_address=$b -o b=1\n',
      ['a in smtp_helo_name of x'],
    ],
    [
      '',
      'x unix - - n - - smtp -o smtp_helo_name=$a\ny unix - - n - - smtp -o a=1\n',
      ['a in smtp_helo_name of x'],
    ],
    ['', 'x inet n - n - - smtpd -o smtpd_restriction_classes=a\n', ['a in smtpd_restriction_classes of x']],
    [
      '',
      'x inet n - n - - smtpd -o smtpd_restriction_classes=a,b -o b=reject\n',
      ['a in smtpd_restriction_classes of x'],
    ],
    // postconf looks up the names in all branches.
    [
      'mydestination = ${a?{$b}:{$c}} ${{$d}=={e}?{$f}:$g}\n',
      '',
      ['a', 'b', 'c', 'd', 'f', 'g'].map((name) => `${name} in mydestination of main.cf`),
    ],
    ['mydestination = $a ${b\n', '', ['a in mydestination of main.cf']],
    // Postfix does not expand this value when it reads it.
    ['luser_relay = $a\n', '', []],
    ['mydestination = $$a\n', '', []],
  ])('%j %j', (main, master, expected) => {
    expect(of(main, master).undefinedUses).toEqual(expected);
  });

  test('before comparisons that are nested too deeply', () => {
    const nested = (levels: number): string => (levels === 0 ? 'x' : `\${{${nested(levels - 1)}}=={y}?z}`);
    expect(of(`mydestination = $a ${nested(400)} $b\n`).undefinedUses).toEqual([
      'a in mydestination of main.cf',
    ]);
  });
});
