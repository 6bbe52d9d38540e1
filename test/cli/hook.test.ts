// The Git hook of examples/hooks, in a separate repository.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const hook = fileURLToPath(new URL('../../examples/hooks/pre-commit', import.meta.url));
const program = fileURLToPath(new URL('../../server/bin/postfix-lint.js', import.meta.url));
const good = 'compatibility_level = 3.7\n';

let repository: string;

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'postfix-hook-'));
  git('init', '--quiet');
  copyFileSync(hook, join(repository, '.git/hooks/pre-commit'));
});

afterEach(() => rmSync(repository, { recursive: true, force: true }));

function git(...words: string[]): void {
  execFileSync('git', words, { cwd: repository });
}

function commit(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(repository, name, '..'), { recursive: true });
    writeFileSync(join(repository, name), text);
  }
  git('add', '.');
  return spawnSync(
    'git',
    ['-c', 'user.name=admin', '-c', 'user.email=admin@example.com', 'commit', '--quiet', '-m', 'x'],
    {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, POSTFIX_LINT: `${process.execPath} ${program} --postfix-version 3.7` },
    },
  );
}

test('a commit without findings passes', () => {
  expect(commit({ 'mail/main.cf': good, 'README.md': 'soft_bounce = on\n' }).status).toBe(0);
});

test('a commit with a finding is stopped, with the reason', () => {
  const { status, stdout, stderr } = commit({
    'a b/main.cf': `${good}soft_bounce = on\n`,
    'c/main.cf': good,
  });
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain('a b/main.cf:2:15: error: soft_bounce must be "yes" or "no"');
});

test('files that a commit does not touch are not checked', () => {
  const first = commit({ 'mail/main.cf': good });
  expect(first.status).toBe(0);
  writeFileSync(join(repository, 'mail/main.cf'), 'soft_bounce = on\n');
  git('add', '.');
  git(
    '-c',
    'user.name=admin',
    '-c',
    'user.email=admin@example.com',
    'commit',
    '--quiet',
    '--no-verify',
    '-m',
    'x',
  );
  expect(commit({ 'notes/plan.txt': 'nothing\n' }).status).toBe(0);
});
