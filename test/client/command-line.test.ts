// A command line that is typed into a terminal passes the exact arguments to the program, whatever characters they
// contain.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine, isPosixShell } from '../../client/src/postfix/command-line.ts';

const show = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];

describe('a command line', () => {
  test('is not quoted if that is unnecessary', () => {
    expect(commandLine(['sudo', 'postmap', '-c', '/etc/postfix', 'hash:/etc/postfix/transport'])).toBe(
      'sudo postmap -c /etc/postfix hash:/etc/postfix/transport',
    );
    expect(commandLine(['a b', "it's", ''])).toBe(`'a b' 'it'\\''s' ''`);
  });

  const args = [
    'hash:/tmp/a b/transport',
    "hash:/tmp/it's",
    'hash:/tmp/"quoted"',
    '-rf',
    '~',
    '$HOME `id` $(id)',
    '!history !!',
    'back\\slash \\n',
    '; rm x',
    'é ü 日本',
    'new\nline and %s \\ "',
    '\ttab\x1b[A\r',
    '',
  ];
  for (const shell of ['sh', 'bash']) {
    test(`passes the exact arguments to the program through ${shell}`, () => {
      const line = commandLine([...show, ...args]) ?? '';
      expect(JSON.parse(execFileSync(shell, ['-c', line], { encoding: 'utf8' }))).toEqual(args);
    });
  }

  test('contains no control character, which a terminal would treat as a key', () => {
    expect(commandLine(args)).not.toMatch(/\p{Cc}/u);
  });

  test('is undefined if an argument cannot be quoted', () => {
    expect(commandLine(['postmap', 'hash:/tmp/x\n'])).toBeUndefined();
    expect(commandLine(['a\0b'])).toBeUndefined();
  });

  test('is correct for these shells', () => {
    for (const shell of ['/bin/sh', '/usr/bin/bash', 'zsh', '/usr/bin/fish'])
      expect(isPosixShell(shell)).toBe(true);
    for (const shell of ['', '/usr/bin/pwsh', '/bin/csh', '/bin/tcsh'])
      expect(isPosixShell(shell)).toBe(false);
  });
});
