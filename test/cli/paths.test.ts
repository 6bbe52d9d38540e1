// What postfix-lint accepts as Postfix configuration, and as a release.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { directory, eachTestHasADirectory, run, write } from './program.ts';

eachTestHasADirectory();

const quiet = 'compatibility_level = 3.11\n';

function codes(stdout: string): string[] {
  return JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);
}

describe('a file that is not Postfix configuration is an error', () => {
  test('a program', () => {
    expect(run(['/bin/ls'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'postfix-lint: /bin/ls: a binary file, not Postfix configuration\n',
    });
  });

  test('a compressed main.cf, and one on standard input', () => {
    write('main.cf.gz', gzipSync(quiet));
    const stderr = 'postfix-lint: main.cf.gz: a binary file, not Postfix configuration\n';
    expect(run(['main.cf.gz'])).toMatchObject({ status: 2, stderr });
    expect(run(['--stdin-filename', 'main.cf.gz'], gzipSync(quiet))).toMatchObject({ status: 2, stderr });
  });

  test('the index of a table', () => {
    write('main.cf', `${quiet}transport_maps = hash:/etc/postfix/transport\n`);
    write('transport', 'example.com smtp:[192.0.2.1]\n');
    write('transport.db', Buffer.from([0, 6, 21, 97, 0, 0, 0, 9]));
    expect(run(['transport.db'])).toMatchObject({
      status: 2,
      stderr: 'postfix-lint: transport.db: a binary file, not Postfix configuration\n',
    });
  });

  test('a path that is not a regular file', () => {
    expect(run(['/dev/null'])).toMatchObject({
      status: 2,
      stderr: 'postfix-lint: /dev/null: not a regular file; use --stdin-filename to check standard input\n',
    });
    expect(run(['nosuch'])).toMatchObject({
      status: 2,
      stderr: 'postfix-lint: nosuch: no such file or directory\n',
    });
  });
});

describe('a file whose name does not show its kind', () => {
  test('has the kind that the configuration uses it for', () => {
    write('main.cf', `${quiet}header_checks = regexp:/etc/postfix/rules.txt\n`);
    write('rules.txt', '/^Subject: (/ REJECT\n');
    const { stdout, stderr, status } = run(['--format', 'json', 'rules.txt']);
    expect(codes(stdout)).toEqual(['bad-pattern-entry']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  });

  test('is a lookup table if no configuration uses it', () => {
    const stderr =
      'postfix-lint: list: no configuration refers to this file; it is checked as a lookup table\n';
    write('list', 'a@example.com b@example.com\nhalf\n');
    const alone = run(['--format', 'json', 'list']);
    expect(codes(alone.stdout)).toEqual(['bad-table-entry']);
    // What the file is for is a guess, so the finding is information.
    expect(alone).toMatchObject({ status: 0, stderr });
    write('main.cf', quiet);
    expect(run(['--fail-on', 'information', 'list'])).toMatchObject({ status: 1, stderr });
    expect(run(['--stdin-filename', 'list'], 'a b\n')).toMatchObject({ status: 0, stderr });
  });

  test('has the purpose that .postfix-lint.json names', () => {
    write('.postfix-lint.json', '{ "tableRoles": { "list": "access", "*.rules": "header-checks" } }');
    write('list', 'example.org relay:mx.example.net\n');
    write('spam.rules', '/^Subject: (/ REJECT\n');
    const found = run(['--format', 'json', 'list', 'spam.rules']);
    expect(codes(found.stdout)).toEqual(['bad-access-action', 'bad-pattern-entry']);
    expect(found.stderr).toBe('');
  });

  test.each([
    ['site-main.cf', `${quiet}biff = perhaps\n`, 'bad-boolean'],
    ['site.master.cf', 'smtp inet n - n\n', 'master-field-count'],
    ['aliases.old', 'root me\n', 'bad-table-entry'],
    ['spam.pcre', '/(/ REJECT\n', 'bad-pattern-entry'],
    ['my_header_checks', '/(/ REJECT\n', 'bad-pattern-entry'],
    ['clients.cidr', '192.0.2.300 OK\n', 'bad-pattern-entry'],
  ])('%s has the kind that its name shows', (name, text, code) => {
    write(name, text);
    const { stdout, stderr, status } = run(['--format', 'json', '--fail-on', 'information', name]);
    expect(codes(stdout)).toContain(code);
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  });

  test('can be fixed', () => {
    write('list', '# postfix-lint-disable-next-line bad-table-entry\na b\n');
    expect(run(['--fix', 'list'])).toMatchObject({ status: 0, stdout: 'no findings\n' });
    expect(readFileSync(join(directory, 'list'), 'utf8')).toBe('a b\n');
  });
});

test('a NUL byte in main.cf does not hide its findings', () => {
  write('main.cf', `${quiet}# \0\nbiff = perhaps\n`);
  const { status, stdout } = run(['--format', 'json', 'main.cf']);
  expect(codes(stdout)).toContain('bad-boolean');
  expect(status).toBe(1);
});

describe('--postfix-version', () => {
  /** A parameter of Postfix 3.12. */
  const late = `${quiet}smtp_tlsrpt_enable = no\n`;

  test.each(['3.x', '3', 'x', '3.7.x', '3.7garbage', '-1.0', ''])('%j is not a version', (version) => {
    write('main.cf', quiet);
    const { status, stdout, stderr } = run([`--postfix-version=${version}`, 'main.cf']);
    expect(stderr).toContain(
      `postfix-lint: --postfix-version needs a release such as 3.7, not "${version}"\n`,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('messages name the option, not the setting of the editor', () => {
    write('main.cf', late);
    const { stdout } = run(['--postfix-version', '3.7', 'main.cf']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'According to compatibility_level, the files are for a later release: set --postfix-version to that release.',
    );
    expect(stdout).not.toContain('postfix.version');
  });

  test.each(['9.9', '4.0', '1.1', '2.99', '0.1'])('%s is not a release', (version) => {
    write('main.cf', quiet);
    const { status, stdout, stderr } = run(['--postfix-version', version, 'main.cf']);
    expect(stderr).toContain(
      `postfix-lint: --postfix-version: Postfix ${version} is not a known release. Known releases are 2.0 to 3.12.\n`,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(run(['show', '--postfix-version', version, '.']).status).toBe(2);
  });

  test.each(['3.13', '3.13.1', '3.99-20300101'])('%s is newer than any that is known', (version) => {
    write('main.cf', late);
    expect(run(['--postfix-version', version, 'main.cf'])).toEqual({
      ...run(['--postfix-version', '3.12', 'main.cf']),
      stderr: `postfix-lint: Postfix ${version} is newer than any release that this version of postfix-lint knows. Using 3.12 instead.\n`,
    });
    const { stdout, stderr } = run(['show', '--postfix-version', version, '.', 'mail_version']);
    expect(stdout).toBe(run(['show', '--postfix-version', '3.12', '.', 'mail_version']).stdout);
    expect(stderr).toContain('Using 3.12 instead.');
  });

  test.each(['2.0', '3.7', '3.7.11', '3.12-20260821', '3.10.0-RC1'])('%s is a release', (version) => {
    write('main.cf', 'myhostname = mail.example.com\n');
    const { status, stderr } = run(['--postfix-version', version, '--fail-on', 'error', 'main.cf']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('a byte in a message is the byte in the file', () => {
  const names = [Buffer.from('m\xfcil.example.com', 'latin1'), Buffer.from('müil.example.com')];

  test.each(names.map((name) => [name.toString('latin1'), name]))('%s', (_, name) => {
    write('main.cf', Buffer.concat([Buffer.from(`${quiet}myhostname = `), name, Buffer.from('\n')]));
    write('master.cf', '');
    const { stdout } = run(['--format', 'json', 'main.cf']);
    const [{ message }] = JSON.parse(stdout).findings;
    expect(message).toContain(`invalid character ${name[1]}(decimal): `);
  });
});
