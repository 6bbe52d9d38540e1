// Where the files are that a configuration names: on this host, or in a copy of /etc.
import { describe, expect, test } from 'vitest';
import { homeOf, homeProbes } from '../../server/src/instance/home-directory.ts';
import { homeDirectory, isInPlace, pathsOf, uriOf } from '../../server/src/instance/paths.ts';
import { instanceOf } from './support.ts';

const at = (directory: string, main = '') => instanceOf({ main, directory });

test.each([
  ['file:///etc/postfix', true],
  ['file:///etc', true],
  ['file:///usr/local/etc/postfix', true],
  ['file:///usr/pkg/etc/postfix', true],
  ['file:///opt/postfix', true],
  ['vscode-remote://ssh+host/etc/postfix', true],
  ['file:///home/me/etc/postfix', false],
  ['file:///etcetera/postfix', false],
  ['file:///usr/local/postfix', false],
])('the files of %s are on this host: %s', (directory, expected) => {
  expect(isInPlace(at(directory))).toBe(expected);
});

describe('a configuration in place', () => {
  const instance = at('vscode-remote://host/etc/postfix');

  test.each([
    ['/etc/postfix/a', 'vscode-remote://host/etc/postfix/a'],
    ['/srv/a b', 'vscode-remote://host/srv/a%20b'],
    ['//srv/a?b#c', 'vscode-remote://host/srv/a%3Fb%23c'],
  ])('%s is %s', (path, uri) => {
    expect(uriOf(instance, path)).toBe(uri);
  });

  test('cannot name a file whose name is not UTF-8', () => {
    expect(uriOf(instance, '/srv/\udcfc')).toBeUndefined();
  });
});

describe('a copy', () => {
  const copy = 'file:///home/my%20mail/etc/postfix';
  const instance = at(copy);

  test.each([
    ['/etc/postfix/a', `${copy}/a`],
    ['/etc/postfix/b/c d', `${copy}/b/c%20d`],
    ['/etc/aliases', 'file:///home/my%20mail/etc/aliases'],
    ['/home/my mail/etc/postfix/a', `${copy}/a`],
    ['/etcetera/aliases', undefined],
    ['/srv/a', undefined],
    ['/home/my mail/etc/postfix', undefined],
  ])('%s is %s', (path, uri) => {
    expect(uriOf(instance, path)).toBe(uri);
  });

  test('a file has its own path, and the path it will have', () => {
    expect(pathsOf(instance, `${copy}/c%20d`)).toEqual(['/home/my mail/etc/postfix/c d', '/etc/postfix/c d']);
    expect(pathsOf(instance, 'file:///home/my%20mail/etc/aliases')).toEqual([
      '/home/my mail/etc/aliases',
      '/etc/aliases',
    ]);
    expect(pathsOf(instance, 'file:///srv/a')).toEqual(['/srv/a']);
    expect(pathsOf(instance, 'file:///home/my%20mail/etcetera')).toEqual(['/home/my mail/etcetera']);
  });

  test('in place, both paths are the same', () => {
    expect(pathsOf(at('file:///etc/postfix'), 'file:///etc/postfix/a')).toEqual(['/etc/postfix/a']);
  });
});

describe('a copy that is meant for another directory than /etc/postfix', () => {
  const copy = 'file:///home/me/site';

  /** The directory, if the copy contains these files. */
  const found = (main: string, ...names: readonly string[]): string | undefined => {
    const existing = new Set(names.map((name) => `${copy}/${name}`));
    return homeOf(homeProbes(at(copy, main)), (uri) => existing.has(uri));
  };

  const two = 'transport_maps = hash:/data/mail/transport\nrelay_domains = /data/mail/domains\n';

  test('is recognized by the tables beside main.cf', () => {
    expect(found(two, 'transport', 'domains')).toBe('/data/mail');
    expect(found('canonical_maps = mysql:/data/mail/sql/a.cf, hash:/data/mail/b\n', 'sql/a.cf', 'b')).toBe(
      '/data/mail',
    );
    expect(found('transport_maps = hash:/usr/local/etc/postfix/transport\n', 'transport')).toBe(
      '/usr/local/etc/postfix',
    );
    expect(
      found('transport_maps = hash:/data/transport, hash:/data/b, hash:/srv/c\n', 'transport', 'b', 'c'),
    ).toBe('/data');
  });

  test.each([
    ['no file is beside main.cf', two, []],
    ['one file is, which may be chance', two, ['transport']],
    [
      'files of two directories are',
      'transport_maps = hash:/a/t, hash:/a/u, hash:/b/v, hash:/b/w\n',
      ['t', 'u', 'v', 'w'],
    ],
    [
      'a table is below /etc/postfix',
      `${two}canonical_maps = hash:/etc/postfix/canonical\n`,
      ['transport', 'domains'],
    ],
    ['the tables are in /etc', 'transport_maps = hash:/etc/a, hash:/etc/b\n', ['a', 'b']],
  ])('not if %s', (_, main, names) => {
    expect(found(main, ...names)).toBeUndefined();
  });

  test('is not looked for in place', () => {
    expect(homeProbes(at('file:///etc/postfix', two))).toEqual([]);
  });

  test('has its files beside main.cf', () => {
    const instance = instanceOf({ main: two, directory: copy, home: '/data/etc/postfix' });
    expect(uriOf(instance, '/data/etc/postfix/a b')).toBe(`${copy}/a%20b`);
    expect(uriOf(instance, '/data/etc/aliases')).toBe('file:///home/me/aliases');
    expect(uriOf(instance, '/etc/aliases')).toBe('file:///home/me/aliases');
    expect(uriOf(instance, '/data/aliases')).toBeUndefined();
    expect(pathsOf(instance, `${copy}/a`)).toContain('/data/etc/postfix/a');
    expect(homeDirectory(instance)).toBe('/data/etc/postfix');
  });
});
