// postfix-lint as a program, in the directory of the running test.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

export const program = fileURLToPath(new URL('../../server/bin/postfix-lint.js', import.meta.url));
const bundle = fileURLToPath(new URL('../../server/dist/lint.cjs', import.meta.url));

/** The directory of the running test. */
export let directory: string;

/** To be called by each test file, outside of its tests. */
export function eachTestHasADirectory(): void {
  beforeEach(() => {
    if (!existsSync(bundle)) throw new Error('there is no build: npm run build');
    directory = mkdtempSync(join(tmpdir(), 'postfix-lint-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Checks for the newest release unless the arguments name another. */
export function run(words: readonly string[], input: string | Uint8Array = ''): Ended {
  return start(process.execPath, [program, '--postfix-version', '3.11', ...words], input);
}

/** Any program, in the directory of the test. */
export function start(
  file: string,
  words: readonly string[],
  input: string | Uint8Array = '',
  uid = 0,
): Ended {
  const { status, stdout, stderr } = spawnSync(file, words, {
    cwd: directory,
    input,
    encoding: 'utf8',
    ...(uid !== 0 && process.getuid?.() === 0 && { uid }),
  });
  return { status, stdout, stderr };
}

export function write(name: string, text: string | Uint8Array): void {
  mkdirSync(join(directory, name, '..'), { recursive: true });
  writeFileSync(join(directory, name), text);
}
