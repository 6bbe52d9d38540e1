// Which services run in the chroot jail, and what they need there.
import { describe, expect, test } from 'vitest';
import { release } from '../../server/src/catalog/release.ts';
import {
  chrootDefault,
  chrootFiles,
  isChrooted,
  neededInChroot,
  resolvingInChroot,
} from '../../server/src/instance/chroot.ts';
import { instanceOf } from './support.ts';

test.each([
  ['2.11', '', 'y'],
  ['2.11', 'compatibility_level = 2\n', 'y'],
  ['3.0', '', 'y'],
  ['3.0', 'compatibility_level = 0\n', 'y'],
  ['3.0', 'compatibility_level = 1\n', 'n'],
  ['3.7', 'compatibility_level = 3.6\n', 'n'],
  ['3.7', 'compatibility_level = 0.9\n', 'y'],
  ['3.7', 'compatibility_level = $own\nown = 1\n', 'n'],
  ['3.7', 'compatibility_level = new\n', 'y'],
])('in Postfix %s with %j, "-" is %s', (version, main, expected) => {
  expect(chrootDefault(instanceOf({ main, version }))).toBe(expected);
});

describe('a service', () => {
  const master =
    'a unix - - y - - smtp\nb unix - - n - - smtp\nc unix - - - - - smtp\nd unix - - - - - cleanup\n';

  test('is chrooted by its own field, or else by the default', () => {
    const chrooted = (main: string): string[] => {
      const instance = instanceOf({ main, master });
      return instance.services.filter((each) => isChrooted(instance, each)).map(({ name }) => name);
    };
    expect(chrooted('compatibility_level = 2\n')).toEqual(['a']);
    expect(chrooted('')).toEqual(['a', 'c', 'd']);
  });

  test.each([
    ['smtp', true],
    ['smtpd', true],
    ['dnsblog', true],
    ['qmqpd', true],
    ['cleanup', false],
    ['lmtp', false],
  ])('that runs %s resolves names: %s', (program, expected) => {
    const of = (chroot: string) =>
      resolvingInChroot(instanceOf({ main: '', master: `a unix - - ${chroot} - - ${program}\n` }));
    expect(of('y')?.name).toBe(expected ? 'a' : undefined);
    expect(of('n')).toBeUndefined();
  });
});

test('the services file is needed until Postfix 3.6', () => {
  expect(neededInChroot(release('3.5'))).toEqual(['/etc/resolv.conf', '/etc/services']);
  expect(neededInChroot(release('3.6'))).toEqual(['/etc/resolv.conf']);
});

describe('the files that show the state of the jail', () => {
  const master = 'a unix - - y - - smtp\n';
  const queue = '/var/spool/postfix';

  test('are those on the host, those in the jail, and the file of the running master', () => {
    expect(chrootFiles(instanceOf({ main: '', master }))).toEqual([
      `${queue}/pid/master.pid`,
      '/etc/resolv.conf',
      `${queue}/etc/resolv.conf`,
    ]);
    expect(chrootFiles(instanceOf({ main: 'queue_directory = /q\n', master, version: '3.5' }))).toEqual([
      '/q/pid/master.pid',
      '/etc/resolv.conf',
      '/q/etc/resolv.conf',
      '/etc/services',
      '/q/etc/services',
    ]);
  });

  test('are none without such a service, or if the queue has no absolute path', () => {
    expect(chrootFiles(instanceOf({ main: '', master: 'a unix - - n - - smtp\n' }))).toEqual([]);
    expect(chrootFiles(instanceOf({ main: 'queue_directory = q\n', master }))).toEqual([]);
    expect(chrootFiles(instanceOf({ main: 'queue_directory =\n', master }))).toEqual([]);
  });
});
