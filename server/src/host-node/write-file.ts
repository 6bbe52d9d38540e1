// Replaces the content of a file so that it is never lost or half written. The new content goes to a new file in the
// same directory, which is then renamed. A program that opens the file sees either the old or the new content.

import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemMessage } from './system-error.ts';

/**
 * Keeps mode and owner. A symbolic link stays a link, and its target is replaced. The file is left unchanged if its
 * content is not what was read, if it has hard links (another name would keep the old content), if it is
 * write-protected, or if its owner cannot be kept.
 *
 * @param before the content that was read
 * @returns why the file was not changed, as the second half of a sentence; undefined if it has the new content
 */
export async function replaceFile(
  path: string,
  before: Uint8Array,
  content: Uint8Array,
): Promise<string | undefined> {
  try {
    const target = await realpath(path);
    if (isSame(await readFile(target), content)) return undefined;
    return (await whyNot(target, before)) ?? (await replace(target, before, content));
  } catch (error) {
    return systemMessage(error);
  }
}

async function whyNot(target: string, before: Uint8Array): Promise<string | undefined> {
  const file = await stat(target);
  if (!file.isFile()) return 'not a regular file';
  if (!isSame(await readFile(target), before)) return changed;
  if (file.nlink > 1)
    return `it has ${file.nlink} hard links, and the other names would keep the old content. Edit it in place`;
  // rename() needs write permission only for the directory.
  await (await open(target, 'r+')).close();
  return undefined;
}

const changed = 'it has changed on disk since it was read. Run the command again';

async function replace(target: string, before: Uint8Array, content: Uint8Array): Promise<string | undefined> {
  const directory = dirname(target);
  const temporary = join(directory, `.postfix-lint-${randomBytes(6).toString('hex')}`);
  let file: FileHandle;
  try {
    file = await open(temporary, 'wx', 0o600);
  } catch (error) {
    return `cannot create a file in ${directory}: ${systemMessage(error)}`;
  }
  try {
    try {
      await file.writeFile(content);
      if (!(await takesAttributes(file, await stat(target)))) return 'its owner cannot be kept';
      await file.sync();
    } finally {
      await file.close();
    }
    if (!isSame(await readFile(target), before)) return changed;
    await rename(temporary, target);
  } finally {
    // After a successful rename, this file no longer exists.
    await rm(temporary, { force: true });
  }
  await syncDirectory(directory);
  return undefined;
}

/** False if this user is not allowed to give the file to that owner. */
async function takesAttributes(file: FileHandle, { uid, gid, mode }: Stats): Promise<boolean> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) {
    try {
      await file.chown(uid, gid);
    } catch {
      return false;
    }
  }
  // Must follow chown(), which clears the set-user-ID and set-group-ID bits.
  await file.chmod(mode & 0o7777);
  return true;
}

/** Makes the new name durable. If a system does not support this, the file still has its new content. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
