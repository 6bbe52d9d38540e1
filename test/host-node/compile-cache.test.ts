// Compiled code is cached if Node supports it: in the user's own folder, and nowhere else.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = (name: string) => fileURLToPath(new URL(`../../server/bin/${name}.js`, import.meta.url));

/** The cache after `--version`, for a user with this environment. */
function cacheAfter(name: string, home: string, env: Record<string, string>): string[] {
  const { NODE_COMPILE_CACHE: _, XDG_CACHE_HOME: __, ...inherited } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [program(name), '--version'], {
    env: { ...inherited, HOME: home, TMPDIR: home, ...env },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return existsSync(home) ? readdirSync(home, { recursive: true }).map(String) : [];
}

test.runIf(process.platform === 'linux').each(['postfix-language-server', 'postfix-lint'])('%s', (name) => {
  const home = mkdtempSync(join(tmpdir(), 'postfix-cache-'));
  try {
    const canKeep = 'enableCompileCache' in nodeModule;
    const kept = cacheAfter(name, home, {});
    expect(kept.filter((path) => !path.startsWith('.cache'))).toEqual([]);
    expect(kept.some((path) => path.startsWith('.cache/postfix-language-server/'))).toBe(canKeep);
    const moved = cacheAfter(name, home, { XDG_CACHE_HOME: join(home, 'x') });
    expect(moved.some((path) => path.startsWith('x/postfix-language-server/'))).toBe(canKeep);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test.each(['postfix-language-server', 'postfix-lint'])('%s starts for a user without a home', (name) => {
  // A folder inside a file, which no one can create.
  expect(cacheAfter(name, join(program(name), 'home'), {})).toEqual([]);
});
