// A command line that is typed for a person reaches the program as it was meant, whatever a path holds.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine, isPosixShell } from '../../client/src/postfix/command-line.ts';

const show = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];

describe('a command line', () => {
  test('is plain where it can be', () => {
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
    test(`reaches the program through ${shell} as it was meant`, () => {
      const line = commandLine([...show, ...args]) ?? '';
      expect(JSON.parse(execFileSync(shell, ['-c', line], { encoding: 'utf8' }))).toEqual(args);
    });
  }

  test('holds no control character: a terminal would take it for a key', () => {
    expect(commandLine(args)).not.toMatch(/\p{Cc}/u);
  });

  test('is not made where no quoting helps', () => {
    expect(commandLine(['postmap', 'hash:/tmp/x\n'])).toBeUndefined();
    expect(commandLine(['a\0b'])).toBeUndefined();
  });

  test('suits these shells', () => {
    for (const shell of ['/bin/sh', '/usr/bin/bash', 'zsh', '/usr/bin/fish'])
      expect(isPosixShell(shell)).toBe(true);
    for (const shell of ['', '/usr/bin/pwsh', '/bin/csh', '/bin/tcsh'])
      expect(isPosixShell(shell)).toBe(false);
  });
});
