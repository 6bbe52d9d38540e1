// The source that Debian's Postfix on this machine was built from, unpacked; from the mirror that apt uses.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitLimit } from '../../scripts/time-limit.mjs';

/** Where it is kept between runs. */
const cache = fileURLToPath(new URL('../../.vscode-test/postfix-source/', import.meta.url));

/** apt's own downloader, which knows the proxy and the keys. */
const downloader = '/usr/lib/apt/apt-helper';

/**
 * The unpacked source of a release that Debian provides.
 * @throws {Error} where it cannot be had, with the reason as its message
 */
export function debianSource(version: string): string {
  const folder = join(cache, `postfix-${version}`);
  if (existsSync(folder)) return folder;
  const archive = `postfix_${version}.orig.tar.gz`;
  mkdirSync(cache, { recursive: true });
  const unfinished = join(cache, `unfinished-${process.pid}`);
  mkdirSync(unfinished);
  try {
    run(downloader, ['download-file', `${mirrorFolder()}/${archive}`, join(unfinished, archive)]);
    run('tar', ['xzf', archive], unfinished);
    renameSync(join(unfinished, `postfix-${version}`), folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** The folder of the mirror that has Postfix. */
function mirrorFolder(): string {
  const uris = run('apt-get', ['--print-uris', 'download', 'postfix']);
  const uri = /^'([^']+)\/[^/']+'/m.exec(uris)?.[1];
  if (uri === undefined) throw new Error('apt-get knows no address of the package postfix');
  return uri;
}

function run(program: string, args: readonly string[], cwd?: string): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: waitLimit,
      ...(cwd && { cwd }),
    });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${program} ${args[0]}: ${stderr || error}`);
  }
}
