// postfix-lint --fix changes what it reports and not one byte more; or it changes nothing and says why.

import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directory, eachTestHasADirectory, program, run, start, write } from './program.ts';

eachTestHasADirectory();

const nobody = 65534;
const quiet = 'compatibility_level = 3.11\n';
/** A fix comments out the first of the two lines. */
const faulty = `${quiet}myorigin = b.example\nmyorigin = b.example\n`;
const fixed = `${quiet}#myorigin = b.example\nmyorigin = b.example\n`;

const bytesOf = (name: string): Buffer => readFileSync(join(directory, name));
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test('fixes what does not change what Postfix does, and reports the rest', () => {
  write('main.cf', `${faulty}biff = perhaps\n`);
  const { status, stdout } = run(['--fix', '--format', 'json', '.']);
  expect(bytesOf('main.cf').toString()).toBe(`${fixed}biff = perhaps\n`);
  expect(JSON.parse(stdout).findings.map((f: { code: string }) => f.code)).toEqual(['bad-boolean']);
  expect(status).toBe(1);
});

test('standard input cannot be fixed', () => {
  expect(run(['--fix', '--stdin-filename', 'main.cf'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--fix cannot be used with --stdin-filename'),
  });
});

describe('every other byte is kept', () => {
  test.each([
    ['Latin-1', latin1('# Gr\xfc\xdfe\n')],
    ['KOI8-R', latin1('# \xf0\xd2\xc9\xd7\xc5\xd4\n')],
    ['Shift-JIS', latin1('# \x93\xfa\x96{\x8c\xea\n')],
    ['UTF-8 beside Latin-1', latin1('# \xc3\xbc, \xfc, \xf0\x9f\x93\xae\n')],
    ['half a character of UTF-8', latin1('# \xe2\x82\n')],
    ['surrogates', latin1('# \xed\xa0\xbd\xed\xb3\xae\n')],
    ['U+FFFD itself', Buffer.from('# \ufffd\n')],
    ['a byte order mark', Buffer.from('\ufeff# x\n')],
    ['a NUL byte', latin1('# \0\n')],
    ['CR alone', latin1('# a\rb\n')],
  ])('%s', (_, comment) => {
    write('main.cf', Buffer.concat([comment, latin1(faulty), comment]));
    expect(run(['--fix', 'main.cf']).stderr).toBe('');
    expect(bytesOf('main.cf')).toEqual(Buffer.concat([comment, latin1(fixed), comment]));
  });

  test('also in a line that is changed', () => {
    write('main.cf', latin1(`${quiet}mail_name = \xfc\xdf\nmail_name = \xfc\xdf\n`));
    run(['--fix', 'main.cf']);
    expect(bytesOf('main.cf')).toEqual(latin1(`${quiet}#mail_name = \xfc\xdf\nmail_name = \xfc\xdf\n`));
  });

  test('and in a table', () => {
    write('main.cf', `${quiet}header_checks = regexp:/etc/postfix/checks\n`);
    const before = '# \xfc\n/^Subject: \xfc\xdf/ REJECT\n';
    write('checks', latin1(`${before}# postfix-lint-disable-next-line bad-pattern-entry\n/x/ DUNNO\n`));
    expect(run(['--fix', '.'])).toMatchObject({ status: 0, stdout: 'no findings\n', stderr: '' });
    expect(bytesOf('checks')).toEqual(latin1(`${before}/x/ DUNNO\n`));
  });
});

describe('the properties of a file are kept', () => {
  test('mode and owner', () => {
    write('main.cf', faulty);
    if (process.getuid?.() === 0) chownSync(join(directory, 'main.cf'), 1234, 5678);
    chmodSync(join(directory, 'main.cf'), 0o640);
    const { mode, uid, gid } = statSync(join(directory, 'main.cf'));
    run(['--fix', '.']);
    expect(bytesOf('main.cf').toString()).toBe(fixed);
    expect(statSync(join(directory, 'main.cf'))).toMatchObject({ mode, uid, gid });
  });

  test('a symbolic link', () => {
    write('shared/main.cf', faulty);
    write('a/master.cf', '');
    symlinkSync('../shared/main.cf', join(directory, 'a/main.cf'));
    run(['--fix', 'a']);
    expect(lstatSync(join(directory, 'a/main.cf')).isSymbolicLink()).toBe(true);
    expect(bytesOf('shared/main.cf').toString()).toBe(fixed);
    expect(readdirSync(join(directory, 'a'))).toEqual(['main.cf', 'master.cf']);
  });

  test('one file under two paths is fixed once', () => {
    write('a/main.cf', faulty);
    symlinkSync('a', join(directory, 'b'));
    expect(run(['--fix', 'a', 'b'])).toMatchObject({ status: 0, stderr: '' });
    expect(bytesOf('a/main.cf').toString()).toBe(fixed);
  });

  test('a file without a fix is not touched', () => {
    write('main.cf', quiet);
    const before = statSync(join(directory, 'main.cf'));
    run(['--fix', '.']);
    expect(statSync(join(directory, 'main.cf'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });
});

describe('a file that cannot be replaced does not change, with exit status 2', () => {
  test('hard links', () => {
    write('main.cf', faulty);
    linkSync(join(directory, 'main.cf'), join(directory, 'other'));
    expect(run(['--fix', 'main.cf'])).toEqual({
      status: 2,
      stdout: '',
      stderr: `postfix-lint: main.cf: not fixed: it has 2 hard links, and the other names would keep the old content. Edit it in place\n`,
    });
    expect(bytesOf('main.cf').toString()).toBe(faulty);
  });

  test('a directory that cannot be written to', () => {
    write('main.cf', faulty);
    chmodSync(join(directory, 'main.cf'), 0o666);
    chmodSync(directory, 0o555);
    const { status, stderr } = asNobody(['--fix', 'main.cf']);
    expect(stderr).toBe(
      `postfix-lint: main.cf: not fixed: cannot create a file in ${directory}: permission denied\n`,
    );
    expect(status).toBe(2);
    expect(bytesOf('main.cf').toString()).toBe(faulty);
  });

  test('a disk that has space for only a part of it', () => {
    // The shell allows files of 512 or 1024 bytes, depending on its unit.
    write('main.cf', `${faulty}# ${'x'.repeat(4000)}\n`);
    const before = bytesOf('main.cf');
    const words = [process.execPath, program, '--postfix-version', '3.11', '--fix', 'main.cf'];
    const { status, stderr } = start('/bin/sh', ['-c', 'ulimit -f 1; exec "$@"', 'sh', ...words]);
    expect(stderr).toBe(`postfix-lint: main.cf: not fixed: file too large\n`);
    expect(status).toBe(2);
    expect(bytesOf('main.cf')).toEqual(before);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });

  test('the other files are fixed', () => {
    write('a/main.cf', faulty);
    write('b/main.cf', faulty);
    linkSync(join(directory, 'a/main.cf'), join(directory, 'other'));
    expect(run(['--fix', 'a', 'b']).status).toBe(2);
    expect(bytesOf('a/main.cf').toString()).toBe(faulty);
    expect(bytesOf('b/main.cf').toString()).toBe(fixed);
  });
});

/** Root can do everything, so the tests of missing permissions run as another user. */
function asNobody(words: readonly string[]) {
  return start(process.execPath, [program, '--postfix-version', '3.11', ...words], '', nobody);
}

test('a file that cannot be read is an error, not a file without findings', () => {
  for (const name of ['main.cf', 'b/main.cf', 'c/main.cf', 'c/master.cf']) write(name, quiet);
  for (const name of ['main.cf', 'b/main.cf', 'c/master.cf']) chmodSync(join(directory, name), 0o000);
  for (const name of ['', 'b', 'c']) chmodSync(join(directory, name), 0o755);
  expect(asNobody(['main.cf'])).toMatchObject({
    status: 2,
    stderr: 'postfix-lint: main.cf: permission denied\n',
  });
  expect(asNobody(['b'])).toMatchObject({
    status: 2,
    stderr: 'postfix-lint: b/main.cf: permission denied\n',
  });
  expect(asNobody(['c'])).toMatchObject({
    status: 2,
    stderr: 'postfix-lint: c/master.cf: permission denied\n',
  });
  expect(asNobody(['show', 'b'])).toMatchObject({
    status: 2,
    stderr: 'postfix-lint: b/main.cf: permission denied\n',
  });
  expect(existsSync(join(directory, 'main.cf'))).toBe(true);
});
