// Files of the local disk, as the service asks for them: by URI, and without an error for what is not there.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectoryEntry, FileStamp } from '../host.ts';

/** Undefined for a file that is not there, cannot be read, or is no file. */
export async function localFile(uri: string): Promise<string | undefined> {
  const path = localPath(uri);
  return path === undefined ? undefined : readFile(path, 'utf8').catch(() => undefined);
}

/** Undefined where nobody may look, and for what is on no local disk. */
export async function localStamp(uri: string): Promise<FileStamp | 'missing' | undefined> {
  const path = localPath(uri);
  if (path === undefined) return undefined;
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, modified: mtimeMs };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : undefined;
  }
}

/**
 * The labels of the PEM objects in a file, in their order. What stands between their lines, keys among it, goes no
 * further than this function.
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

/** In bytes. Chains of certificates have a few thousand. */
const largestPem = 1_000_000;

/** The names in a directory; undefined for one that is not there or that nobody may read. */
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
