// Files on the local disk, in the form that the service needs: by URI, and without an error for a missing file.

import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectoryEntry, FileStamp } from '../host.ts';
import { decodeBytes } from '../syntax/bytes.ts';

/**
 * The text as an editor decodes it. Undefined for a file that does not exist or cannot be read, and for anything that
 * is not a regular file.
 */
export async function localFile(uri: string): Promise<string | undefined> {
  const path = localPath(uri);
  return path === undefined ? undefined : readFile(path, 'utf8').catch(() => undefined);
}

/** The same, but decoded so that the bytes can be restored: see syntax/bytes.ts. */
export async function localText(uri: string): Promise<string | undefined> {
  const path = localPath(uri);
  return path === undefined ? undefined : readFile(path).then(decodeBytes, () => undefined);
}

/** Like `localText`, for a program that has nothing else to do in the meantime. Much faster for many small files. */
export function localTextNow(uri: string): string | undefined {
  const path = localPath(uri);
  try {
    // Much cheaper than the error for a missing file.
    return path === undefined || !existsSync(path) ? undefined : decodeBytes(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** Like `localStamp`, for a program that has nothing else to do in the meantime. */
export function localStampNow(uri: string): FileStamp | 'missing' | undefined {
  const path = localPath(uri);
  if (path === undefined) return undefined;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? 'missing' : { size: found.size, modified: found.mtimeMs };
  } catch (error) {
    return isNotThere(error) ? 'missing' : undefined;
  }
}

/** Whether a file is UTF-8, so that an editor's text has all of its content. Undefined if the file cannot be read. */
export async function localIsUtf8(uri: string): Promise<boolean | undefined> {
  const path = localPath(uri);
  return path === undefined ? undefined : readFile(path).then(isUtf8, () => undefined);
}

/** Undefined if access is denied or the URI is not on a local disk. */
export async function localStamp(uri: string): Promise<FileStamp | 'missing' | undefined> {
  const path = localPath(uri);
  if (path === undefined) return undefined;
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, modified: mtimeMs };
  } catch (error) {
    return isNotThere(error) ? 'missing' : undefined;
  }
}

function isNotThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * The labels of the PEM objects in a file, in their order. The data between the label lines, which may include keys,
 * never leaves this function.
 */
export async function localPemLabels(uri: string): Promise<readonly string[] | undefined> {
  const path = localPath(uri);
  if (path === undefined) return undefined;
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > largestPem) return undefined;
    const text = await readFile(path, 'latin1');
    return [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?$/gm)].map(([, label = '']) => label);
  } catch {
    return undefined;
  }
}

/** In bytes. Certificate chains have a few thousand. */
const largestPem = 1_000_000;

/** The names in a directory. Undefined if it does not exist or cannot be read. */
export async function localDirectory(uri: string): Promise<readonly DirectoryEntry[] | undefined> {
  const path = localPath(uri);
  if (path === undefined) return undefined;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return undefined;
  return Promise.all(
    entries.map(async (entry) => ({
      name: entry.name,
      isDirectory: entry.isSymbolicLink()
        ? await stat(join(path, entry.name)).then(
            (found) => found.isDirectory(),
            () => false,
          )
        : entry.isDirectory(),
      ...(entry.isSymbolicLink() && { isLink: true }),
    })),
  );
}

function localPath(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
