// Keeps a copy of a table's index while a program writes a new one, because Postfix still reads the index if that fails.

import { constants } from 'node:fs';
import { access, copyFile, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suffixOf } from './table-types.ts';

export interface PreviousIndex {
  /** Writes the previous index back if the program changed it. */
  restore(): Promise<Restored>;
  /** Removes the copy, unless it could not be written back. */
  forget(): Promise<void>;
}

export type Restored =
  | 'as-before'
  /** The index is incomplete. `copy` is the path of the previous one, if it could be saved. */
  | { readonly copy: string | undefined };

/** Writes a file over another one, with the rights of root. False if that fails. */
export type CopyAsRoot = (from: string, to: string) => Promise<boolean>;

/** Larger indexes are copied to a disk, in bytes. */
const IN_MEMORY = 1 << 25;

const untouched: PreviousIndex = { restore: async () => 'as-before', forget: async () => {} };

/**
 * Copies the index. postmap(1) empties an index of these types before it writes it (mkmap_open.c), so a full disk or a
 * killed program would leave an incomplete one. It replaces an index of another type in one step.
 * @param asRoot how to write the index back if only root may do that
 * @returns undefined if there is no space for a copy
 */
export async function keepIndex(
  type: string,
  path: string,
  asRoot?: CopyAsRoot,
): Promise<PreviousIndex | undefined> {
  if (type !== 'hash' && type !== 'btree') return untouched;
  const index = `${path}${suffixOf(type)}`;
  const before = await stat(index).catch(() => undefined);
  if (before !== undefined && !before.isFile()) return untouched;
  const isUnreadable = asRoot !== undefined && !(await isReadable(index));
  const copy =
    before === undefined ? nothing : isUnreadable ? unreadable : await copyOf(index, before.size, asRoot);
  if (copy === undefined) return undefined;
  let isNeeded = false;
  return {
    async restore() {
      const after = await stat(index).catch(() => undefined);
      if (after?.mtimeMs === before?.mtimeMs) return 'as-before';
      try {
        await copy.writeTo(index);
        // The table may be newer than its index.
        if (before !== undefined && asRoot === undefined) await utimes(index, before.atime, before.mtime);
        return 'as-before';
      } catch {
        isNeeded = true;
        return { copy: await copy.path().catch(() => undefined) };
      }
    },
    forget: async () => {
      if (!isNeeded) await copy.remove();
    },
  };
}

interface Copy {
  writeTo(index: string): Promise<void>;
  /** A file with the copy. */
  path(): Promise<string | undefined>;
  remove(): Promise<void>;
}

/** There was no index. */
const nothing: Copy = {
  writeTo: (index) => rm(index, { force: true }),
  path: async () => undefined,
  remove: async () => {},
};

/** Only root may read the index. */
const unreadable: Copy = {
  writeTo: async () => {
    throw new Error('There is no copy.');
  },
  path: async () => undefined,
  remove: async () => {},
};

const isReadable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );

async function copyOf(
  index: string,
  size: number,
  asRoot: CopyAsRoot | undefined,
): Promise<Copy | undefined> {
  const isSmall = size <= IN_MEMORY && asRoot === undefined;
  const inMemory = isSmall ? await readFile(index).catch(() => undefined) : undefined;
  if (inMemory !== undefined) {
    return {
      writeTo: (to) => writeFile(to, inMemory),
      path: () => inNewFile(index, (file) => writeFile(file, inMemory)),
      remove: async () => {},
    };
  }
  const file = await inNewFile(index, (to) => copyFile(index, to)).catch(() => undefined);
  if (file === undefined) return undefined;
  return {
    async writeTo(to) {
      if (asRoot === undefined) await copyFile(file, to);
      else if (!(await asRoot(file, to))) throw new Error('The index was not written back.');
    },
    path: async () => file,
    remove: () => rm(dirname(file), { recursive: true, force: true }),
  };
}

/** The folder for temporary files may be full. Then there may be space next to the index. */
async function inNewFile(index: string, write: (file: string) => Promise<void>): Promise<string> {
  for (const place of [tmpdir(), dirname(index)]) {
    const folder = await mkdtemp(join(place, 'postfix-index-')).catch(() => undefined);
    if (folder === undefined) continue;
    const file = join(folder, 'index');
    try {
      await write(file);
      return file;
    } catch {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new Error('no space for a copy of the index');
}
