// Temporary directories with configuration files that Postfix reads without a pause.
import { chmod, mkdir, mkdtemp, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** File names, relative to a directory, and what they hold. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Makes a directory with just these files, calls `use` with its absolute path, and removes it, whatever
 * happens. `main.cf` and `master.cf` are files like the others: none is added.
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

/** A new temporary directory which Postfix's own user may enter: mkdtemp alone keeps it out. */
export async function makeDirectory(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'postfix-test-')));
  await chmod(dir, 0o755);
  return dir;
}

/**
 * Writes a file, and the folders above it, and sets its time an hour back: Postfix reads a file again and
 * again until it has been left alone for two seconds (dict.c, dict_load_file_xt). Each version gets a later
 * time than the one before, by which a running service sees that a table has changed (dict.c,
 * dict_changed_name).
 */
export async function writeCold(file: string, content: string | Uint8Array): Promise<void> {
  const before = await timeOf(file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await coolDown(file, before);
}

/** When a file was changed, in seconds; 0 where there is none. */
export async function timeOf(file: string): Promise<number> {
  const stats = await stat(file).catch(() => undefined);
  return Math.floor((stats?.mtimeMs ?? 0) / 1000);
}

/** Sets the time of a file an hour back, but later than `before`. */
export async function coolDown(file: string, before: number): Promise<void> {
  const time = Math.max(Math.floor(Date.now() / 1000) - 3600, before + 1);
  await utimes(file, time, time);
}
