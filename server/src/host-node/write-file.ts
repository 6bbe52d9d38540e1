// Replaces the content of a file so that it is never lost or half written: the new content goes to a new file beside
// it, which then takes its name. A program that opens the file sees the old content or the new one.

import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemMessage } from './system-error.ts';

/**
 * Mode and owner stay; a symbolic link stays a link, and the file that it leads to is replaced. A file is left as it is
 * when its content is not what was read, when it has hard links (another name would keep the old content), when it is
 * write-protected, and when its owner cannot be kept.
 *
 * @param before the content that was read
 * @returns why the file was not changed, as the second half of a sentence; undefined when it has the new content
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
  // rename() asks for permission to write to the directory only.
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
    // After the rename there is no such file.
    await rm(temporary, { force: true });
  }
  await syncDirectory(directory);
  return undefined;
}

/** False when this user may not give the file to that owner. */
async function takesAttributes(file: FileHandle, { uid, gid, mode }: Stats): Promise<boolean> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) {
    try {
      await file.chown(uid, gid);
    } catch {
      return false;
    }
  }
  // After chown(), which clears the bits for set-user-ID and set-group-ID.
  await file.chmod(mode & 0o7777);
  return true;
}

/** Makes the new name last. The file has its new content also where a system cannot do this. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
