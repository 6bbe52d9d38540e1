// Where the files are that a configuration names: on this host, or in a copy of /etc.
import { describe, expect, test } from 'vitest';
import { isInPlace, pathsOf, uriOf } from '../../server/src/instance/paths.ts';
import { instanceOf } from './support.ts';

const at = (directory: string) => instanceOf({ main: '', directory });

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
