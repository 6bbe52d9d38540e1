// Temporary directories with configuration files that Postfix reads without a delay.
import { chmod, mkdir, mkdtemp, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** File contents by name, relative to a directory. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Creates a directory with exactly these files, calls `use` with its absolute path, and always removes it afterward.
 * `main.cf` and `master.cf` are not added automatically.
 */
export async function withInstanceDirectory<T>(
  files: Files,
  use: (dir: string) => T | Promise<T>,
): Promise<T> {
  const dir = await makeDirectory();
  try {
    for (const [name, content] of Object.entries(files)) await writeCold(join(dir, name), content);
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Creates a temporary directory that Postfix's own user can enter. The permissions that mkdtemp sets do not allow that.
 */
export async function makeDirectory(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'postfix-test-')));
  await chmod(dir, 0o755);
  return dir;
}

/**
 * Writes a file and its parent folders, and sets its time back by an hour. Otherwise Postfix reads a file repeatedly
 * until it has been unchanged for two seconds (dict.c, dict_load_file_xt). Each version gets a later time than the one
 * before, so that a running service sees that a table has changed (dict.c, dict_changed_name).
 */
export async function writeCold(file: string, content: string | Uint8Array): Promise<void> {
  const before = await timeOf(file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await coolDown(file, before);
}

/** When a file was changed, in seconds; 0 if it does not exist. */
export async function timeOf(file: string): Promise<number> {
  const stats = await stat(file).catch(() => undefined);
  return Math.floor((stats?.mtimeMs ?? 0) / 1000);
}

/** Sets the time of a file back by an hour, but keeps it later than `before`. */
export async function coolDown(file: string, before: number): Promise<void> {
  const time = Math.max(Math.floor(Date.now() / 1000) - 3600, before + 1);
  await utimes(file, time, time);
}
